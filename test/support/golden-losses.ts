// How the losses of other programs' golden files are made here.

import type { Kernels } from "../../src/kernels/kernels.js";
import type { ActivityPenaltyKind } from "../../src/sae/activity-penalty.js";
import type { AuxKVersion } from "../../src/sae/auxk.js";
import { batchTopKLoss, batchTopKParameters } from "../../src/sae/batchtopk.js";
import { constrainDecoder, type DecoderConstraint } from "../../src/sae/decoder-constraint.js";
import { dictionaryParameters } from "../../src/sae/dictionary.js";
import { gatedLoss, gatedParameters } from "../../src/sae/gated.js";
import { hierarchicalTopKLoss } from "../../src/sae/hierarchical-topk.js";
import { jumpReluLoss, jumpReluParameters } from "../../src/sae/jumprelu.js";
import { matchingPursuitLoss, matchingPursuitParameters } from "../../src/sae/matching-pursuit.js";
import { matryoshkaLoss } from "../../src/sae/matryoshka.js";
import type { BatchLoss, ParameterBlock } from "../../src/sae/model.js";
import { standardLoss } from "../../src/sae/standard.js";
import { batchMinimum } from "../../src/sae/threshold.js";
import type { ThresholdForm } from "../../src/sae/threshold-parameter.js";
import { topKLoss } from "../../src/sae/topk.js";

export interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** A file of the saelens form: test/golden/sparse-autoencoders/README.md. */
export interface Golden {
  readonly arch: string;
  readonly version?: string;
  readonly D: number;
  readonly F: number;
  readonly B: number;
  readonly x: Stored;
  readonly dead_mask: readonly number[];
  readonly coefficients: Readonly<Record<string, number>>;
  readonly config: Readonly<Record<string, number | boolean | string | null | readonly number[]>>;
  readonly params: Readonly<Record<string, Stored>>;
  readonly losses: Readonly<Record<string, number>>;
  readonly loss: number;
  readonly grads: Readonly<Record<string, Stored>>;
  readonly adam5: {
    readonly lr: number;
    readonly clip: number;
    readonly params_after: Readonly<Record<string, Stored>>;
    readonly trace: readonly { readonly loss: number; readonly grad_norm?: number }[];
    readonly topk_threshold_after_6_updates?: number;
  };
}

/** Batches after which a latent is silent: the dead ones of a file have been for longer. */
export const SILENT = 10;

/** A loss, and what it calls the parts that the file names. */
type Make = (
  kernels: Kernels,
  golden: Golden,
) => { loss: BatchLoss; parts: Readonly<Record<string, string>> };

const shapeOf = ({ D, F }: Golden) => ({ inputs: D, latents: F });

/** The parts of θ. */
export function parametersOf(golden: Golden): ParameterBlock[] {
  if (golden.arch.startsWith("jumprelu")) return jumpReluParameters(shapeOf(golden), formOf(golden));
  if (golden.arch === "batchtopk" || golden.arch === "matryoshka")
    return batchTopKParameters(shapeOf(golden));
  if (golden.arch === "gated") return gatedParameters(shapeOf(golden));
  if (golden.arch === "matching_pursuit") return matchingPursuitParameters(shapeOf(golden));
  return dictionaryParameters(shapeOf(golden));
}

const formOf = ({ config }: Golden) => (config.threshold ?? "exponential") as ThresholdForm;
const penaltyOf = ({ config }: Golden): ActivityPenaltyKind => {
  const target = Number(config.target_l0);
  if (config.mode === "tanh") return { kind: "tanh", scale: Number(config.tanh_scale) };
  if (config.mode === "quadratic") return { kind: "quadratic", target };
  if (config.mode === "quadratic_relative") return { kind: "quadratic-relative", target };
  return config.mode === "quadratic_batch" ? { kind: "quadratic-batch", target } : { kind: "step" };
};
const jumpRelu: Make = (kernels, golden) => ({
  loss: jumpReluLoss(kernels, { ...shapeOf(golden), centred: golden.config.centred !== false }, golden.B, {
    weight: golden.coefficients.l0,
    warmUp: 0,
    penalty: penaltyOf(golden),
    bandwidth: Number(golden.config.bandwidth),
    form: formOf(golden),
    throughToInput: golden.config.ste_to_input === true,
    stepOn: golden.config.step_on === "latents" ? "latents" : "pre",
    preAct: Number(golden.config.pre_act ?? 0),
    silentAfter: SILENT,
  }),
  parts: { mse_loss: "error", l0_loss: "sparsity", pre_act_loss: "preAct" },
});

