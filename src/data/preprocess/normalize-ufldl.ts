// The exercise's normalisation: into [0.1, 0.9], where a sigmoid output can follow.

import ops from "ndarray-ops";
import { contiguous, type FloatNdArray } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";
import { largestMagnitude } from "../../core/extent.js";
import { removeMean, restoreMean } from "./remove-mean.js";
import type { Done, FittedBy, Step } from "./step.js";

/** Its config. */
export interface NormalizeUfldl {
  readonly kind: "normalize-ufldl";
}
const learned = { limit: [] } as const;
export type FittedNormalizeUfldl = FittedBy<"normalize-ufldl", typeof learned>;

/** Variation of less than this share of the data's size is their rounding. */
const ROUNDING = 1e-14;

/**
 * Three standard deviations of the data after each example's mean is gone.
 *
 * @param x - [m, n], whose rows have mean 0
 * @param size - the largest |value| of the data as they came, before any step
 * @throws {InputError} if all examples are constant, but for rounding: then there is nothing to normalise
 */
function fitLimit(x: FloatNdArray, size: number): number {
  const limit = 3 * standardDeviation(x);
  if (limit === 0) {
    throw new InputError(
      "normalize-ufldl: data must vary within an example, all are constant; leave the step out or choose other data",
    );
  }
  if (limit <= ROUNDING * size) {
    throw new InputError(
      `normalize-ufldl: data must vary within an example by more than the rounding of their largest value ${size.toPrecision(3)}, got a standard deviation of ${(limit / 3).toPrecision(3)}; remove outliers or leave the step out`,
    );
  }
  return limit;
}

/** √(Σ v² / mn); where squares leave the range of numbers, in units of the largest value. */
function standardDeviation(x: FloatNdArray): number {
  const count = x.shape[0] * x.shape[1];
  const variance = ops.norm2squared(x) / count;
  if (variance > 1e-280 && variance < 1e300) return Math.sqrt(variance);
  const values = contiguous(x);
  const largest = largestMagnitude(values);
  if (largest === 0) return 0;
  let sum = 0;
  for (const value of values) sum += (value / largest) * (value / largest);
  return largest * Math.sqrt(sum / count);
}

/** Cut off and taken to [0.1, 0.9], in place. @param x - whose rows have mean 0 */
function squash(x: FloatNdArray, limit: number): void {
  ops.minseq(x, limit);
  ops.maxseq(x, -limit);
  ops.mulseq(x, 0.4 / limit);
  ops.addseq(x, 0.5);
}

/** v′ = (clip(v, ±limit)/limit + 1)·0.4 + 0.1 after each example's mean is subtracted; what was clipped stays at ±limit. */
export const normalizeUfldl: Step<NormalizeUfldl, FittedNormalizeUfldl> = {
  learned,
  neutral: [0],
  fit({ kind }, x, size) {
    const memory = removeMean(x);
    const limit = fitLimit(x, size);
    squash(x, limit);
    return { fitted: { kind, limit }, values: x, memory };
  },
  apply({ limit }, x): Done {
    const memory = removeMean(x);
    squash(x, limit);
    return { values: x, memory };
  },
  undo({ limit }, x, means) {
    ops.subseq(x, 0.5);
    ops.mulseq(x, limit / 0.4);
    restoreMean(x, means);
    return x;
  },
  sizeAfter: () => 1,
};
