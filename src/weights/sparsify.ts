// sparsify: a folder of cfg.json and sae.safetensors a hookpoint. TopK without rescaling.

import { encodeStored } from "../data/io/safetensors.js";
import type { StoredTensor } from "../data/io/stored-tensor.js";
import { pythonJson } from "./python-json.js";
import { Settings } from "./settings.js";
import { type FolderFiles, refuse, ToolTensors, type TrainedDictionary } from "./trained-dictionary.js";

/** What is noted of weights without their config. */
const K_IS_OPEN = "there is no cfg.json beside it: k is not known";

/** A dictionary whose k was left open, with one. */
export const withOpenK = (dictionary: TrainedDictionary, k: number): TrainedDictionary => ({
  ...dictionary,
  model: { ...dictionary.model, k },
  notes: dictionary.notes.filter((note) => note !== K_IS_OPEN),
});

/**
 * @param cfgText - cfg.json; null where there is none: k is then left open
 * @throws {InputError} that names what is missing, or of another shape
 */
export function readSparsify(
  cfgText: string | null,
  cfgPath: string,
  weights: Readonly<Record<string, StoredTensor>>,
  path: string,
): TrainedDictionary {
  const cfg = cfgText === null ? Settings.of({}, cfgPath) : Settings.parse(cfgText, cfgPath);
  if (cfg.yes("transcode", false) || cfg.yes("skip_connection", false))
    throw refuse(cfgPath, "be of a sparse autoencoder, it is of a transcoder (transcode, skip_connection)");
  const activation = cfg.text("activation", "topk");
  if (activation !== "topk") throw cfg.refuse("activation", "is topk; groupmax is no kind of rhohat's");
  const tensors = new ToolTensors(path, weights);
  const [latents, inputs] = tensors.matrixShape("encoder.weight");
  const own = cfg.values.num_latents === 0 ? latents : cfg.count("num_latents", latents);
  const width = cfg.count("d_in", inputs);
  if (width !== inputs || own !== latents)
    throw refuse(
      path,
      `have the shape that cfg.json says, ${own} latents of ${width} inputs, got ${latents} of ${inputs}`,
    );
  const parts = {
    "encoder.weight": tensors.take("encoder.weight", [latents, inputs]),
    "encoder.bias": tensors.take("encoder.bias", [latents]),
    W_dec: tensors.take("W_dec", [latents, inputs]),
    b_dec: tensors.take("b_dec", [inputs]),
  };
  tensors.assertAllTaken("sparse autoencoder of sparsify");
  if (cfgText === null) tensors.notes.push(K_IS_OPEN);
  tensors.noteSquare(inputs, latents, "sparsify's names: encoder.weight and W_dec [num_latents, d_in]");
  return {
    tool: "sparsify",
    version: null,
    architecture: activation,
    form: "training",
    inputs,
    latents,
    model: {
      kind: "topk",
      latents,
      ...(cfgText === null ? {} : { k: cfg.count("k") }),
      rescale: false,
      constraint: { kind: cfg.yes("normalize_decoder", true) ? "unit-norm" : "free" },
    },
    centred: true,
    parts,
    notes: tensors.notes,
    unsaid: [],
    settings: cfgText,
  };
}

/** The files of a folder as sparsify writes it, of a TopK whose latents are ranked by π. */
export function writeSparsify({
  parts,
  inputs,
  latents,
  model,
  settings,
  tool,
}: TrainedDictionary): FolderFiles {
  const { constraint = { kind: "free" } } = model as { constraint?: { kind: string } };
  const cfg = {
    activation: "topk",
    expansion_factor: Number.isInteger(latents / inputs) ? latents / inputs : 32,
    normalize_decoder: constraint.kind === "unit-norm",
    num_latents: latents,
    k: model.k,
    multi_topk: false,
    skip_connection: false,
    transcode: false,
    d_in: inputs,
  };
  const { W_dec, b_dec } = parts;
  return {
    // Without its k it would not be one that sparsify reads.
    ...(model.k !== undefined && { "cfg.json": (tool === "sparsify" && settings) || pythonJson(cfg) }),
    "sae.safetensors": encodeStored({
      W_dec,
      b_dec,
      "encoder.bias": parts["encoder.bias"],
      "encoder.weight": parts["encoder.weight"],
    }),
  };
}