const errorAndAux = { mse_loss: "error", auxiliary_reconstruction_loss: "aux" };
/** SAELens' AuxK has b_dec up to 6.36.1, as the saelens files do. */
const auxOf = ({ config }: Golden): { aux: number; auxVersion: AuxKVersion; silentAfter: number } => ({
  aux: Number(config.aux ?? 1),
  auxVersion:
    config.aux_normalised === true
      ? "dictionary-learning"
      : config.aux_b_dec === false
        ? "saelens-6.36.2"
        : "saelens-6.18",
  silentAfter: SILENT,
});
const topK =
  (signed: boolean): Make =>
  (kernels, golden) => ({
    loss: topKLoss(kernels, shapeOf(golden), golden.B, {
      k: Number(golden.config.k),
      rescale: golden.config.rescale === true,
      signed,
      ...auxOf(golden),
    }),
    parts: errorAndAux,
  });
const constrained =
  (constraint: (golden: Golden) => DecoderConstraint): Make =>
  (kernels, golden) => {
    const { loss, parts } = topK(false)(kernels, golden);
    return { loss: constrainDecoder(kernels, loss, parametersOf(golden), constraint(golden)), parts };
  };
const batchTopKOf = (golden: Golden) => ({
  k: Number(golden.config.k),
  rescale: golden.config.rescale !== false,
  threshold: batchMinimum,
  ...auxOf(golden),
});

/** How each architecture of the files is made here. */
export const makers: Readonly<Record<string, Make>> = {
  standard: (kernels, golden) => ({
    loss: standardLoss(kernels, shapeOf(golden), golden.B, {
      weight: golden.coefficients.l1,
      warmUp: 0,
      weighted: true,
      silentAfter: SILENT,
    }),
    parts: { mse_loss: "error", l1_loss: "l1" },
  }),
  topk: topK(false),
  topk_norescale: topK(false),
  abstopk: topK(true),
  batchtopk: (kernels, golden) => ({
    loss: batchTopKLoss(kernels, shapeOf(golden), golden.B, batchTopKOf(golden)),
    parts: errorAndAux,
  }),
  matryoshka: (kernels, golden) => ({
    loss: matryoshkaLoss(kernels, shapeOf(golden), golden.B, {
      ...batchTopKOf(golden),
      prefixes: { widths: (golden.config.widths ?? golden.config.matryoshka_widths) as readonly number[] },
      levelWeight: golden.config.level_weight === "1/G^2" ? 1 / 9 : 1,
    }),
    parts: errorAndAux,
  }),
  jumprelu: jumpRelu,
  jumprelu_step: jumpRelu,
  jumprelu_tanh: jumpRelu,
  gated: (kernels, golden) => ({
    loss: gatedLoss(kernels, shapeOf(golden), golden.B, {
      weight: golden.coefficients.l1,
      warmUp: 0,
      weighted: true,
      detached: false,
      silentAfter: SILENT,
    }),
    parts: { mse_loss: "error", l1_loss: "l1", auxiliary_reconstruction_loss: "gate" },
  }),
  topk_frozen_decoder: constrained(() => ({ kind: "frozen", part: "decoder" })),
  topk_soft_frozen: constrained(({ config }) => ({
    kind: "soft-frozen",
    leastCosine: Number(config.least_cosine),
  })),
  matching_pursuit: (kernels, golden) => ({
    loss: matchingPursuitLoss(kernels, shapeOf(golden), golden.B, {
      rounds: golden.config.max_iterations === null ? undefined : Number(golden.config.max_iterations),
      residualThreshold: Number(golden.config.residual_threshold),
      stopOnRepeat: golden.config.stop_on_duplicate_support === true,
      silentAfter: SILENT,
    }),
    parts: { mse_loss: "error" },
  }),
  hierarchical_topk: (kernels, golden) => ({
    loss: hierarchicalTopKLoss(kernels, shapeOf(golden), golden.B, {
      k: Number(golden.config.k),
      aux: 0,
      auxVersion: "saelens-6.36.2",
      silentAfter: SILENT,
    }),
    parts: { hierarchical_loss: "error" },
  }),
};
