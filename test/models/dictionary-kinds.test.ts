// Kinds of models with a dictionary: what they do with examples once they are trained is what their losses are about.

import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { contiguous, type FloatArray, matrix } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { createKernels } from "../../src/kernels/engine.js";
import { createModel, modelKind, modelKinds, registerModel, standardsOf } from "../../src/models/registry.js";
import { lossOn } from "../../src/sae/loss-on.js";
import type { Model } from "../../src/sae/model.js";

const kinds = modelKinds().filter((kind) => standardsOf(kind).optimizer?.kind === "adam");
// More examples than a batch that is evaluated, and more gathered values than are worked on at a time.
const [INPUTS, LATENTS, K, EXAMPLES] = [24, 40, 12, 1100];
const BIAS = 0.5;
/** k, of kinds that have one; of a batch fewer, so that as many latents are positive. */
const kept: Readonly<Record<string, number>> = {
  topk: K,
  abstopk: K,
  "hierarchical-topk": K,
  batchtopk: 3.5,
  matryoshka: 4,
};
const config = (kind: string) =>
  parseConfig({
    name: kind,
    data: { kind: "array", path: "x.npy" },
    model: { kind, latents: LATENTS, ...(kind in kept ? { k: kept[kind] } : {}) },
  });

const random = createRandom(4, "examples");
const values = Float64Array.from({ length: EXAMPLES * INPUTS }, () => random.normal());
const x = matrix(values, EXAMPLES, INPUTS);
const kernels = createKernels("float64", { engine: "wasm", threads: 1 });

/** Latents and output of every example. */
function seenBy(model: Model, theta: FloatArray, of = x): { latents: number[][]; output: number[][] } {
  const rowsOf = ({ data, shape, offset }: typeof x) =>
    Array.from({ length: shape[0] }, (_, i) => [
      ...data.subarray(offset + i * shape[1], offset + (i + 1) * shape[1]),
    ]);
  const [latents, output]: [number[][], number[][]] = [[], []];
  model.createPass(kernels, theta).run(of, (_from, seen) => {
    latents.push(...rowsOf(seen.latents[0]));
    output.push(...rowsOf(seen.output));
  });
  return { latents, output };
}

