// How the losses of the architectures that golden files name are made here.

import { z } from "zod";
import type { Kernels } from "../kernels/kernels.js";
import type { ActivityPenaltyKind } from "../sae/activity-penalty.js";
import type { AuxKVersion } from "../sae/auxk.js";
import { batchTopKLoss, batchTopKParameters } from "../sae/batchtopk.js";
import type { DecoderConstraint } from "../sae/decoder-constraint.js";
import { type DictionaryLoss, type DictionaryShape, dictionaryParameters } from "../sae/dictionary.js";
import { gatedLoss, gatedParameters } from "../sae/gated.js";
import { hierarchicalTopKLoss } from "../sae/hierarchical-topk.js";
import { jumpReluLoss, jumpReluParameters } from "../sae/jumprelu.js";
import { matchingPursuitLoss, matchingPursuitParameters } from "../sae/matching-pursuit.js";
import { matryoshkaLoss } from "../sae/matryoshka.js";
import type { ParameterBlock } from "../sae/model.js";
import { standardLoss } from "../sae/standard.js";
import { batchMinimum } from "../sae/threshold.js";
import type { ThresholdForm } from "../sae/threshold-parameter.js";
import { type TopKOptions, topKLoss } from "../sae/topk.js";

const whole = z.int({ error: "be a whole number" });
const size = whole.min(1, { error: "be ≥ 1" });
/** null is the default, in a file. */
const given = z.number({ error: "be a number or null" }).nullish();
const yes = z.boolean({ error: "be true, false or null" }).nullish();
const widths = z.array(whole, { error: "be a list of whole numbers" }).optional();
const oneOf = <const Words extends readonly string[]>(words: Words) =>
  z.enum(words, { error: `be ${words.join(", ")} or null` }).nullish();

/** The keys of the saelens form that say what its loss is. */
export const lossKeys = {
  arch: z.string({ error: "be a word" }),
  D: size,
  F: size,
  B: size,
  coefficients: z.object({ l1: given, l0: given }),
  config: z.object({
    k: given,
    rescale: yes,
    aux: given,
    aux_b_dec: yes,
    aux_normalised: yes,
    threshold_lr: given,
    widths,
    matryoshka_widths: widths,
    level_weight: oneOf(["1", "1/G^2"]),
    bandwidth: given,
    mode: oneOf(["step", "tanh", "quadratic", "quadratic_batch", "quadratic_relative"]),
    tanh_scale: given,
    target_l0: given,
    pre_act: given,
    ste_to_input: yes,
    step_on: oneOf(["pre", "latents"]),
    threshold: oneOf(["exponential", "projected", "raw", "relu"]),
    centred: yes,
    residual_threshold: given,
    max_iterations: given,
    stop_on_duplicate_support: yes,
    least_cosine: given,
    lp_norm: z.literal(1, { error: "be 1, the only one there is here" }).nullish(),
  }),
};
const lossSchema = z.object(lossKeys);
type LossSettings = z.output<typeof lossSchema>;

/** Batches after which a latent is silent: the dead ones of a file have been for longer. */
export const SILENT = 10;

export type Config = LossSettings["config"];
export type Needed = keyof Config | keyof LossSettings["coefficients"];

/** How an architecture is made here. */
interface Architecture {
  /** The numbers of config, or of coefficients, without which there is no such loss */
  needs(settings: LossSettings): readonly Needed[];
  parameters(shape: DictionaryShape, settings: LossSettings): ParameterBlock[];
  loss(kernels: Kernels, shape: DictionaryShape, settings: LossSettings): DictionaryLoss;
  /** What the loss calls the parts that the file names */
  readonly parts: Readonly<Record<string, string>>;
  /** What holds the atoms; nothing unless given */
  constraint?(settings: LossSettings): DecoderConstraint;
  /** Whether its latents are in units of π n in the file, where it rescales. No unless given */
  readonly ranksByNorm?: boolean;
}

const plain = (shape: DictionaryShape) => dictionaryParameters(shape);

const thresholdForm = ({ config }: LossSettings): ThresholdForm => config.threshold ?? "exponential";
function penaltyOf({ config }: LossSettings): ActivityPenaltyKind {
  const target = Number(config.target_l0);
  if (config.mode === "tanh") return { kind: "tanh", scale: Number(config.tanh_scale) };
  if (config.mode === "quadratic") return { kind: "quadratic", target };
  if (config.mode === "quadratic_relative") return { kind: "quadratic-relative", target };
  return config.mode === "quadratic_batch" ? { kind: "quadratic-batch", target } : { kind: "step" };
}
function penaltyNeeds({ config: { mode } }: LossSettings): readonly Needed[] {
  if (mode === "tanh") return ["tanh_scale"];
  return mode === undefined || mode === null || mode === "step" ? [] : ["target_l0"];
}
const jumpRelu: Architecture = {
  needs: (settings) => ["l0", "bandwidth", ...penaltyNeeds(settings)],
  parameters: (shape, settings) => jumpReluParameters(shape, thresholdForm(settings)),
  loss: (kernels, shape, settings) =>
    jumpReluLoss(kernels, { ...shape, centred: settings.config.centred !== false }, settings.B, {
      weight: Number(settings.coefficients.l0),
      warmUp: 0,
      penalty: penaltyOf(settings),
      bandwidth: Number(settings.config.bandwidth),
      form: thresholdForm(settings),
      throughToInput: settings.config.ste_to_input === true,
      stepOn: settings.config.step_on === "latents" ? "latents" : "pre",
      preAct: Number(settings.config.pre_act ?? 0),
      silentAfter: SILENT,
    }),
  parts: { mse_loss: "error", l0_loss: "sparsity", pre_act_loss: "preAct" },
};

