// Each example's own mean is subtracted: brightness says nothing about shape.

import ops from "ndarray-ops";
import type { FloatNdArray } from "../../core/arrays.js";

/**
 * x(i) ← x(i) − mean(x(i)), in place.
 *
 * @param x - [m, n], changed
 * @returns the means, [m]
 */
export function removeMean(x: FloatNdArray): Float64Array {
  const [m, n] = x.shape;
  return Float64Array.from({ length: m }, (_, i) => {
    const example = x.pick(i, null);
    // The sum of equal values is rounded: what is left of a constant example would be noise, not 0.
    const constant = ops.inf(example) === ops.sup(example);
    const mean = constant ? example.get(0) : ops.sum(example) / n;
    ops.subseq(example, mean);
    return mean;
  });
}

/** x(i) ← x(i) + mean(i), in place. */
export function restoreMean(x: FloatNdArray, means: ArrayLike<number>): void {
  for (let i = 0; i < x.shape[0]; i++) ops.addseq(x.pick(i, null), means[i]);
}
