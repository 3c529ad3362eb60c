// A folder as SAELens writes it: tensors and training config to the byte, the inference config to its values.

import { encodeStored } from "../data/io/safetensors.js";
import { floatsOf, type StoredTensor, storedFloats, transposed } from "../data/io/stored-tensor.js";
import { PythonFloat, pythonJson } from "./python-json.js";
import type { FolderFiles } from "./trained-dictionary.js";
import { type ModelKeys, type TrainedDictionary, thetaType } from "./trained-dictionary.js";
import { withUnitAtoms } from "./unit-atoms.js";

type Form = TrainedDictionary["form"];
/** The version whose keys are written for what SAELens did not write itself. */
const VERSION = "6.18.0";

const float = (value: unknown, unless: number) => new PythonFloat(typeof value === "number" ? value : unless);

const topK = ({ k, rescale, remedy }: ModelKeys) => ({
  k,
  use_sparse_activations: false,
  aux_loss_coefficient: float((remedy as { coefficient?: number } | undefined)?.coefficient, 0),
  rescale_acts_by_decoder_norm: rescale,
});
const batchTopK = (model: ModelKeys) => ({ ...topK(model), topk_threshold_lr: new PythonFloat(0.01) });

/** The architecture of each kind, and the keys that its training config has after the common ones, in their order. */
const architectures: Readonly<
  Record<string, { readonly name: string; readonly keys: (model: ModelKeys) => Record<string, unknown> }>
> = {
  standard: {
    name: "standard",
    keys: ({ l1, l1WarmUp }) => ({
      l1_coefficient: float(l1, 1),
      lp_norm: new PythonFloat(1),
      l1_warm_up_steps: l1WarmUp ?? 0,
    }),
  },
  topk: { name: "topk", keys: topK },
  batchtopk: { name: "batchtopk", keys: batchTopK },
  matryoshka: {
    name: "matryoshka_batchtopk",
    keys: (model) => ({ ...batchTopK(model), matryoshka_widths: model.prefixes }),
  },
  jumprelu: {
    name: "jumprelu",
    keys: ({ initialThreshold, bandwidth, penalty, l0, l0WarmUp, preAct, tanhScale }) => ({
      jumprelu_init_threshold: float(initialThreshold, 0.01),
      jumprelu_bandwidth: float(bandwidth, 0.05),
      jumprelu_sparsity_loss_mode: penalty ?? "step",
      l0_coefficient: float(l0, 1),
      l0_warm_up_steps: l0WarmUp ?? 0,
      pre_act_loss_coefficient: typeof preAct === "number" && preAct > 0 ? new PythonFloat(preAct) : null,
      jumprelu_tanh_scale: float(tanhScale, 4),
    }),
  },
  gated: {
    name: "gated",
    keys: ({ l1, l1WarmUp }) => ({ l1_coefficient: float(l1, 1), l1_warm_up_steps: l1WarmUp ?? 0 }),
  },
  "matching-pursuit": {
    name: "matching_pursuit",
    keys: ({ residualThreshold }) => ({
      residual_threshold: float(residualThreshold, 0.01),
      aux_loss_coefficient: new PythonFloat(0),
    }),
  },
};

/** The kinds that SAELens has. */
export const saelensKinds: readonly string[] = Object.keys(architectures);

/** What a folder in that form does not say of a dictionary, each a clause. */
export function lostInSaelens(dictionary: TrainedDictionary, form: Form): string[] {
  const { tool, model } = dictionary;
  if (tool === "saelens" && form === dictionary.form) return [];
  const lost: string[] = [];
  const { constraint = { kind: "free" }, remedy } = model as {
    constraint?: { kind: string };
    remedy?: { kind: string };
  };
  if (form === "training" && constraint.kind !== "free")
    lost.push(`constraint ${constraint.kind}: SAELens trains atoms without one`);
  if (form === "training" && remedy !== undefined && !["none", "auxk"].includes(remedy.kind))
    lost.push(`remedy ${remedy.kind}: SAELens has none of that name`);
  if (
    form === "training" &&
    remedy?.kind === "auxk" &&
    !["topk", "batchtopk", "matryoshka"].includes(model.kind)
  )
    lost.push(`remedy auxk: SAELens has none with the kind ${model.kind}`);
  if (form === "training" && model.levelWeight !== undefined && model.levelWeight !== 1)
    lost.push(`levelWeight ${model.levelWeight}: SAELens adds the errors of all levels`);
  if (form === "training" && model.targetL0 !== undefined && model.penalty !== "quadratic")
    lost.push("targetL0: SAELens steers no coefficient");
  if (form === "training" && model.detached === true)
    lost.push("detached: SAELens' gate sends slopes into the atoms");
  if (form === "training" && model.penalty === "quadratic-relative")
    lost.push("penalty quadratic-relative: SAELens counts from targetL0 otherwise");
  if (form === "training" && model.stepOn === "latents")
    lost.push("stepOn latents: SAELens' window is around π");
  if (model.form === "relu" || (form === "training" && model.form === "raw"))
    lost.push(`form ${model.form}: SAELens' threshold is a parameter of its own`);
  if (model.signed === true) lost.push("signed: SAELens' TopK has a ReLU");
  const rounds = Math.min(dictionary.inputs, dictionary.latents + 1); // there cannot be more
  if (form === "inference" && model.kind === "matching-pursuit" && model.rounds !== rounds)
    lost.push(`rounds ${model.rounds}: SAELens takes as many as an example has values`);
  return lost;
}

