// Each feature's mean over the data is subtracted: what all examples have in common says nothing of any.

import { assertFinite, contiguous, type FloatNdArray } from "../../core/arrays.js";
import { done, type FittedBy, learnThenApply, type Step } from "./step.js";

/** Its config. */
export interface CentreFeatures {
  readonly kind: "centre-features";
}
const learned = { mean: ["n"] } as const;
export type FittedCentreFeatures = FittedBy<"centre-features", typeof learned>;

/**
 * The mean of each feature, [n]; of one that is constant its value itself, of which nothing is left then.
 *
 * @throws {InputError} if a value is not finite, or the sum of a feature is not
 */
export function featureMeans(kind: string, x: FloatNdArray): Float64Array {
  const [m, n] = x.shape;
  const values = contiguous(x);
  assertFinite(`preprocess: ${kind}`, "data", values);
  const sums = new Float64Array(n);
  const varies = new Uint8Array(n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const value = values[i * n + j];
      sums[j] += value;
      if (value !== values[j]) varies[j] = 1;
    }
  assertFinite(`preprocess: ${kind}`, "the sums of features", sums);
  // The sum of equal values is rounded: what is left of a constant feature would be noise, not 0.
  return sums.map((sum, j) => (varies[j] ? sum / m : values[j]));
}

/** x(i) ← x(i) + sign · shift, in place, [n]. */
export function shiftRows(x: FloatNdArray, shift: ArrayLike<number>, sign: 1 | -1): void {
  const { data, shape, stride, offset } = x;
  for (let i = 0; i < shape[0]; i++)
    for (let j = 0; j < shape[1]; j++) data[offset + i * stride[0] + j * stride[1]] += sign * shift[j];
}

/** x′ = x − mean. */
export const centreFeatures: Step<CentreFeatures, FittedCentreFeatures> = {
  learned,
  neutral: [],
  fit: learnThenApply(
    ({ kind }, x) => ({ kind, mean: featureMeans(kind, x) }),
    (fitted, x) => centreFeatures.apply(fitted, x),
  ),
  apply({ mean }, x) {
    shiftRows(x, mean, -1);
    return done(x);
  },
  undo({ mean }, x) {
    shiftRows(x, mean, 1);
    return x;
  },
  directions: { filters: (_, w) => w, atoms: (_, d) => d },
};
