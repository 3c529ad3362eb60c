// Values in other units: whole numbers 0 … 255 become 0 … 1, where a sigmoid output can follow.

import { InputError } from "../../core/errors.js";
import { byFactor, type learnedFactor } from "./by-factor.js";
import { type FittedBy, learnThenApply, type Step } from "./step.js";

/** Its config. */
export interface Scale {
  readonly kind: "scale";
  readonly factor?: number;
}
export type FittedScale = FittedBy<"scale", typeof learnedFactor>;

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
    `preprocess: scale must be given whole numbers 0 … 255, ${what}; leave it out, or give it a factor: scale:factor=2`,
  );
}

/** v′ = v · factor. */
export const scale: Step<Scale, FittedScale> = {
  ...byFactor,
  fit: learnThenApply(({ kind, factor = DEFAULT_FACTOR }, _, size) => {
    if (factor === DEFAULT_FACTOR) assertEightBit(size, `the largest here is ${Number(size.toPrecision(3))}`);
    return { kind, factor };
  }, byFactor.apply),
};
