// The keys that sparse autoencoders with a penalty on their latents share.

import type { z } from "zod";
import { InputError } from "../core/errors.js";
import { key, notNegative, positive, whole, word } from "../core/rules.js";
import { isOffTarget } from "../metrics/amiss-limits.js";
import { decayKinds } from "../optim/schedule.js";
import { LEAST, MOST } from "../optim/target-l0.js";
import type { PenaltyWeightOptions } from "../sae/penalty-weight.js";
import type { LikelyCause, RunNumbers } from "./model-kind.js";

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

/** @throws {InputError} if as many latents are to be active as there are, or more */
export function assertTarget(target: number | undefined, latents: number): void {
  if (target !== undefined && target >= latents)
    throw new InputError(
      `model: targetL0 must be less than the ${latents} latents, got ${target}; ask for fewer or make latents more`,
    );
}

/** @throws {InputError} if λ, of the key `name`, has a schedule and is steered besides, or iterations of a decay it has not */
export function assertOneCourse(
  name: string,
  { weight, warmUp, decay, decayIterations, targetL0 }: PenaltyWeightOptions,
): void {
  if (decayIterations !== undefined && (decay === undefined || decay === "none"))
    throw new InputError(
      `model: ${name}DecayIterations must be given only with ${name}Decay linear or cosine, got ${decayIterations}; choose one, or leave it out`,
    );
  if (targetL0 === undefined) return;
  if (weight === 0)
    throw new InputError(
      `model: ${name} must be > 0 with targetL0, which multiplies it, got 0; leave one of them out`,
    );
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
    name: "l1",
    warmUp: l1WarmUp,
    decay: l1Decay,
    decayIterations: l1DecayIterations,
    targetL0,
  };
  assertTarget(targetL0, latents);
  assertOneCourse("l1", weight);
  return weight;
}

/** Within this of its bound λ is on it. */
const NEAR = 1.001;

/**
 * Why an L0 that was asked for was not reached; nothing where none was, or λ is not steered to it.
 *
 * @param from - the key of λ, and the value that it was steered from
 */
export function steeringCauses(
  { coefficient, targetL0, layers }: RunNumbers,
  { name, weight }: { readonly name: string; readonly weight: number },
): LikelyCause[] {
  const found = layers?.[1]?.active;
  if (targetL0 === undefined || found === undefined || !isOffTarget(found, targetL0)) return [];
  if (coefficient === undefined) return [];
  const stuck = (where: string, share: string, other: string) => [
    { because: `λ is at its ${where}, ${share} ${name}`, remedy: `a ${other} ${name}` },
  ];
  if (found < targetL0 && coefficient <= weight * LEAST * NEAR)
    return stuck("least", "a hundredth of", "smaller");
  if (found > targetL0 && coefficient * NEAR >= weight * MOST)
    return stuck("most", "a hundred times", "larger");
  return [
    {
      because: "the training ended before λ had brought it there",
      remedy: `more iterations, or a ${found > targetL0 ? "larger" : "smaller"} ${name} to begin with`,
    },
  ];
}
