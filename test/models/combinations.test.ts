// What all kinds with a dictionary share, combined: each of the parts does what it says in a training, which is stopped and
// resumed to the bit; and what excludes each other is told.

import { describe, expect, test } from "vitest";
import type { ResolvedConfig } from "../../src/config/config.js";
import { parseConfig } from "../../src/config/parse.js";
import { type FloatArray, matrix, view } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { rowNorms } from "../../src/core/rows.js";
import { createBatches } from "../../src/data/batches/memory-batches.js";
import { modelFor, startingTheta } from "../../src/experiments/model.js";
import { createKernels } from "../../src/kernels/engine.js";
import { adam } from "../../src/optim/adam.js";
import { type Dictionary, flat, viewDictionary } from "../../src/sae/dictionary.js";
import { geometricMedian } from "../../src/sae/geometric-median.js";
import { miniBatch } from "../../src/train/mini-batch.js";

const random = createRandom(2, "examples");
const [EXAMPLES, INPUTS, LATENTS, ITERATIONS] = [120, 10, 30, 14];
const values = Float64Array.from({ length: EXAMPLES * INPUTS }, () => 0.5 + random.normal());

const configOf = (model: object) =>
  parseConfig({
    name: "combined",
    data: { kind: "array", path: "x.npy" },
    model: { latents: LATENTS, silentAfter: 2, ...model },
    optimizer: { kind: "adam", iterations: ITERATIONS, batch: 16, learningRate: 0.02 },
    checkpointEvery: 5,
  });

const x = view(values, [EXAMPLES, INPUTS]);
const rows = matrix(values, EXAMPLES, INPUTS);

/** All that decides the next step, copied: what a checkpoint holds. */
type Held = Readonly<Record<string, unknown>>;
const copied = (state: object): Held =>
  Object.fromEntries(
    Object.entries(state).map(([name, value]) => [
      name,
      ArrayBuffer.isView(value) ? (value as Float64Array).slice() : value,
    ]),
  );

/** Steps from what is held, or from the beginning, to an iteration. */
async function train(config: ResolvedConfig, threads: number, to: number, held?: Held): Promise<Held> {
  const kernels = createKernels("float64", { engine: "wasm", threads });
  const model = modelFor(config, { x, y: null });
  const optimizer = config.optimizer as Extract<ResolvedConfig["optimizer"], { kind: "adam" }>;
  const loss = model.batchLoss!(kernels, optimizer.batch);
  loss.theta.set(startingTheta(config, model, { dtype: "float64", x }));
  const training = await miniBatch({
    kernels,
    loss,
    batches: createBatches(rows, { batch: optimizer.batch, seed: 0 }),
    optimiser: adam(),
    learningRate: optimizer.learningRate,
    schedule: { warmUp: 0, decay: "none", decayIterations: 0 },
    clip: 1,
    iterations: ITERATIONS,
  });
  const { state } = training;
  for (const [name, value] of Object.entries(held ?? {})) {
    if (ArrayBuffer.isView(value))
      (state as unknown as Record<string, FloatArray>)[name].set(value as FloatArray);
    else Object.assign(state, { [name]: value });
  }
  training.restored?.();
  while (state.iteration < to) await training.step();
  const found = copied(state);
  kernels.dispose();
  return found;
}

/** A training on two threads that is stopped after six iterations and taken up again has the bits of one on one thread. */
async function trained(model: object): Promise<{ first: Dictionary; last: Dictionary; state: Held }> {
  const config = configOf(model);
  const [start, state] = [await train(config, 1, 0), await train(config, 1, ITERATIONS)];
  expect(await train(config, 2, ITERATIONS, await train(config, 2, 6))).toEqual(state);
  const { parameters } = modelFor(config, { x, y: null });
  const seen = ({ theta }: Held) => viewDictionary(theta as FloatArray, parameters);
  return { first: seen(start), last: seen(state), state };
}

const none = { kind: "none" };
/** More latents than so few examples keep awake */
const silenced = { latents: 60, silentAfter: 1 };
const asleep: Readonly<Record<string, object>> = {
  topk: { ...silenced, k: 1 },
  standard: { ...silenced, l1: 6 },
};

const cosines = (a: Dictionary, b: Dictionary) =>
  Array.from({ length: LATENTS }, (_, i) => {
    const row = ({ decoder: { data, offset } }: Dictionary) =>
      data.subarray(offset + i * INPUTS, offset + (i + 1) * INPUTS);
    const dot = (v: ArrayLike<number>, w: ArrayLike<number>) =>
      Array.from(v).reduce((sum, value, j) => sum + value * w[j], 0);
    return dot(row(a), row(b)) / Math.sqrt(dot(row(a), row(a)) * dot(row(b), row(b)));
  });