/** SAELens' tensors, by name in the order of its files. */
function trainingTensors({ parts, model }: TrainedDictionary): Record<string, StoredTensor> {
  const own: Record<string, StoredTensor> = { W_dec: parts.W_dec, b_dec: parts.b_dec };
  if (parts["encoder.weight"] !== undefined) own.W_enc = transposed(parts["encoder.weight"]);
  const bias = parts["encoder.bias"];
  if (bias !== undefined) own[model.kind === "gated" ? "b_gate" : "b_enc"] = bias;
  for (const name of ["b_mag", "r_mag"]) if (parts[name] !== undefined) own[name] = parts[name];
  const threshold = thresholdOf(parts);
  if (threshold !== null) {
    if (model.kind === "jumprelu") own.threshold = threshold;
    else own.topk_threshold = storedFloats(Float64Array.from(floatsOf(threshold)), []);
  }
  return own;
}

/** θ of a JumpReLU, of which SAELens' files have the values whatever their parameter was. */
function thresholdOf(parts: TrainedDictionary["parts"]): StoredTensor | null {
  const log = parts.log_threshold;
  if (log === undefined) return parts.threshold ?? null;
  const values = floatsOf(log).map(Math.exp); // a file for another program: no result of ours depends on it
  return storedFloats(values, log.shape);
}

/**
 * The tensors that SAELens uses after training: those of a TopK with rescaling around atoms of length 1; a BatchTopK is a
 * JumpReLU besides, with one threshold for all.
 */
function inferenceTensors(dictionary: TrainedDictionary): Record<string, StoredTensor> {
  const { model, parts, latents, form, tool } = dictionary;
  if (form === "inference" && tool === "saelens") return trainingTensors(dictionary);
  const { topk_threshold: single, ...tensors } = trainingTensors(
    model.rescale === true ? withUnitAtoms(dictionary) : dictionary,
  );
  if (single === undefined) return tensors;
  const all = thetaType(parts) === "float64" ? new Float64Array(latents) : new Float32Array(latents);
  return { ...tensors, threshold: storedFloats(all.fill(floatsOf(single)[0]), [latents]) };
}

/**
 * The files of a folder as SAELens writes it.
 *
 * @param form - what it trains on, or what it uses after
 */
export function writeSaelens(dictionary: TrainedDictionary, form: Form): FolderFiles {
  const { tool, model, inputs, latents, centred, parts, settings, version } = dictionary;
  const same = tool === "saelens" && form === dictionary.form;
  const { name, keys } = architectures[model.kind];
  const isBatch = model.kind === "batchtopk" || model.kind === "matryoshka";
  const normalize = normalizationOf(dictionary);
  const stated = tool === "saelens" && version !== null ? version : VERSION;
  const metadata = { sae_lens_version: stated, sae_lens_training_version: stated };
  const common = {
    d_in: inputs,
    d_sae: latents,
    dtype: thetaType(parts),
    device: "cpu",
    apply_b_dec_to_input: centred,
    normalize_activations: normalize,
    reshape_activations: "none",
    metadata,
  };
  const { initial } = model as { initial?: { decoderNorm?: number } };
  const cfg =
    form === "training"
      ? {
          ...common,
          decoder_init_norm: new PythonFloat(initial?.decoderNorm ?? 0.1),
          ...keys(model),
          architecture: name,
        }
      : {
          ...common,
          ...(model.kind === "topk" ? { k: model.k, rescale_acts_by_decoder_norm: model.rescale } : {}),
          ...(model.kind === "matching-pursuit"
            ? { residual_threshold: float(model.residualThreshold, 0.01) }
            : {}),
          architecture: isBatch ? "jumprelu" : name,
        };
  const tensors = form === "training" ? trainingTensors(dictionary) : inferenceTensors(dictionary);
  return {
    "cfg.json": same && settings !== null ? settings : pythonJson(cfg),
    "sae_weights.safetensors": encodeStored(byName(tensors)),
  };
}

function normalizationOf({ tool, settings }: TrainedDictionary): unknown {
  if (tool !== "saelens" || settings === null) return "none";
  const { normalize_activations: stated = "none" } = JSON.parse(settings);
  return stated === true ? "expected_average_only_in" : stated === false ? "none" : stated;
}

/** In the order of torch's writer: by their names' bytes. */
const byName = (tensors: Record<string, StoredTensor>): Record<string, StoredTensor> =>
  Object.fromEntries(Object.entries(tensors).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
