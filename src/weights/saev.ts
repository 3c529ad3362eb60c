// saev: sae.pt, a line of JSON, then what torch.save writes of a state dict. π = x W_enc + b_enc, without b_dec.

import { describeValue } from "../core/errors.js";
import { floatsOf, type StoredTensor } from "../data/io/stored-tensor.js";
import { Settings } from "./settings.js";
import { type ModelKeys, refuse, ToolTensors, type TrainedDictionary } from "./trained-dictionary.js";

/** Where the line ends that begins with a brace; −1 if these are other bytes. */
export function saevHeaderEnd(bytes: Uint8Array): number {
  return bytes[0] === 0x7b ? bytes.indexOf(10) : -1;
}

/** @param header - the line */
export function readSaev(
  header: string,
  weights: Readonly<Record<string, StoredTensor>>,
  path: string,
): TrainedDictionary {
  const settings = Settings.parse(header, `${path}, first line`);
  const schema = settings.count("schema", 1);
  if (schema > MOST_SCHEMA)
    throw settings.refuse("schema", `is at most ${MOST_SCHEMA}, the newest that is known`);
  const cfg = settings.has("cfg") ? settings.inner("cfg") : settings;
  const tensors = new ToolTensors(path, weights);
  const [inputs, latents] = tensors.matrixShape("W_enc");
  const [activation, k] = activationOf(settings, cfg);
  const parts: Record<string, StoredTensor> = {
    "encoder.weight": tensors.takeTransposed("W_enc", [latents, inputs]),
    "encoder.bias": tensors.take("b_enc", [latents]),
    W_dec: tensors.take("W_dec", [latents, inputs]),
    b_dec: tensors.take("b_dec", [inputs]),
  };
  if (tensors.has("activation.threshold"))
    parts.threshold = {
      ...tensors.take("activation.threshold", tensors.tensors["activation.threshold"].shape),
      shape: [1],
    };
  const model = modelOf(activation, k, parts.threshold !== undefined, path);
  tensors.assertAllTaken("sparse autoencoder of saev");
  tensors.noteSquare(inputs, latents, "saev's names: W_enc [d_model, d_sae]");
  return {
    tool: "saev",
    version: settings.has("lib") ? settings.text("lib") : null,
    architecture: activation,
    form: "inference",
    inputs,
    latents,
    model: { ...model, latents },
    centred: false,
    parts,
    notes: tensors.notes,
    unsaid: unsaidOf(model, activation, parts.threshold),
    settings: header,
  };
}

const MOST_SCHEMA = 5;

/** What its latents are that those of the kind are not: it has no ReLU, which matters above a negative threshold alone. */
function unsaidOf({ kind }: ModelKeys, activation: string, threshold: StoredTensor | undefined): string[] {
  if (threshold !== undefined)
    return floatsOf(threshold)[0] < 0 ? ["keeps the negative values above its threshold"] : [];
  return kind === "topk" && activation.toLowerCase() === "batchtopk"
    ? ["keeps the highest of a whole batch, not k of each example"]
    : [];
}

/** The name and k of the activation: schema 1 has it as the class, later ones as an object of cfg. */
function activationOf(settings: Settings, cfg: Settings): [name: string, k: number | null] {
  if (!cfg.has("activation")) {
    const named = settings.text("cls", "Relu");
    const name = named === "SparseAutoencoderConfig" ? "Relu" : named;
    return [name, name === "Relu" ? null : cfg.count("top_k", 32)];
  }
  const activation = cfg.inner("activation");
  const name = activation.text("cls", activation.text("key", "Relu"));
  const params = activation.has("params") ? activation.inner("params") : activation;
  return [name, /^relu$/i.test(name) ? null : params.count("top_k", 32)];
}

function modelOf(activation: string, k: number | null, hasThreshold: boolean, path: string): ModelKeys {
  const name = activation.toLowerCase();
  if (name === "relu") return { kind: "standard", constraint: { kind: "unit-norm" } };
  if (name === "topk" || (name === "batchtopk" && !hasThreshold))
    return { kind: "topk", k, rescale: false, signed: true, constraint: { kind: "unit-norm" } };
  if (name === "batchtopk")
    return { kind: "batchtopk", k, rescale: false, constraint: { kind: "unit-norm" } };
  throw refuse(path, `have the activation Relu, TopK or BatchTopK, got ${describeValue(activation)}`);
}
