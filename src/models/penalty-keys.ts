// The keys that sparse autoencoders with a penalty on their latents share.

import type { z } from "zod";
import { InputError } from "../core/errors.js";
import { key, notNegative, positive, whole, word } from "../core/rules.js";
import { decayKinds } from "../optim/schedule.js";
import type { PenaltyWeightOptions } from "../sae/penalty-weight.js";

const weight = (name: string, what: string) =>
  key(notNegative().default(1), { description: `weight λ of ${what}`, flag: name });
const warmUp = (name: string) =>
  key(whole().default(0), {
    description: "iterations over which λ rises",
    flag: `${name}-warm-up`,
  });
const decay = (name: string) =>
  key(word("a decay", decayKinds).default("none"), {
    description: `how λ ends: ${decayKinds.join(", ")}`,
    flag: `${name}-decay`,
  });
const decayIterations = () =>
  key(whole().exactOptional(), {
    description: "iterations over which λ falls to 0 at the end",
    unless: "a fifth",
  });
const targetL0 = key(positive().exactOptional(), {
  description: "active latents of an example: λ is steered there from its value on",
  flag: "target-l0",
  unless: "λ goes as its own keys say",
});

/** Of an L1 penalty, or one that begins as such. */
export const l1Keys = {
  l1: weight("l1", "the L1 penalty"),
  l1WarmUp: warmUp("l1"),
  l1Decay: decay("l1"),
  l1DecayIterations: decayIterations(),
  targetL0,
};

/** Of a penalty on how many latents are active. */
export const l0Keys = {
  l0: weight("l0", "the penalty on active latents"),
  l0WarmUp: warmUp("l0"),
  l0Decay: decay("l0"),
  l0DecayIterations: decayIterations(),
  targetL0,
};

/** @throws {InputError} if more latents are to be active than there are */
export function assertTarget(target: number | undefined, latents: number): void {
  if (target !== undefined && target > latents)
    throw new InputError(
      `model: targetL0 must be at most the ${latents} latents, got ${target}; ask for fewer or make latents more`,
    );
}

/** @throws {InputError} if λ, of the key `name`, has a schedule and is steered besides, or iterations of a decay it has not */
export function assertOneCourse(
  name: string,
  { warmUp, decay, decayIterations, targetL0 }: PenaltyWeightOptions,
): void {
  if (decayIterations !== undefined && (decay === undefined || decay === "none"))
    throw new InputError(
      `model: ${name}DecayIterations must be given only with ${name}Decay linear or cosine, got ${decayIterations}; choose one, or leave it out`,
    );
  if (targetL0 === undefined) return;
  const refused = (own: string, rule: string, value: string | number) =>
    new InputError(
      `model: ${name}${own} must be ${rule} with targetL0, which steers ${name}, got ${value}; leave one of them out`,
    );
  if (warmUp !== undefined && warmUp > 0) throw refused("WarmUp", "0", warmUp);
  if (decay !== undefined && decay !== "none") throw refused("Decay", "none", decay);
}

/**
 * What λ does over a training, by the values of `l1Keys`.
 *
 * @throws {InputError} as `assertTarget` and `assertOneCourse`
 */
export function l1Weight(
  config: z.output<z.ZodObject<typeof l1Keys>> & { readonly latents: number },
): PenaltyWeightOptions {
  const { l1, l1WarmUp, l1Decay, l1DecayIterations, targetL0, latents } = config;
  const weight = {
    weight: l1,
    warmUp: l1WarmUp,
    decay: l1Decay,
    decayIterations: l1DecayIterations,
    targetL0,
  };
  assertTarget(targetL0, latents);
  assertOneCourse("l1", weight);
  return weight;
}
