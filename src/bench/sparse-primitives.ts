// The primitives on rows and on sparse codes, at the size of a TopK sparse autoencoder on patches.

import { dtypes, type FloatArray, type Matrix, matrix, rows } from "../core/arrays.js";
import { ADAM_NUMBERS, writeAdamNumbers } from "../kernels/adam-numbers.js";
import { codesOf, scheduleBatchTopK } from "../kernels/batch-top-k.js";
import type { Codes, Kernels, SlotsByLatent } from "../kernels/kernels.js";
import { split } from "../nn/shards.js";
import type { Job } from "./job.js";
import { fillRandom } from "./random-values.js";

const [EXAMPLES, LATENTS, VISIBLE, KEPT] = [256, 3072, 192, 16];
const RANKING = { by: "value", scales: null } as const;

/** What the jobs work on. */
interface Operands {
  /** [examples, latents] */
  readonly activations: Matrix;
  /** [latents, visible] */
  readonly weights: Matrix;
  readonly gradient: Matrix;
  /** [examples, visible] */
  readonly errors: Matrix;
  readonly codes: Codes;
  readonly byLatent: SlotsByLatent;
  readonly products: FloatArray;
  /** [1], float64 */
  readonly sum: FloatArray;
}

function operands(kernels: Kernels): Operands {
  const slots = EXAMPLES * KEPT;
  const filled = (rows: number, columns: number, seed: number) =>
    matrix(fillRandom(kernels.allocate(rows * columns), seed), rows, columns);
  const codes: Codes = {
    starts: kernels.allocateIndices(EXAMPLES + 1),
    indices: kernels.allocateIndices(slots),
    values: kernels.allocate(slots),
  };
  for (let b = 0; b <= EXAMPLES; b++) codes.starts[b] = b * KEPT;
  const activations = filled(EXAMPLES, LATENTS, 1);
  kernels.selectTopK(activations, RANKING, codes, true);
  const byLatent: SlotsByLatent = {
    starts: kernels.allocateIndices(LATENTS + 1),
    slots: kernels.allocateIndices(slots),
    examples: kernels.allocateIndices(slots),
  };
  kernels.sortByLatent(codes, byLatent);
  return {
    activations,
    weights: filled(LATENTS, VISIBLE, 2),
    gradient: filled(LATENTS, VISIBLE, 3),
    errors: filled(EXAMPLES, VISIBLE, 4),
    codes,
    byLatent,
    products: kernels.allocate(slots),
    sum: kernels.allocate(1, "float64"),
  };
}

/** Gives what runs and what it computes. */
type SetUp = (kernels: Kernels, operands: Operands) => readonly [() => void, ArrayLike<number>];

/** @param small - the same for the reference engine, where that would take seconds */
function job(name: string, setUp: SetUp, small?: SetUp): Job {
  const prepared = (how: SetUp) => (kernels: Kernels) => {
    const [run, computed] = how(kernels, operands(kernels));
    return { run, result: () => computed };
  };
  return {
    name,
    dtypes,
    threaded: false,
    flops: 0,
    prepare: prepared(setUp),
    ...(small === undefined ? {} : { check: prepared(small), withoutReference: true }),
  };
}

/** The k highest an example, on average, of the first examples together. */
const batchTopK =
  (examples: number): SetUp =>
  (k, { activations, codes }) => {
    const run = scheduleBatchTopK(k, {
      activations: rows(activations, 0, examples),
      tiles: split(examples, 4),
      ranking: RANKING,
      codes: codesOf(codes, 0, examples),
      rectified: true,
    });
    return [() => run(examples * KEPT), codes.indices.subarray(0, examples * KEPT)];
  };

export const sparsePrimitiveJobs: readonly Job[] = [
  job("clipped adam, 590 k", (k, { weights, gradient }) => {
    const [mean, square] = [1, 2].map(() => k.allocate(LATENTS * VISIBLE));
    const numbers = k.allocate(ADAM_NUMBERS, "float64");
    writeAdamNumbers(numbers, { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 10 }, 0.5);
    return [() => k.clippedAdam(weights.data, gradient.data, mean, square, numbers), mean];
  }),
  job("sum of squares, 590 k", (k, { weights, sum }) => [
    () => {
      sum[0] = 0;
      k.sumOfSquares(weights.data, sum);
    },
    sum,
  ]),
  job("smooth magnitudes, 590 k", (k, { weights, gradient, sum }) => [
    () => {
      sum[0] = 0;
      k.smoothMagnitudes(weights.data, 1e-2, gradient.data, sum);
    },
    gradient.data,
  ]),
  job("add to rows, 256×192", (k, { errors, gradient }) => {
    const out = matrix(k.allocate(EXAMPLES * VISIBLE), EXAMPLES, VISIBLE);
    return [() => k.addToRows(-1, gradient.data.subarray(0, VISIBLE), errors, out), out.data];
  }),
  job("row norms, 3072×192", (k, { weights }) => {
    const norms = k.allocate(LATENTS);
    return [() => k.rowNorms(weights, norms), norms];
  }),
  job("project rows, 3072×192", (k, { weights, gradient }) => [
    () => k.projectRows(weights, gradient, 1e-6),
    gradient.data,
  ]),
  job("normalize rows, 3072×192", (k, { weights }) => [() => k.normalizeRows(weights, 0), weights.data]),
  job("select the 16 highest of 3072, 256 examples", (k, { activations, codes }) => [
    () => k.selectTopK(activations, RANKING, codes, true),
    codes.indices,
  ]),
  job("gather-decode 16 of 3072×192, 256 examples", (k, { codes, weights, errors }) => [
    () => k.gatherDecode(codes, weights, null, errors),
    errors.data,
  ]),
  job("gather-dot 16 of 3072×192, 256 examples", (k, { codes, weights, errors, products }) => [
    () => k.gatherDot(codes, errors, weights, products, true),
    products,
  ]),
  job("sort by latent, 4096 slots", (k, { codes, byLatent }) => [
    () => k.sortByLatent(codes, byLatent),
    byLatent.slots,
  ]),
  job("gather by latent, 4096 slots to 3072×192", (k, { codes, byLatent, errors, gradient }) => [
    () => k.gatherByLatent(byLatent, codes.values, errors, gradient, null),
    gradient.data,
  ]),
  job("batch top-k: the 4096 highest of 256×3072", batchTopK(EXAMPLES), batchTopK(8)),
];
