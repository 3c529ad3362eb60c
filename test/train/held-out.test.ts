// A part of the data that is held out, an average of the weights, and streamed data together: nothing of it changes the
// training, and stopped anywhere it goes on to the bit.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { sizeOf } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { parseSafetensors } from "../../src/data/io/safetensors.js";
import { describeRun } from "../../src/experiments/describe-run.js";
import { resumeRun, runExperiment } from "../../src/experiments/runner.js";
import { loadRun } from "../../src/inspect/load-run.js";
import { metricsTable } from "../../src/inspect/tables.js";
import { createKernels } from "../../src/kernels/engine.js";
import { numberMetrics } from "../../src/metrics/all-metrics.js";
import { createModel } from "../../src/models/registry.js";
import { flat } from "../../src/sae/dictionary.js";
import { holdOut } from "../../src/train/held-out.js";
import type { RunDirectory } from "../../src/train/run-directory.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const random = createRandom(5, "examples");
const directions = Array.from({ length: 20 }, () => Float32Array.from({ length: 16 }, () => random.normal()));
for (const number of [0, 1, 2]) {
  const data = new Float32Array(200 * 16);
  for (let i = 0; i < 200; i++)
    for (const direction of [random.integer(20), random.integer(20)])
      for (let j = 0; j < 16; j++) data[i * 16 + j] += directions[direction][j];
  writeFileSync(join(folder, `${number}.npy`), encodeNpy(data, [200, 16]));
}

const configOf = (optimizer: object = {}, model: object = { kind: "topk", kFrom: 6, kOver: 20 }) =>
  parseConfig({
    name: "held-out",
    dtype: "float32",
    data: { kind: "shards", path: join(folder, "?.npy"), preprocess: [{ kind: "mean-norm" }] },
    model: { latents: 40, k: 2, silentAfter: 3, ...model },
    optimizer: { kind: "adam", batch: 32, iterations: 45, warmUp: 5, decay: "linear", ...optimizer },
    checkpointEvery: 10,
  });
const all = { heldOut: 0.25, ema: 0.9 };
const options = { results: folder, engine: "wasm" as const, threads: 1, figures: false };
const file = ({ checkpoints }: RunDirectory, name: string, step = 45) =>
  join(checkpoints, `step-${String(step).padStart(6, "0")}`, name);
const weightsOf = (directory: RunDirectory, name: string, step?: number) =>
  parseSafetensors(readFileSync(file(directory, name, step)), name);

describe("a run with a part held out and an average of its weights", async () => {
  const { directory, heldOut, fvu } = await runExperiment(configOf(all), options);
  test.each([7, 10, 33])("stopped at iteration %i it goes on to the bit", async (at) => {
    const stop = new AbortController();
    const begun = await runExperiment(configOf(all), {
      ...options,
      signal: stop.signal,
      onProgress: ({ iteration }) => {
        if (iteration === at) stop.abort();
      },
    });
    const resumed = await resumeRun(begun.directory, configOf(all), options);
    for (const name of ["weights.safetensors", "averaged.safetensors", "state.safetensors", "state.json"])
      expect(readFileSync(file(resumed.directory, name), "hex")).toBe(
        readFileSync(file(directory, name), "hex"),
      );
    const lines = (of: RunDirectory) => of.readMetrics().map(({ seconds: _, ...line }) => line);
    expect(lines(resumed.directory)).toEqual(lines(directory));
    expect([resumed.heldOut, resumed.fvu]).toEqual([heldOut, fvu]);
  });

  test("the part is evaluated at each checkpoint, and the last word stands in the record", async () => {
    const found = directory
      .readMetrics()
      .flatMap(({ iteration, heldOut: of }) => (of ? [[iteration, of]] : []));
    expect(found.map(([iteration]) => iteration)).toEqual([0, 10, 20, 30, 40, 45]);
    expect(found.at(-1)![1]).toEqual(heldOut);
    expect(heldOut).toMatchObject({ examples: 150, l0: 2, cost: expect.any(Number) });
    // Every metric over examples is among them, found apart from the three that stand beside them.
    const { metrics = {} } = heldOut!;
    expect(Object.keys(metrics)).toEqual(numberMetrics.map(({ name }) => name));
    expect([metrics.l0, metrics.fvu]).toEqual([2, expect.closeTo(heldOut!.fvu!, 12)]);
    expect(metrics.explainedVariance).toBeCloseTo(1 - heldOut!.fvu!, 12);
    expect(directory.readRecord().metrics?.heldOut).toEqual(heldOut);
    expect((await describeRun(directory, { figures: false })).heldOut).toEqual(heldOut);
    expect(Object.keys(metricsTable(directory))).toEqual(
      expect.arrayContaining([
        "l0",
        "heldOutCost",
        "heldOutFvu",
        "heldOutL0",
        "heldOutCosine",
        "heldOutHoyer",
      ]),
    );
  });

  test("evaluating changes nothing: the same weights where there is no average and checkpoints come later", async () => {
    const other = await runExperiment({ ...configOf({ heldOut: 0.25 }), checkpointEvery: 1000 }, options);
    expect(readFileSync(file(other.directory, "weights.safetensors"), "hex")).toBe(
      readFileSync(file(directory, "weights.safetensors"), "hex"),
    );
    expect(existsSync(file(other.directory, "averaged.safetensors"))).toBe(false);
    expect(other.heldOut?.fvu).not.toBe(heldOut?.fvu);
  });

  test("the average is what a run is looked at with: (1 − d) Σ dᵗ⁻ˢ θ_s / (1 − dᵗ)", async () => {
    const every = await runExperiment(
      { ...configOf({ ...all, iterations: 6, decay: "none" }), checkpointEvery: 1 },
      options,
    );
    const { theta, model } = loadRun(every.directory.path);
    const [{ name, offset, shape }] = model.parameters;
    const sums = new Float64Array(sizeOf(shape));
    for (let step = 1; step <= 6; step++) {
      const { data } = weightsOf(every.directory, "weights.safetensors", step)[name];
      for (let i = 0; i < sums.length; i++) sums[i] += (0.1 * 0.9 ** (6 - step) * data[i]) / (1 - 0.9 ** 6);
    }
    for (let i = 0; i < sums.length; i++) expect(theta[offset + i]).toBeCloseTo(sums[i], 6);
  });
});

