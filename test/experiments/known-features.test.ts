// The experiment of known features, shortened: its features are those of the file, and each kind of row is trained.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { memberConfigs } from "../../src/config/vary.js";
import { readArrayExamplesNow } from "../../src/data/sources/array-file.js";
import { loadExperiment } from "../../src/experiments/load-experiment.js";
import { runExperiment } from "../../src/experiments/runner.js";
import { root } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const config = parseConfig(await loadExperiment("known-features"));
const members = memberConfigs(config);

test("it has 18 rows of four seeds, on 64 features of length 1 in 32 dimensions", () => {
  expect(members).toHaveLength(72);
  if (config.data.kind !== "sparse-toy" || config.data.features.kind !== "file") throw new Error("no file");
  const { x } = readArrayExamplesNow(config.data.features.path, { examples: "rows" });
  expect(x.shape).toEqual([64, 32]);
  for (let j = 0; j < 64; j++) {
    const squares = Array.from({ length: 32 }, (_, i) => x.get(j, i) ** 2);
    expect(squares.reduce((sum, square) => sum + square)).toBeCloseTo(1, 6);
  }
});

/** The value of a key like initial.decoderNorm. */
const valueAt = (model: object, key: string): unknown =>
  key
    .split(".")
    .reduce<unknown>((found, part) => (found as Record<string, unknown> | undefined)?.[part], model);

interface Row {
  readonly model: Readonly<Record<string, unknown>>;
}

test("each of its settings is a row of SAELens' table, and each row has its settings", () => {
  const { rows } = JSON.parse(readFileSync(join(root, "test/golden/toy-table.json"), "utf8")) as {
    rows: Row[];
  };
  const found = members.map(({ model }) =>
    rows.findIndex((row) => Object.entries(row.model).every(([key, value]) => valueAt(model, key) === value)),
  );
  expect([...new Set(found)].sort((a, b) => a - b)).toEqual(rows.map((_, i) => i));
});

test.each(["topk", "jumprelu"])(
  "%s, of fewer examples and steps, learns on what is held out",
  async (kind) => {
    const member = members.find(({ model }) => model.kind === kind)!;
    const { directory } = await runExperiment(
      {
        ...member,
        data: { ...member.data, count: 4000 } as typeof member.data,
        optimizer: { ...member.optimizer, iterations: 200, learningRate: 5e-3 } as typeof member.optimizer,
      },
      { results: temporaryFolder(), engine: "wasm", threads: 1, figures: false },
    );
    const held = directory.readMetrics().map(({ heldOut }) => heldOut?.fvu);
    expect(held.at(-1)).toBeLessThan(0.5 * held[0]!);
  },
);
