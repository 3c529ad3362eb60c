// What sparse autoencoders of the modern kind have in common: keys of their configs, standards, and how a model is made.

import type { FloatArray, Matrix } from "../core/arrays.js";
import { count, key, notNegative, positive, whole } from "../core/rules.js";
import type { Kernels } from "../kernels/kernels.js";
import { type Dictionary, type DictionaryShape, dictionaryParameters } from "../sae/dictionary.js";
import { type CreateEncoder, createDictionaryModel, encoderWith } from "../sae/dictionary-model.js";
import type { BatchLoss, Model, ModelShape, ParameterBlock } from "../sae/model.js";
import type { ModelStandards } from "./model-kind.js";

/** The keys that each of them has. */
export const dictionaryKeys = {
  latents: key(count().default(256), { description: "latents: atoms of the dictionary", flag: "latents" }),
  decoderNorm: key(positive().default(0.1), { description: "length of the atoms before training" }),
  silentAfter: key(count().default(1000), {
    description: "batches without activity after which a latent is silent",
    flag: "silent-after",
  }),
};

/** Their values. */
export interface DictionaryConfig {
  readonly latents: number;
  readonly decoderNorm: number;
  readonly silentAfter: number;
}

/** A key of those that have a penalty. */
export const warmUpOfPenalty = () =>
  key(whole().default(0), { description: "iterations over which the penalty rises" });
/** A number ≥ 0. */
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

/** How a kind encodes when nothing is trained. */
type Encoding =
  | {
      /** The latents of some examples from π, in place, [count, M] */
      activate(kernels: Kernels, pre: Matrix, at: Dictionary): void;
    }
  | { readonly createEncoder: CreateEncoder };

/** What a kind has of its own. */
export type DictionaryVariant = Encoding & {
  /** The parts of θ; those of a dictionary alone unless given */
  readonly parameters?: readonly ParameterBlock[];
  /** Where parts of its own start, by name; 0 unless given */
  readonly values?: Readonly<Record<string, number>>;
  /** What latents have to exceed, [M] or [1]; nothing unless given */
  readonly thresholds?: (at: Dictionary) => FloatArray;
  /** Whether its latents have a sign; no unless given */
  readonly signed?: boolean;
  batchLoss(kernels: Kernels, shape: DictionaryShape, batch: number): BatchLoss;
};

/** The model of a config with what all of them share. */
export function dictionaryModel(
  config: DictionaryConfig,
  { inputs }: Pick<ModelShape, "inputs">,
  variant: DictionaryVariant,
): Model {
  const shape = { inputs, latents: config.latents };
  const { parameters = dictionaryParameters(shape), values = {}, signed = false } = variant;
  return createDictionaryModel({
    shape,
    parameters,
    initial: { decoderNorm: config.decoderNorm, values },
    signed,
    createEncoder: "activate" in variant ? encoderWith(variant.activate) : variant.createEncoder,
    thresholds: variant.thresholds,
    batchLoss: (kernels, batch) => variant.batchLoss(kernels, shape, batch),
  });
}
