// Runs on data that know their features are held against these, on examples that were held out.

import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { denseRows } from "../../src/core/sparse-rows.js";
import { splitExamples } from "../../src/data/batches/batches.js";
import { truthToMeet } from "../../src/experiments/dataset.js";
import { describeRun } from "../../src/experiments/describe-run.js";
import { evaluateRun } from "../../src/experiments/evaluate-run.js";
import { loadDataset } from "../../src/experiments/load-dataset.js";
import { measureRun } from "../../src/experiments/measure-run.js";
import { runExperiment } from "../../src/experiments/runner.js";
import { headlines } from "../../src/inspect/headlines.js";
import { loadRun } from "../../src/inspect/load-run.js";
import { trueAtoms } from "../../src/metrics/truth/true-atoms.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const config = parseConfig({
  name: "known",
  seed: 3,
  data: { kind: "sparse-toy", features: { kind: "drawn", count: 6, inputs: 5 }, count: 400 },
  model: { kind: "topk", latents: 8, k: 2 },
  optimizer: { kind: "adam", iterations: 30, batch: 40, heldOut: 0.25 },
});
const options = { results: temporaryFolder(), engine: "wasm", threads: 1, figures: false } as const;
const { directory, ...result } = await runExperiment(config, options);
const dataset = await loadDataset(config.data, config.seed);
const { truth } = dataset;

/** The harmonic mean of precision and recall, latent by latent, counted one by one. */
function f1ByHand(): number {
  const run = loadRun(directory.path);
  const { bestTrueAtom } = trueAtoms(truth!.atoms, run.atoms());
  const f = run.encode(dataset.x);
  const a = denseRows(
    truth!.activations,
    Array.from({ length: 400 }, (_, i) => i),
  );
  const { heldOut } = splitExamples("test", { seed: 3, heldOut: 0.25 }, 400);
  const ofLatents = Array.from(bestTrueAtom, (feature, j) => {
    let [right, wrong] = [0, 0];
    for (const i of heldOut) {
      const [active, there] = [f.get(i, j) > 0, a.get(i, feature) > 0];
      if (active && there) right += 1;
      else if (active || there) wrong += 1;
    }
    return right + wrong === 0 ? 0 : right / (right + wrong / 2);
  });
  return ofLatents.reduce((sum, value) => sum + value) / ofLatents.length;
}

test("run.json, evaluate and metrics have the same numbers, of the 100 examples held out", async () => {
  const numbers = directory.readRecord().metrics!.truth!;
  expect(numbers).toMatchObject({ atoms: 6, examples: 100, heldOut: true });
  expect(numbers.f1).toBeCloseTo(f1ByHand(), 12);
  const { numbers: measured } = await measureRun(directory);
  expect(numbers).toMatchObject({
    mcc: measured.mcc,
    mmcs: measured.mmcsTrueToLatents,
    uniqueness: measured.uniqueness,
    f1: measured.f1,
  });
  expect((await evaluateRun(directory)).truth).toEqual(numbers);
  expect((await describeRun(directory, { figures: false })).truth).toEqual(numbers);
  expect(result.truth).toEqual(numbers);
  const [line] = headlines(directory.readRecord().metrics!).filter(({ label }) => label.includes("true"));
  expect(line.label).toBe("against the 6 true features");
  expect(line.value).toMatch(
    /^MCC 0\.\d+, MMCS 0\.\d+, F1 0\.\d+, uniqueness 0\.\d+; F1 on 100 examples held out$/,
  );
});

test("features that are given stand in the place of those that the data know", async () => {
  const { atoms } = truth!;
  const own = loadRun(directory.path).atoms();
  const { numbers } = await measureRun(directory, { trueAtoms: own });
  expect(numbers.mcc).toBeCloseTo(1, 12);
  expect(numbers.f1).toBeUndefined();
  const activations = denseRows(
    truth!.activations,
    Array.from({ length: 400 }, (_, i) => i),
  );
  const given = await measureRun(directory, { trueAtoms: atoms, trueActivations: activations });
  expect(given.numbers.mcc).toBe(directory.readRecord().metrics!.truth!.mcc);
  expect(given.numbers.f1).not.toBe(directory.readRecord().metrics!.truth!.f1); // on all examples
});

test("where nothing is held out all examples are asked, and of data without a truth none", () => {
  const { seed } = config;
  const optimizer = { ...config.optimizer, heldOut: 0 } as typeof config.optimizer;
  expect(truthToMeet(dataset, { seed, optimizer }).truth?.examples).toBeUndefined();
  expect(truthToMeet({ ...dataset, truth: undefined }, config)).toEqual({});
});
