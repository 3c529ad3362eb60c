// Values in other units: whole numbers 0 … 255 become 0 … 1, where a sigmoid output can follow.

import ops from "ndarray-ops";
import type { FloatNdArray } from "../../core/arrays.js";

/** 8-bit values to [0, 1]. */
export const DEFAULT_FACTOR: number = 1 / 255;

/** v ← v · factor, in place. */
export function scale(x: FloatNdArray, factor: number): void {
  ops.mulseq(x, factor);
}

/** The inverse, in place. */
export function unscale(x: FloatNdArray, factor: number): void {
  ops.divseq(x, factor);
}
