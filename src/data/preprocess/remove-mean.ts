// Each example's own mean is subtracted: brightness says nothing about shape.

import ops from "ndarray-ops";
import { contiguous, type FloatNdArray } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";
import { largestMagnitude } from "../../core/extent.js";
import type { FittedBy, Step } from "./step.js";

/** Its config; UFLDL's curriculum calls it centring examples. */
export interface RemoveMean {
  readonly kind: "remove-mean" | "centre-examples";
}
const learned = {} as const;
export type FittedRemoveMean = FittedBy<RemoveMean["kind"], typeof learned>;

/**
 * x(i) ← x(i) − mean(x(i)), in place.
 *
 * @param x - [m, n], changed
 * @returns the means, [m]
 * @throws {InputError} if a value is not finite, or the sums and differences of an example are not
 */
export function removeMean(x: FloatNdArray): Float64Array {
  const [m, n] = x.shape;
  return Float64Array.from({ length: m }, (_, i) => {
    const example = x.pick(i, null);
    const [smallest, largest] = [ops.inf(example), ops.sup(example)];
    // The sum of equal values is rounded: what is left of a constant example would be noise, not 0.
    const constant = smallest === largest;
    const sum = ops.sum(example);
    const mean = constant ? example.get(0) : sum / n;
    if (Number.isNaN(sum) || !Number.isFinite(mean) || !Number.isFinite(largest - smallest))
      throw notFinite(example, i);
    ops.subseq(example, mean);
    return mean;
  });
}

/** What is wrong with an example whose sums are not finite. */
function notFinite(example: FloatNdArray, i: number): InputError {
  const values = contiguous(example);
  const size = largestMagnitude(values);
  if (!Number.isFinite(size) || values.some(Number.isNaN))
    return new InputError(
      `preprocess: data must be finite, example ${i} is not; remove NaN and infinite values`,
    );
  const power = size.toExponential().split("+")[1];
  return new InputError(
    `preprocess: data must have finite sums, the values of example ${i} reach ${size.toPrecision(3)}; divide the data by 1e${power}`,
  );
}

/** x(i) ← x(i) + mean(i), in place. */
export function restoreMean(x: FloatNdArray, means: ArrayLike<number>): void {
  for (let i = 0; i < x.shape[0]; i++) ops.addseq(x.pick(i, null), means[i]);
}

/** x′ = x − mean(x), example by example. */
export const removeMeanStep: Step<RemoveMean, FittedRemoveMean> = {
  learned,
  neutral: [0],
  fit: ({ kind }, x) => ({ fitted: { kind }, values: x, memory: removeMean(x) }),
  apply: (_, x) => ({ values: x, memory: removeMean(x) }),
  undo(_, x, means) {
    restoreMean(x, means);
    return x;
  },
};
