// Values in other units: whole numbers 0 … 255 become 0 … 1, where a sigmoid output can follow.

import ops from "ndarray-ops";
import type { FloatNdArray } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";

/** 8-bit values to [0, 1]. */
export const DEFAULT_FACTOR: number = 1 / 255;

/**
 * That the default factor is meant for the data: others it would make next to nothing.
 *
 * @param size - the largest |value| of the data
 * @throws {InputError} if they are within ±1 already
 */
export function assertEightBit(size: number, what: string): void {
  if (size > 1) return;
  throw new InputError(
    `preprocess: scale must be given whole numbers 0 … 255, ${what}; leave it out, or give it a factor in a config`,
  );
}

/** v ← v · factor, in place. */
export function scale(x: FloatNdArray, factor: number): void {
  ops.mulseq(x, factor);
}

/** The inverse, in place. */
export function unscale(x: FloatNdArray, factor: number): void {
  ops.divseq(x, factor);
}
