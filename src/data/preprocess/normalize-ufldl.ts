// The exercise's normalisation: into [0.1, 0.9], where a sigmoid output can follow.

import ops from "ndarray-ops";
import type { FloatNdArray } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";
import { removeMean, restoreMean } from "./remove-mean.js";

/**
 * Three standard deviations of the data after each example's mean is gone.
 *
 * @param x - [m, n], whose rows have mean 0
 * @throws {InputError} if all examples are constant: then there is nothing to normalise; or if a value is
 *   NaN, infinite or too large to be squared
 */
export function fitLimit(x: FloatNdArray): number {
  const limit = 3 * Math.sqrt(ops.norm2squared(x) / (x.shape[0] * x.shape[1]));
  if (!Number.isFinite(limit)) {
    throw new InputError(
      `normalize-ufldl: data must be finite and of a finite variance, got a standard deviation of ${limit / 3}; remove NaN and infinite values, scale very large ones down`,
    );
  }
  if (limit === 0) {
    throw new InputError(
      "normalize-ufldl: data must vary within an example, all are constant; leave the step out or choose other data",
    );
  }
  return limit;
}

/** v ← (clip(v, ±limit)/limit + 1)·0.4 + 0.1 after each example's mean is subtracted; in place. @returns the means, [m] */
export function normalize(
  x: FloatNdArray,
  limitOf: (centred: FloatNdArray) => number,
): { limit: number; means: Float64Array } {
  const means = removeMean(x);
  const limit = limitOf(x);
  ops.minseq(x, limit);
  ops.maxseq(x, -limit);
  ops.mulseq(x, 0.4 / limit);
  ops.addseq(x, 0.5);
  return { limit, means };
}

/** The inverse, in place; what was clipped stays at ±limit. */
export function denormalize(x: FloatNdArray, limit: number, means: ArrayLike<number>): void {
  ops.subseq(x, 0.5);
  ops.mulseq(x, limit / 0.4);
  restoreMean(x, means);
}
