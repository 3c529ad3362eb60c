// The keys that sparse autoencoders with a penalty on their latents share.

import { InputError } from "../core/errors.js";
import { key, notNegative, positive, whole } from "../core/rules.js";

/** The weight of a penalty, by the name of its flag. */
export const penaltyWeight = (standard: number, name: string, what: string) =>
  key(notNegative().default(standard), { description: `weight λ of ${what}`, flag: name });

/** Keys of each that has a penalty. */
export const penaltyKeys = {
  targetL0: key(positive().exactOptional(), {
    description: "active latents of an example: λ is steered there from its value on",
    flag: "target-l0",
    unless: "λ stays as it is",
  }),
};

/** Of a penalty. */
export const warmUp = () =>
  key(whole().default(0), { description: "iterations over which the penalty rises" });

/** @throws {InputError} if more latents are to be active than there are */
export function assertTarget(target: number | undefined, latents: number): void {
  if (target !== undefined && target > latents)
    throw new InputError(
      `model: targetL0 must be at most the ${latents} latents, got ${target}; ask for fewer or make latents more`,
    );
}
