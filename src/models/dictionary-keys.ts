// The keys that sparse autoencoders of the modern kind share.

import { count, key, notNegative, positive, whole } from "../core/rules.js";
import type { ModelShape } from "../sae/model.js";
import type { ModelStandards } from "./model-kind.js";

export const latents = () =>
  key(count().default(256), { description: "latents: atoms of the dictionary", flag: "latents" });
export const silentAfter = () =>
  key(count().default(1000), {
    description: "batches without activity after which a latent is silent",
    flag: "silent-after",
  });
export const decoderNorm = () =>
  key(positive().default(0.1), { description: "length of the atoms before training" });
export const l1WarmUp = () =>
  key(whole().default(0), { description: "iterations over which the penalty rises" });
export const weightOf = (what: string, standard: number) =>
  key(notNegative().default(standard), { description: what });

/** Adam; whitened patches without their mean, of mean length √d. */
export const dictionaryStandards: ModelStandards = {
  optimizer: "adam",
  checkpointEvery: 500,
  preprocess: ["whiten-1-over-f", "remove-mean", "mean-norm"],
};

/** d, by encoder.weight [M, d] or W_dec [M, d]. */
export function dictionaryShapeOf(weights: Readonly<Record<string, readonly number[]>>): ModelShape | null {
  const inputs = weights.W_dec?.[1];
  return inputs === undefined ? null : { inputs, outputs: inputs };
}
