// Runs on whitened data: what they keep of it, that evaluate and resume find the same values again, and that pictures are of
// pixels.

import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ArrayConfig } from "../../src/config/config.js";
import { parseConfig } from "../../src/config/parse.js";
import { contiguous, view } from "../../src/core/arrays.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { parseSafetensors } from "../../src/data/io/safetensors.js";
import { inPixels } from "../../src/data/preprocess/in-pixels.js";
import { evaluateRun } from "../../src/experiments/evaluate-run.js";
import { resumeRun, runExperiment } from "../../src/experiments/runner.js";
import { intervene } from "../../src/inspect/intervene.js";
import { loadRun } from "../../src/inspect/load-run.js";
import { RunAnswers } from "../../src/inspect/run-answers.js";
import { runFigures } from "../../src/inspect/run-figures.js";
import type { RunDirectory } from "../../src/train/run-directory.js";
import { randomMatrix } from "../support/data.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const at = (...parts: string[]) => join(folder, ...parts);
const [m, n] = [120, 16];
const x = randomMatrix(m, n, 1);
writeFileSync(at("x.npy"), encodeNpy(x.data as Float64Array, [m, n]));

const configOf = (
  name: string,
  preprocess: NonNullable<ArrayConfig["preprocess"]>,
  data: object = { kind: "array", path: at("x.npy") },
) =>
  parseConfig({
    name,
    data: { ...data, imageShape: [4, 4], preprocess },
    model: { kind: "topk", latents: 8, k: 2 },
    optimizer: { kind: "adam", batch: 16, iterations: 4 },
    checkpointEvery: 2,
  });
const options = { results: folder, engine: "reference", figures: false } as const;
const trained = async (...of: Parameters<typeof configOf>) =>
  (await runExperiment(configOf(...of), options)).directory;

const zca = await trained("zca", [{ kind: "centre-features" }, { kind: "zca-whiten", epsilon: 0.01 }]);
const pca = await trained("pca", [{ kind: "remove-mean" }, { kind: "pca-whiten", keep: 6, epsilon: 0 }]);

describe("a whitened run", () => {
  test("keeps what it learned, exactly, in a file for other programs too", () => {
    expect(JSON.parse(readFileSync(zca.file("preprocessing.json"), "utf8"))).toEqual([
      { kind: "centre-features" },
      { kind: "zca-whiten", epsilon: 0.01 },
    ]);
    const bytes = readFileSync(zca.file("preprocessing.safetensors"));
    expect(parseSafetensors(bytes, "file")["1.zca-whiten.matrix"].shape).toEqual([n, n]);
    const run = loadRun(zca.path);
    const { values, memory } = run.preprocess(view(x.data, [m, n]));
    const back = run.undo(values, memory);
    for (let i = 0; i < m * n; i++) expect(back.data[i]).toBeCloseTo(x.data[i], 12);
  });
  test.each([
    ["zca", zca],
    ["pca", pca],
  ])(
    "%s: evaluate gives its numbers again, to the bit, on its own data and on the same named",
    async (_, run) => {
      const { fvu, cost } = run.readRecord().metrics!;
      expect(await evaluateRun(run, { engine: "reference" })).toMatchObject({ fvu, cost });
      const other = { kind: "array", path: at("x.npy") } as const;
      expect(await evaluateRun(run, { engine: "reference", data: other })).toMatchObject({ fvu, cost });
    },
  );
  test("goes on to the same bits as one that was never stopped", async () => {
    const last = (run: RunDirectory) =>
      readFileSync(join(run.checkpoints, "step-000004", "weights.safetensors"));
    const config = parseConfig(pca.readJson("config.json"));
    const short = { ...config, optimizer: { ...config.optimizer, iterations: 2 } };
    const { directory: run } = await runExperiment(short, { ...options, out: at("stopped") });
    await resumeRun(run, config, options);
    expect(last(run)).toEqual(last(pca));
  });
  test("a run without steps that learn arrays has no such file", async () => {
    const plain = await trained("plain", [{ kind: "remove-mean" }, { kind: "clip" }]);
    expect(existsSync(plain.file("preprocessing.safetensors"))).toBe(false);
    expect(loadRun(plain.path).preprocessing[1]).toMatchObject({ kind: "clip" });
  });
  test("its file gone or cut is one line that names it", () => {
    const path = at("damaged");
    cpSync(zca.path, path, { recursive: true });
    const file = join(path, "preprocessing.safetensors");
    writeFileSync(file, readFileSync(file).subarray(0, 300));
    expect(() => loadRun(path)).toThrow(/preprocessing\.safetensors/);
    rmSync(file);
    expect(() => loadRun(path)).toThrow(`${file} must be readable, it is missing`);
  });
});

describe("pictures of a run on components", () => {
  const answers = new RunAnswers(folder, pca);
  test("are tiles of pixels: W A for features, A⁺ d for atoms", () => {
    const run = loadRun(pca.path);
    const pixels = inPixels(run.preprocessing)!;
    expect([run.model.inputs, run.imageShape, answers.detail().visible]).toEqual([6, [4, 4], n]);
    expect(answers.tiles(1, "features").length).toBe(8 * n);
    const { feature, atom, cosine } = answers.feature(1, 3);
    expect(feature).toEqual([...contiguous(pixels.filters(run.features()))].slice(3 * n, 4 * n));
    expect(atom?.length).toBe(n);
    expect(Math.abs(cosine!)).toBeLessThanOrEqual(1 + 1e-12);
  });
  test("examples and reconstructions are undone, without the examples' own means", () => {
    const { x: shown, output } = answers.reconstructions()!.examples[0];
    expect([shown.length, output.length]).toEqual([n, n]);
    expect(shown.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
    const [{ examples }] = answers.feature(1, 0).intervals.filter((interval) => interval.examples.length > 0);
    expect(Buffer.from(examples[0].tile, "base64").length).toBe(n);
  });
  test("so is what a changed unit makes of one", () => {
    const {
      x: shown,
      before,
      after,
    } = intervene(answers, { layer: 1, factors: new Map([[0, 0]]), example: 2 });
    const { x: given, output } = answers.reconstructions()!.examples[2];
    expect(shown).toEqual(given);
    for (let j = 0; j < n; j++) expect(before[j]).toBeCloseTo(output[j], 12);
    expect(after.length).toBe(n);
  });
  test("figures are drawn of them", () => {
    const names = runFigures(pca).map(({ file }) => file);
    expect(names).toEqual(
      expect.arrayContaining([
        "features",
        "dictionary",
        "atoms",
        "reconstructions",
        "training-strip",
        "components",
      ]),
    );
  });
});

test("files that are streamed are whitened by what some of them taught, batch by batch", async () => {
  const stream = { kind: "shards", path: at("x.npy") };
  const streamed = await trained("streamed", [{ kind: "pca-whiten", keep: 6, epsilon: 0 }], stream);
  const whole = await trained("whole", [{ kind: "pca-whiten", keep: 6, epsilon: 0 }]);
  const tensors = (run: RunDirectory) => run.readTensors("preprocessing.safetensors").tensors;
  expect([...tensors(streamed)["0.pca-whiten.eigenvalues"].data].map((value) => value.toFixed(12))).toEqual(
    [...tensors(whole)["0.pca-whiten.eigenvalues"].data].map((value) => value.toFixed(12)),
  );
  expect(streamed.readRecord().metrics?.iterations).toBe(4);
  expect(loadRun(streamed.path).model.inputs).toBe(6);
});