describe.each(kinds)("%s", (kind) => {
  const model = createModel(config(kind).model, { inputs: INPUTS, outputs: null });
  const theta = model.initialTheta(createRandom(1, kind), "float64");
  for (let i = 0; i < theta.length; i++) theta[i] += 0.1 * random.normal(); // biases that are not 0 too
  const bias = model.parameters.find(({ name }) => name === "encoder.bias");
  // On many examples fewer than k latents are positive.
  if (bias !== undefined) for (let i = 0; i < LATENTS; i++) theta[bias.offset + i] -= BIAS;
  model.calibrate?.(kernels, theta, { x, y: null });
  const { latents, output } = seenBy(model, theta);

  test("the output of its pass has the error that its loss tells", () => {
    const { cost, parts } = lossOn(kernels, model, theta, { x, y: null });
    expect(cost / Object.values(parts).reduce((sum, part) => sum + part)).toBeCloseTo(1, 14);
    if (kind === "hierarchical-topk") return; // its loss is the mean over all budgets
    const isCalibrated = model.calibrate !== undefined; // where a batch stands for the threshold, it is another one
    let squares = 0;
    for (const [i, row] of output.entries())
      for (const [j, value] of row.entries()) squares += (value - values[i * INPUTS + j]) ** 2;
    expect(squares / EXAMPLES / parts.error).toBeCloseTo(1, isCalibrated ? 2 : 12);
  });

  test("with a scale folded into it, it takes examples as they were before they were scaled", () => {
    const scale = 2.5;
    const own = { ...config(kind).model, ...(kind === "matching-pursuit" ? { residualThreshold: 2 } : {}) };
    const folded = modelKind(kind).folded?.(own, scale) ?? own;
    const [taught, free] = [own, folded].map((keys) => createModel(keys, { inputs: INPUTS, outputs: null }));
    const unscaled = matrix(
      values.map((value) => value / scale),
      EXAMPLES,
      INPUTS,
    );
    const before = seenBy(taught, theta);
    const after = seenBy(free, taught.foldScaling!(theta, scale), unscaled);
    // Atoms that look for themselves stay, so their latents do not.
    const shrunk = kind === "matching-pursuit" || kind === "sparse-coding" ? scale : 1;
    for (const i of [0, 5, 700]) {
      for (const [j, value] of before.output[i].entries())
        expect(after.output[i][j]).toBeCloseTo(value / scale, 10);
      for (const [j, value] of before.latents[i].entries())
        expect(after.latents[i][j]).toBeCloseTo(value / shrunk, 10);
    }
  });

  test("decoding its latents gives that output", () => {
    const row = matrix(Float64Array.from(latents[5]), 1, latents[5].length);
    const decoded = contiguous(model.createPass(kernels, theta).decode(1, row));
    for (const [j, value] of output[5].entries()) expect(decoded[j]).toBeCloseTo(value, 12);
  });

  test("so many latents are active, with a sign where they have one", () => {
    const counts = latents.map((row) => row.filter((value) => value !== 0).length);
    if (model.calibrate !== undefined)
      expect(counts.reduce((sum, count) => sum + count) / EXAMPLES).toBe(kept[kind]);
    else if (kind in kept) expect(Math.max(...counts)).toBe(K);
    if (kind !== "abstopk") expect(Math.min(...counts)).toBeLessThan(K);
    const isSigned = latents.some((row) => row.some((value) => value < 0));
    expect([isSigned, model.layers[0].signed]).toEqual([kind === "abstopk", kind === "abstopk"]);
  });

  test("the latents of some units are those of the whole pass", () => {
    const found: number[][] = [];
    model.latentsOf(kernels, theta, { layer: 1, units: [7, 2] }, x, (_from, some) => {
      for (let i = 0; i < some.shape[0]; i++) found.push([some.data[2 * i], some.data[2 * i + 1]]);
    });
    expect(found).toEqual(latents.map((row) => [row[7], row[2]]));
  });

  test("a config gets the optimizer, steps and checkpoints of its kind, where it names none", () => {
    const short = {
      name: kind,
      data: { kind: "patches", source: { kind: "photos" }, size: [4, 4], count: 9 },
      model: { kind },
    };
    const steps = (given: object) => {
      const { data, optimizer, checkpointEvery } = parseConfig({ ...short, ...given });
      const preprocess = data.kind === "patches" ? data.preprocess.map((step) => step.kind) : [];
      return [preprocess, optimizer.kind, checkpointEvery];
    };
    expect(steps({})).toEqual([["whiten-1-over-f", "remove-mean", "mean-norm"], "adam", 500]);
    const own = { data: { ...short.data, preprocess: [] }, optimizer: { kind: "sgd" }, checkpointEvery: 7 };
    expect(steps(own)).toEqual([[], "sgd", 7]);
  });
});

test("a name that is taken is refused", () => {
  const { schema, create, shapeOf } = {
    schema: null,
    create: () => null,
    shapeOf: () => null,
  } as never as Parameters<typeof registerModel>[0];
  expect(() => registerModel({ kind: "topk", description: "", schema, create, shapeOf })).toThrow(
    /kind must be a name of its own, topk is taken/,
  );
});

test.each(["batchtopk", "matryoshka"])(
  "%s: its threshold is calibrated, unless it is to stay where it ran along",
  (kind) => {
    const keys = config(kind).model;
    const shape = { inputs: INPUTS, outputs: null };
    expect(createModel(keys, shape).calibrate).toBeTypeOf("function");
    expect(createModel({ ...keys, calibrate: false } as typeof keys, shape).calibrate).toBeUndefined();
  },
);