describe.each([
  { kind: "topk", k: 3 },
  { kind: "standard", l1: 0.1 },
])("$kind", (model) => {
  test("free atoms have a length of 0.1 at first, and then any", async () => {
    const { first, last } = await trained(model);
    for (const norm of rowNorms(first.decoder)) expect(norm).toBeCloseTo(0.1, 12);
    expect(new Set(rowNorms(last.decoder)).size).toBe(LATENTS);
  });

  test.each(["constrained-adam", "topk"])("atoms of unit norm, as %s keeps it", async (version) => {
    const { first, last } = await trained({ ...model, constraint: { kind: "unit-norm", version } });
    for (const at of [first, last]) for (const norm of rowNorms(at.decoder)) expect(norm).toBeCloseTo(1, 12);
    expect(Math.max(...cosines(first, last))).toBeLessThan(1);
  });

  test("frozen atoms, a frozen encoder, or both stay as they were", async () => {
    const decoder = await trained({ ...model, constraint: { kind: "frozen" } });
    expect(flat(decoder.last.decoder)).toEqual(flat(decoder.first.decoder));
    expect(flat(decoder.last.encoder)).not.toEqual(flat(decoder.first.encoder));
    const encoder = await trained({ ...model, constraint: { kind: "frozen", part: "encoder" } });
    expect(flat(encoder.last.encoder)).toEqual(flat(encoder.first.encoder));
    expect(flat(encoder.last.decoder)).not.toEqual(flat(encoder.first.decoder));
    const both = await trained({ ...model, constraint: { kind: "frozen", part: "both" } });
    for (const part of ["decoder", "encoder"] as const)
      expect(flat(both.last[part])).toEqual(flat(both.first[part]));
    expect(both.last.decoderBias).not.toEqual(both.first.decoderBias);
  });

  test("soft-frozen atoms keep a cosine with their start", async () => {
    const turned = { ...model, constraint: { kind: "soft-frozen", leastCosine: 0.99 } };
    const { first, last } = await trained(turned);
    const least = Math.min(...cosines(first, last));
    expect(least).toBeCloseTo(0.99, 10);
  });

  test("latents that are silent begin again, and learn from ghost gradients and from AuxK", async () => {
    const resampling = { kind: "resampling", every: 3, times: 2 };
    for (const remedy of [
      resampling,
      { ...resampling, version: "dictionary-learning" },
      { kind: "ghost" },
      { kind: "auxk" },
    ]) {
      const other = await trained({ ...model, ...asleep[model.kind], remedy });
      expect(flat(other.last.decoder)).not.toEqual(
        flat((await trained({ ...model, ...asleep[model.kind], remedy: none })).last.decoder),
      );
    }
  });

  test("atoms that start as examples, and b_dec at their geometric median", async () => {
    const initial = { kind: "data", decoderNorm: 0.5, decoderBias: "geometric-median" };
    const { first } = await trained({ ...model, initial });
    for (const norm of rowNorms(first.decoder)) expect(norm).toBeCloseTo(0.5, 12);
    expect([...first.decoderBias]).toEqual([...geometricMedian(rows)]);
  });
});

describe("what excludes each other", () => {
  test.each([
    [
      { kind: "topk", initial: { kind: "kaiming", decoderNorm: 0.1 }, constraint: { kind: "unit-norm" } },
      "model: initial.decoderNorm must be 1 with the constraint unit-norm, got 0.1; leave one of them out",
    ],
    [
      { kind: "topk", latents: 200, initial: { kind: "data" } },
      'model: initial "data" must have an example for each of the 200 latents, of 120 there are 120',
    ],
    [
      { kind: "standard", remedy: { kind: "resampling" }, constraint: { kind: "soft-frozen" } },
      'model: remedy must not be resampling, which starts latents elsewhere, with the constraint soft-frozen, which keeps atoms near their start, got "resampling"; choose another: auxk or ghost',
    ],
    [
      { kind: "gated", remedy: { kind: "resampling" }, constraint: { kind: "frozen", part: "encoder" } },
      "with the constraint frozen, which keeps the encoder as it started, got",
    ],
    [
      { kind: "topk", remedy: { kind: "resampling" }, constraint: { kind: "frozen", part: "both" } },
      'which keeps atoms and encoder as they started, got "resampling"; choose another',
    ],
    [
      { kind: "matching-pursuit", constraint: { kind: "frozen", part: "both" } },
      'model: constraint.part must be decoder with the kind matching-pursuit, which has no encoder, got "both"',
    ],
    [
      { kind: "abstopk", latents: INPUTS + 1, initial: { kind: "components" } },
      `model: initial "components" must have a component for each of the ${INPUTS + 1} latents, of ${INPUTS} inputs there are ${INPUTS}; use at most ${INPUTS} latents, or kaiming`,
    ],
    [
      { kind: "matching-pursuit", remedy: { kind: "resampling" }, constraint: { kind: "frozen" } },
      'which keeps atoms as they started, got "resampling"; choose another',
    ],
    ...["ghost", "auxk"].map((remedy): [object, string] => [
      { kind: "matching-pursuit", remedy: { kind: remedy } },
      `model: remedy must be none or resampling with the kind matching-pursuit, which has no encoder for silent latents to learn, got "${remedy}"`,
    ]),
  ])("%j", (model, message) => expect(() => train(configOf(model), 1, 0)).rejects.toThrow(message));

  test.each([
    [{ kind: "topk", decoderNorm: 1 }, "unknown key model.decoderNorm; it is model.initial.decoderNorm now"],
    [
      { kind: "topk", initial: { kind: "datta" } },
      'model.initial.kind must name a kind, got "datta"; did you mean data?',
    ],
    [
      { kind: "topk", initial: { kind: "data", decoderBias: "median" } },
      "model.initial.decoderBias must name where b_dec starts (did you mean mean?)",
    ],
    [{ kind: "topk", constraint: { kind: "soft-frozen", leastCosine: 1 } }, "must lie inside (−1, 1), got 1"],
    [{ kind: "topk", constraint: { kind: "unit-norm", version: "opnai" } }, "did you mean openai?"],
  ])("%j", (model, message) => expect(() => configOf(model)).toThrow(message));
});