const errorAndAux = { mse_loss: "error", auxiliary_reconstruction_loss: "aux" };
/** SAELens' AuxK has b_dec up to 6.36.1, as the saelens files do. */
function auxOf({ config }: LossSettings): { aux: number; auxVersion: AuxKVersion; silentAfter: number } {
  const without = config.aux_b_dec === false ? "saelens-6.36.2" : "saelens-6.18";
  return {
    aux: Number(config.aux ?? 1),
    auxVersion: config.aux_normalised === true ? "dictionary-learning" : without,
    silentAfter: SILENT,
  };
}
const topK = (how: Pick<TopKOptions, "by" | "signed">): Architecture => ({
  needs: () => ["k"],
  parameters: plain,
  loss: (kernels, shape, settings) =>
    topKLoss(kernels, shape, settings.B, {
      k: Number(settings.config.k),
      rescale: settings.config.rescale === true,
      ...how,
      ...auxOf(settings),
    }),
  parts: errorAndAux,
  ranksByNorm: true,
});
const batchTopKOf = (settings: LossSettings) => ({
  k: Number(settings.config.k),
  rescale: settings.config.rescale !== false,
  threshold: { ...batchMinimum, rate: settings.config.threshold_lr ?? batchMinimum.rate },
  ...auxOf(settings),
});

/** m_1 < … < m_G = F, by either name, and what the error of each weighs. */
export function matryoshkaLevels({ widths, matryoshka_widths, level_weight }: Config) {
  const own = widths ?? matryoshka_widths ?? [];
  return { widths: own, weight: level_weight === "1/G^2" ? 1 / own.length ** 2 : 1 };
}

const plainTopK = { by: "value", signed: false } as const;

/** The architectures that are known, by the names of the files. */
export const architectures: Readonly<Record<string, Architecture>> = {
  standard: {
    needs: () => ["l1"],
    parameters: plain,
    loss: (kernels, shape, { B, coefficients }) =>
      standardLoss(kernels, shape, B, {
        weight: Number(coefficients.l1),
        warmUp: 0,
        weighted: true,
        silentAfter: SILENT,
      }),
    parts: { mse_loss: "error", l1_loss: "l1" },
  },
  topk: topK(plainTopK),
  topk_norescale: topK(plainTopK),
  topk_signed: topK({ by: "value", signed: true }),
  abstopk: topK({ by: "magnitude", signed: true }),
  batchtopk: {
    needs: () => ["k"],
    parameters: batchTopKParameters,
    loss: (kernels, shape, settings) => batchTopKLoss(kernels, shape, settings.B, batchTopKOf(settings)),
    parts: errorAndAux,
    ranksByNorm: true,
  },
  matryoshka: {
    needs: ({ config }) => ["k", config.matryoshka_widths === undefined ? "widths" : "matryoshka_widths"],
    parameters: batchTopKParameters,
    loss(kernels, shape, settings) {
      const { widths, weight: levelWeight } = matryoshkaLevels(settings.config);
      return matryoshkaLoss(kernels, shape, settings.B, {
        ...batchTopKOf(settings),
        prefixes: { widths },
        levelWeight,
      });
    },
    parts: errorAndAux,
    ranksByNorm: true,
  },
  jumprelu: jumpRelu,
  jumprelu_step: jumpRelu,
  jumprelu_tanh: jumpRelu,
  gated: {
    needs: () => ["l1"],
    parameters: gatedParameters,
    loss: (kernels, shape, { B, coefficients }) =>
      gatedLoss(kernels, shape, B, {
        weight: Number(coefficients.l1),
        warmUp: 0,
        weighted: true,
        detached: false,
        silentAfter: SILENT,
      }),
    parts: { mse_loss: "error", l1_loss: "l1", auxiliary_reconstruction_loss: "gate" },
  },
  topk_frozen_decoder: { ...topK(plainTopK), constraint: () => ({ kind: "frozen", part: "decoder" }) },
  topk_soft_frozen: {
    ...topK(plainTopK),
    constraint: ({ config }) => ({ kind: "soft-frozen", leastCosine: Number(config.least_cosine) }),
  },
  matching_pursuit: {
    needs: () => ["residual_threshold"],
    parameters: matchingPursuitParameters,
    loss: (kernels, shape, { B, config }) =>
      matchingPursuitLoss(kernels, shape, B, {
        rounds: config.max_iterations ?? undefined,
        residualThreshold: Number(config.residual_threshold),
        stopOnRepeat: config.stop_on_duplicate_support === true,
        silentAfter: SILENT,
      }),
    parts: { mse_loss: "error" },
  },
  hierarchical_topk: {
    needs: () => ["k"],
    parameters: plain,
    loss: (kernels, shape, { B, config }) =>
      hierarchicalTopKLoss(kernels, shape, B, {
        k: Number(config.k),
        aux: 0,
        auxVersion: "saelens-6.36.2",
        silentAfter: SILENT,
      }),
    parts: { hierarchical_loss: "error" },
  },
};
