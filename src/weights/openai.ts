// openai/sparse_autoencoder: a .pt of a dict, encoder and decoder as torch.nn.Linear keeps them, around pre_bias.

import { describeValue } from "../core/errors.js";
import type { StoredTensor } from "../data/io/stored-tensor.js";
import { type ModelKeys, refuse, ToolTensors, type TrainedDictionary } from "./trained-dictionary.js";

/** Whether these are the keys of such a dict. */
export const isOpenai = (names: readonly string[]): boolean =>
  names.includes("pre_bias") && names.includes("latent_bias");

/** Of statistics, which nothing is made of. */
const statistics = ["stats_last_nonzero", "latents_activation_frequency", "latents_mean_square"];

/** @param values - what the dict holds besides tensors */
export function readOpenai(
  values: ReadonlyMap<unknown, unknown>,
  weights: Readonly<Record<string, StoredTensor>>,
  path: string,
): TrainedDictionary {
  const tensors = new ToolTensors(path, weights);
  const [latents, inputs] = tensors.matrixShape("encoder.weight");
  for (const name of statistics) tensors.leave(name);
  const parts = {
    "encoder.weight": tensors.take("encoder.weight", [latents, inputs]),
    "encoder.bias": tensors.take("latent_bias", [latents]),
    W_dec: tensors.takeTransposed("decoder.weight", [latents, inputs]),
    b_dec: tensors.take("pre_bias", [inputs]),
  };
  tensors.assertAllTaken("dict of openai/sparse_autoencoder");
  tensors.noteSquare(inputs, latents, "torch.nn.Linear: encoder.weight [latents, inputs]");
  const activation = values.get("activation") ?? "ReLU";
  const state = values.get("activation_state_dict");
  return {
    tool: "openai",
    version: null,
    architecture: String(activation),
    form: "inference",
    inputs,
    latents,
    model: { ...modelOf(activation, state instanceof Map ? state : new Map(), path), latents },
    centred: true,
    parts,
    notes: tensors.notes,
    unsaid: [],
    settings: null,
  };
}

function modelOf(activation: unknown, state: ReadonlyMap<unknown, unknown>, path: string): ModelKeys {
  if (activation === "ReLU") return { kind: "standard" };
  const k = state.get("k");
  const post = state.get("postact_fn") ?? "ReLU";
  if (activation === "TopK" && Number.isSafeInteger(k) && post === "ReLU")
    return { kind: "topk", k, rescale: false };
  throw refuse(
    path,
    `have the activation ReLU, or TopK of some k with ReLU after it, got ${describeValue([activation, k ?? null, post])}`,
  );
}