test("a threshold that is calibrated at the end is so for the average too, whether or not it is resumed", async () => {
  const config = configOf(all, { kind: "batchtopk" });
  const { directory, heldOut, layers } = await runExperiment(config, options);
  expect(layers[1].active).toBeCloseTo(2, 1);
  expect((await resumeRun(directory, config, options)).heldOut).toEqual(heldOut);
});

test("latents with a sign are active where they are not 0", async () => {
  const { heldOut } = await runExperiment(configOf(all, { kind: "abstopk" }), options);
  expect(heldOut?.l0).toBe(2);
});

test("the loss is the mean over whole batches of what is held out, the last examples left where they fill none", async () => {
  const kernels = createKernels("float64", { engine: "reference", threads: 1 });
  const x = Float64Array.from([1, 2, 4, 8, 16]);
  const model = createModel(configOf({}, { kind: "topk", latents: 2, k: 1 }).model, {
    inputs: 1,
    outputs: null,
  });
  const loss = model.batchLoss!(kernels, 2);
  const own = loss.theta.fill(3).slice();
  const seen: { batch: number[]; theta: number[] }[] = [];
  const evaluate = await holdOut({
    kernels,
    model,
    loss: {
      ...loss,
      evaluate(step) {
        seen.push({ batch: [...flat(loss.x)], theta: [...loss.theta] });
        return { ...loss.evaluate(step), cost: flat(loss.x)[0] + flat(loss.x)[1] };
      },
    },
    batches: {
      inputs: 1,
      heldOut: { examples: 5, read: (from, into) => into.set(x.subarray(from, from + into.length)) },
    },
    weights: kernels.allocate(own.length).fill(1),
  });
  const { cost, examples } = evaluate!({ iteration: 0, iterations: 1 });
  expect([cost, examples]).toEqual([(1 + 2 + 4 + 8) / 2, 5]);
  const ones = Array.from(own, () => 1);
  expect(seen).toEqual([
    { batch: [1, 2], theta: ones },
    { batch: [4, 8], theta: ones },
  ]);
  expect(loss.theta).toEqual(own);
});

test("k goes from where it begins to k, and stays there", async () => {
  const config = configOf({}, { kind: "abstopk", kFrom: 6, kOver: 20 });
  const { directory } = await runExperiment(config, options);
  // Of iteration t the line tells the batch before it: 2 + round(4 (20 − t + 1) / 20).
  expect(directory.readMetrics().map(({ iteration, l0 }) => [iteration, l0])).toEqual([
    [0, 6],
    [10, 4],
    [20, 2],
    [30, 2],
    [40, 2],
    [45, 2],
  ]);
  await expect(runExperiment(configOf({}, { kind: "topk", kFrom: 41 }), options)).rejects.toThrow(
    "model: kFrom must be at most the 40 latents, got 41",
  );
});

test("also of a network on minibatches what is held out is evaluated as it is by then", async () => {
  const config = parseConfig({
    ...configOf({ heldOut: 0.25, learningRate: 0.01 }),
    model: { kind: "classic", hidden: [20], output: "linear" },
  });
  const { directory } = await runExperiment(config, options);
  const found = directory.readMetrics().flatMap(({ heldOut }) => (heldOut ? [heldOut.fvu] : []));
  expect(new Set(found).size).toBe(6);
  expect(found.at(-1)).toBeLessThan(found[0]!);
});

describe.each<[string, object, RegExp]>([
  ["no share", { heldOut: 1 }, /optimizer\.heldOut must lie in \[0, 1\), got 1/],
  ["no decay", { ema: 1 }, /optimizer\.ema must lie in \[0, 1\), got 1/],
  [
    "a share of nothing",
    { heldOut: 1e-6 },
    /heldOut must hold out at least one of 600 examples, got 0.000001/,
  ],
  [
    "a share that leaves less than a batch",
    { heldOut: 0.99 },
    /batch must be at most the 6 examples that are not held out, got 32/,
  ],
])("%s", (_, optimizer, says) => {
  test("is refused", () =>
    expect((async () => runExperiment(configOf(optimizer), options))()).rejects.toThrow(says));
});
