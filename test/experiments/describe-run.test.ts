// A run's folder is described as its training described it, and at any time.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { createRandom } from "../../src/core/random.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { describeRun } from "../../src/experiments/describe-run.js";
import { resumeRun, runExperiment } from "../../src/experiments/runner.js";
import { RunAnswers } from "../../src/inspect/run-answers.js";
import type { RunDirectory } from "../../src/train/run-directory.js";
import { liveStatus } from "../../src/train/status.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const options = { results: folder, engine: "wasm" as const, threads: 1 };
const random = createRandom(0, "rows");
const examples = (count: number) =>
  encodeNpy(
    Float64Array.from({ length: count * 16 }, () => 0.2 + 0.6 * random.uniform()),
    [count, 16],
  );
const path = join(folder, "rows.npy");
writeFileSync(path, examples(40));
const data = { kind: "array", path, imageShape: [4, 4] } as const;
const configs = {
  classic: parseConfig({
    name: "classic",
    data,
    model: { kind: "classic", hidden: [3], rho: 0.1 },
    optimizer: { kind: "lbfgs", iterations: 6 },
    checkpointEvery: 3,
  }),
  topk: parseConfig({
    name: "topk",
    data,
    model: { kind: "topk", latents: 8, k: 2 },
    optimizer: { kind: "adam", iterations: 30, batch: 10 },
    checkpointEvery: 10,
  }),
  steered: parseConfig({
    name: "steered",
    data,
    model: { kind: "jumprelu", latents: 8, targetL0: 2 },
    optimizer: { kind: "adam", iterations: 30, batch: 10 },
    checkpointEvery: 10,
  }),
};
/** Every file of a run but those that tell of processes. */
const filesOf = ({ path }: RunDirectory) =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith("owner"))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .map((file) => `${file} ${createHash("sha256").update(readFileSync(file)).digest("hex")}`);

describe("a run that has ended", () => {
  test.each(Object.entries(configs))("of %s: every file is made again to the byte", async (_, config) => {
    const { directory, trained: _trained, ...told } = await runExperiment(config, options);
    const before = filesOf(directory);
    for (const made of ["figures", "report.html", "inspection.safetensors"])
      rmSync(join(directory.path, made), { recursive: true });
    const { trained: _again, ...described } = await describeRun(directory, { threads: 1 });
    expect(described).toEqual({ ...told, directory });
    expect(filesOf(directory)).toEqual(before);
  });
});

test("an inspection that is cut short or no such file is told by name, with what makes it anew, which does", async () => {
  const { directory } = await runExperiment(configs.classic, { ...options, figures: false });
  const file = directory.file("inspection.safetensors");
  const whole = readFileSync(file);
  const garbage = Buffer.alloc(500, "garbage ");
  const damaged = [
    [whole.subarray(0, 3), "it has only 3 bytes"],
    [whole.subarray(0, whole.length - 8), "cut short"],
    [garbage, "its header is longer than the file"],
  ] as const;
  for (const [bytes, why] of damaged) {
    writeFileSync(file, bytes);
    const { summary } = new RunAnswers(folder, directory).detail();
    expect(summary.status).toBe("broken");
    expect(summary.problem).toContain(`run directory: ${file} must be a whole safetensors file, `);
    expect(summary.problem).toContain(why);
    expect(summary.problem).toContain(`; rhohat describe ${directory.path} makes it anew`);
    await describeRun(directory, { threads: 1, figures: false });
    expect(readFileSync(file)).toEqual(whole);
  }
  expect(new RunAnswers(folder, directory).detail().summary.status).toBe("done");
});

describe("a run that was stopped", () => {
  test("and whose process is gone is described as its last checkpoint stands, and goes on as if it had not been", async () => {
    const whole = await runExperiment(configs.topk, { ...options, figures: false });
    const stop = new AbortController();
    const { directory } = await runExperiment(configs.topk, {
      ...options,
      figures: false,
      signal: stop.signal,
      onProgress: ({ iteration }) => iteration === 17 && stop.abort(),
    });
    // As a kill leaves it: without a last word.
    rmSync(join(directory.path, "inspection.safetensors"));
    const { metrics: _, endedAt: __, ...record } = directory.readJson("run.json") as Record<string, unknown>;
    directory.writeJson("run.json", { ...record, status: "running" });
    const described = await describeRun(directory, { threads: 1, figures: false });
    expect(described).toMatchObject({ iterations: 17, evaluations: 10, stopped: "interrupted" });
    expect(directory.readRecord().metrics).toMatchObject({ iterations: 17, fvu: described.fvu });
    expect(liveStatus(directory)).toBe("interrupted");
    const resumed = await resumeRun(directory, configs.topk, { ...options, figures: false });
    expect(resumed.cost).toBe(whole.cost);
    expect(liveStatus(directory)).toBe("done");
    const weights = ({ directory: of }: typeof whole) =>
      readFileSync(of.file("checkpoints/step-000030/weights.safetensors"));
    expect(weights(resumed)).toEqual(weights(whole));
  });

  test("without a checkpoint, or on data that have changed, is refused and left as it is", async () => {
    const { directory } = await runExperiment(configs.classic, { ...options, figures: false });
    const before = filesOf(directory);
    renameSync(path, `${path}.own`);
    writeFileSync(path, examples(41));
    await expect(describeRun(directory)).rejects.toThrow(
      /^describe: the data must be those that .* was trained on, they have changed; rhohat evaluate takes others \(--data\)$/,
    );
    expect(filesOf(directory)).toEqual(before);
    const moved = await describeRun(directory, { dataPath: `${path}.own`, figures: false });
    expect(moved.iterations).toBe(6);
    renameSync(`${path}.own`, path);
    rmSync(join(directory.path, "checkpoints"), { recursive: true });
    await expect(describeRun(directory)).rejects.toThrow(
      /^describe: .* must have a checkpoint, there is none/,
    );
  });
});
