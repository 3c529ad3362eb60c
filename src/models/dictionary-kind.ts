// What sparse autoencoders of the modern kind have in common: keys of their configs, standards, and how a model is made.

import type { z } from "zod";
import type { FloatArray, Matrix } from "../core/arrays.js";
import { count, key, word, yesOrNo } from "../core/rules.js";
import type { Kernels } from "../kernels/kernels.js";
import { constrainDecoder } from "../sae/decoder-constraint.js";
import {
  type Dictionary,
  type DictionaryLoss,
  type DictionaryShape,
  dictionaryParameters,
  hasEncoder,
} from "../sae/dictionary.js";
import { type CreateEncoder, createDictionaryModel, encoderWith } from "../sae/dictionary-model.js";
import type { LatentRanking, Model, ModelShape, ParameterBlock } from "../sae/model.js";
import { assertConstraint, type ConstraintConfig, dictionaryConstraint } from "./dictionary-constraint.js";
import { completedInitial, dictionaryInitial, type InitialConfig, startOf } from "./dictionary-initial.js";
import { assertRemedy, dictionaryRemedy, type RemedyConfig, withRemedy } from "./dictionary-remedy.js";
import type { MadeFor, ModelStandards, RunNumbers } from "./model-kind.js";
import { steeringCauses } from "./penalty-keys.js";

/** The length of atoms before training, as SAELens has it */
const DECODER_NORM = 0.1;

/** The keys that each of them has. */
export const dictionaryKeys = {
  latents: key(count().default(256), { description: "latents: atoms of the dictionary", flag: "latents" }),
  initial: dictionaryInitial(DECODER_NORM),
  constraint: dictionaryConstraint("free"),
  remedy: dictionaryRemedy("none"),
  silentAfter: key(count().default(1000), {
    description: "batches without activity after which a latent is silent",
    flag: "silent-after",
  }),
};

/** Their values. */
export interface DictionaryConfig {
  readonly kind: string;
  readonly latents: number;
  readonly initial: InitialConfig;
  readonly constraint: ConstraintConfig;
  readonly remedy: RemedyConfig;
  readonly silentAfter: number;
  readonly silentIn?: z.output<typeof silentUnit>;
  /** Active latents that are asked for, of kinds with a penalty, and λ, which is one of the two */
  readonly targetL0?: number | undefined;
  /** Whether the encoder sees x − b_dec, of kinds that have both */
  readonly centred?: boolean;
  readonly l1?: number;
  readonly l0?: number;
}

/** What silence is counted in, of kinds that have both. */
export const silentUnit = key(word("a unit", ["batches", "examples"] as const).default("batches"), {
  description: "what silentAfter counts: batches, or examples, those of the present batch included",
});

/** Whether latents may be negative, of kinds that have both. */
export const signedKey = key(yesOrNo().default(false), {
  description:
    "whether latents have a sign, as in saev's TopK and the UFLDL exercise; if not, none is below 0",
  flag: "signed",
});

/** When a latent is silent. */
export const silenceOf = ({ silentAfter, silentIn }: DictionaryConfig) => ({
  silentAfter,
  silentByExamples: silentIn === "examples",
});

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
  /** The length of atoms before training, as its key `initial` has it; 0.1 unless given */
  readonly decoderNorm?: number;
  /** Where parts of its own start, by name; 0 unless given */
  readonly values?: Readonly<Record<string, number>>;
  /** What latents have to exceed, [M] or [1]; nothing unless given */
  readonly thresholds?: (at: Dictionary) => FloatArray;
  /** Parts of θ in units of π ‖w‖, by name; none unless given */
  readonly lengths?: readonly string[];
  /** Whether its loss has AuxK itself; else it gets it of the remedy. No unless given */
  readonly hasAuxK?: boolean;
  /** Whether its latents have a sign; no unless given */
  readonly signed?: boolean;
  /** How far from 0 a latent still counts as inactive; 0 unless given */
  readonly within?: number;
  /** What latents are kept by, where so many are kept; none unless given */
  readonly ranking?: LatentRanking;
  batchLoss(kernels: Kernels, shape: DictionaryShape, batch: number): DictionaryLoss;
};

/**
 * The model of a config with what all of them share.
 *
 * @throws {InputError} if parts of the config exclude each other
 */
export function dictionaryModel(
  config: DictionaryConfig,
  { inputs, seed = 0 }: MadeFor,
  variant: DictionaryVariant,
): Model {
  const shape = { inputs, latents: config.latents, centred: config.centred };
  const { parameters = dictionaryParameters(shape), values = {}, signed = false } = variant;
  const { kind, initial, constraint, remedy } = config;
  const decoderNorm = initial.kind === "file" ? undefined : initial.decoderNorm;
  assertConstraint(constraint, { kind, hasEncoder: hasEncoder(parameters), decoderNorm });
  assertRemedy(remedy, { kind, hasEncoder: hasEncoder(parameters), constraint });
  const model = createDictionaryModel({
    shape,
    parameters,
    initial: { ...startOf(initial, constraint, variant.decoderNorm ?? DECODER_NORM), values },
    signed,
    within: variant.within,
    ranking: variant.ranking,
    createEncoder: "activate" in variant ? encoderWith(variant.activate) : variant.createEncoder,
    thresholds: variant.thresholds,
    lengths: variant.lengths ?? [],
    batchLoss(kernels, batch) {
      const own = { ...variant.batchLoss(kernels, shape, batch), centred: shape.centred };
      const helped = withRemedy(kernels, own, parameters, remedy, {
        ...silenceOf(config),
        seed,
        values,
        hasAuxK: variant.hasAuxK ?? false,
      });
      return constrainDecoder(kernels, helped, parameters, constraint);
    },
  });
  return config.targetL0 === undefined ? model : { ...model, targetL0: config.targetL0 };
}

/** The config with that written down which follows from its other keys. */
export const completedDictionary = <Config extends DictionaryConfig>(
  config: Config,
  decoderNorm = DECODER_NORM,
): Config => ({ ...config, initial: completedInitial(config.initial, config.constraint, decoderNorm) });

/** Whether atoms are held at length 1: a penalty weighed by it is then one that is not, and needs no gradient through it. */
export const hasUnitAtoms = ({ constraint }: DictionaryConfig): boolean => constraint.kind === "unit-norm";

/** Adam; whitened patches without their mean, of mean length √d. */
const standards: ModelStandards = {
  optimizer: { kind: "adam" },
  checkpointEvery: 500,
  preprocess: [{ kind: "whiten-1-over-f" }, { kind: "remove-mean" }, { kind: "mean-norm" }],
};

/** d, by W_dec [M, d]. */
function shapeOf(weights: Readonly<Record<string, readonly number[]>>): ModelShape | null {
  const inputs = weights.W_dec?.[1];
  return inputs === undefined ? null : { inputs, outputs: inputs };
}

/** What is the same of every kind with a dictionary; one may have its own in its place. */
export const dictionaryKind = {
  standards,
  moved: { decoderNorm: "initial.decoderNorm", aux: "remedy.coefficient" },
  shapeOf,
  completed: <Config extends DictionaryConfig>(config: Config): Config => completedDictionary(config),
  causes: (numbers: RunNumbers, { l1, l0 }: DictionaryConfig) =>
    l1 === undefined && l0 === undefined
      ? []
      : steeringCauses(numbers, l1 === undefined ? { name: "l0", weight: l0! } : { name: "l1", weight: l1 }),
};
