// What a run says while it goes on.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { createRandom } from "../../src/core/random.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { runExperiment } from "../../src/experiments/runner.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();

test("data of a scale that saturates every unit are told what to do", async () => {
  const path = join(folder, "large-scale.npy");
  const random = createRandom(2);
  writeFileSync(
    path,
    encodeNpy(
      Float64Array.from({ length: 80 * 9 }, () => 1e20 * random.uniform()),
      [80, 9],
    ),
  );
  const config = parseConfig({
    name: "large-scale",
    data: { kind: "array", path },
    model: { kind: "classic", hidden: [10], output: "linear" },
    optimizer: { kind: "lbfgs", iterations: 50 },
  });
  const notices: string[] = [];
  const options = {
    engine: "reference" as const,
    figures: false,
    onNotice: (notice: string) => notices.push(notice),
  };
  await runExperiment(config, { ...options, results: join(folder, "large-scale") });
  expect(notices).toEqual([expect.stringMatching(/leaves no step to go: .* --preprocess normalize-ufldl/)]);
});

test("data of a small scale that meet the tolerances at once are told how to train on", async () => {
  const { count, path } = { count: 40, path: join(folder, "small-scale.npy") };
  const random = createRandom(1);
  const values = Float64Array.from({ length: count * 6 }, () => 1e-5 * random.normal());
  writeFileSync(path, encodeNpy(values, [count, 6]));
  const config = parseConfig({
    name: "small-scale",
    data: { kind: "array", path },
    model: { kind: "classic", hidden: [2], activation: "linear", beta: 0, weightDecay: 0 },
    optimizer: { kind: "lbfgs", iterations: 50 },
  });
  const notices: string[] = [];
  const options = { engine: "reference" as const, onNotice: (notice: string) => notices.push(notice) };
  await runExperiment(config, { ...options, results: join(folder, "small-scale") });
  expect(notices).toEqual([expect.stringMatching(/stopped at iteration \d+ by its tolerances/)]);
});
