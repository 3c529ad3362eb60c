// dictionary_learning: ae.pt, the state dict of one of its classes, told apart by the names of its tensors; config.json
// beside it says how it was trained.

import { floatsOf, type StoredTensor } from "../data/io/stored-tensor.js";
import { Settings } from "./settings.js";
import { type ModelKeys, refuse, ToolTensors, type TrainedDictionary } from "./trained-dictionary.js";

const TORCH =
  "torch.nn.Linear: encoder.weight [dict_size, activation_dim], decoder.weight the other way round";
const OWN = "the class's names: W_enc [activation_dim, dict_size], W_dec the other way round";

/** A class by its tensors. */
interface Layout {
  readonly name: string;
  readonly names: readonly string[];
  read(tensors: ToolTensors, trainer: Settings): Found;
}
interface Found {
  readonly architecture?: string;
  readonly inputs: number;
  readonly latents: number;
  readonly model: ModelKeys;
  readonly centred: boolean;
  readonly parts: Record<string, StoredTensor>;
}

/** Weights as torch.nn.Linear keeps them. */
function linear(tensors: ToolTensors) {
  const [latents, inputs] = tensors.matrixShape("encoder.weight");
  tensors.noteSquare(inputs, latents, TORCH);
  return {
    inputs,
    latents,
    weights: {
      "encoder.weight": tensors.take("encoder.weight", [latents, inputs]),
      W_dec: tensors.takeTransposed("decoder.weight", [latents, inputs]),
    },
  };
}

/** Weights as the classes keep them that have W_enc. */
function plain(tensors: ToolTensors) {
  const [inputs, latents] = tensors.matrixShape("W_enc");
  tensors.noteSquare(inputs, latents, OWN);
  return {
    inputs,
    latents,
    weights: {
      "encoder.weight": tensors.takeTransposed("W_enc", [latents, inputs]),
      "encoder.bias": tensors.take("b_enc", [latents]),
      W_dec: tensors.take("W_dec", [latents, inputs]),
      b_dec: tensors.take("b_dec", [inputs]),
    },
  };
}

const unitNorm = { constraint: { kind: "unit-norm" } };

/** A whole number that stands as a tensor without a shape. */
function scalar(tensors: ToolTensors, name: string): number {
  return floatsOf(tensors.take(name, []))[0];
}

function keptOf(tensors: ToolTensors, latents: number): number {
  const k = scalar(tensors, "k");
  if (!Number.isInteger(k) || k < 1 || k > latents)
    throw refuse(tensors.path, `hold a k from 1 to its ${latents} latents, got ${k}`);
  return k;
}

/** The threshold of latents by its scalar: below 0 as long as none was found. */
const thresholdOf = (tensors: ToolTensors): StoredTensor => ({
  ...tensors.take("threshold", []),
  shape: [1],
});

const layouts: readonly Layout[] = [
  {
    name: "AutoEncoder",
    names: ["bias", "encoder.weight", "encoder.bias", "decoder.weight"],
    read(tensors) {
      const { inputs, latents, weights } = linear(tensors);
      return {
        inputs,
        latents,
        model: { kind: "standard", ...unitNorm },
        centred: true,
        parts: {
          ...weights,
          "encoder.bias": tensors.take("encoder.bias", [latents]),
          b_dec: tensors.take("bias", [inputs]),
        },
      };
    },
  },
  {
    name: "AutoEncoderNew",
    names: ["encoder.weight", "encoder.bias", "decoder.weight", "decoder.bias"],
    read(tensors) {
      const { inputs, latents, weights } = linear(tensors);
      return {
        inputs,
        latents,
        model: { kind: "standard" },
        centred: false,
        parts: {
          ...weights,
          "encoder.bias": tensors.take("encoder.bias", [latents]),
          b_dec: tensors.take("decoder.bias", [inputs]),
        },
      };
    },
  },
  {
    name: "GatedAutoEncoder",
    names: ["decoder_bias", "r_mag", "gate_bias", "mag_bias", "encoder.weight", "decoder.weight"],
    read(tensors) {
      const { inputs, latents, weights } = linear(tensors);
      return {
        inputs,
        latents,
        model: { kind: "gated", detached: true, ...unitNorm },
        centred: true,
        parts: {
          ...weights,
          "encoder.bias": tensors.take("gate_bias", [latents]),
          b_dec: tensors.take("decoder_bias", [inputs]),
          r_mag: tensors.take("r_mag", [latents]),
          b_mag: tensors.take("mag_bias", [latents]),
        },
      };
    },
  },
  {
    name: "JumpReluAutoEncoder",
    names: ["W_enc", "b_enc", "W_dec", "b_dec", "threshold"],
    read(tensors) {
      const { inputs, latents, weights } = plain(tensors);
      return {
        inputs,
        latents,
        model: { kind: "jumprelu", ...unitNorm },
        centred: false,
        parts: { ...weights, threshold: tensors.take("threshold", [latents]) },
      };
    },
  },
  {
    name: "AutoEncoderTopK",
    names: ["b_dec", "k", "threshold", "decoder.weight", "encoder.weight", "encoder.bias"],
    read: readTopK,
  },
  {
    name: "MatryoshkaBatchTopKSAE",
    names: ["W_enc", "b_enc", "W_dec", "b_dec", "k", "threshold", "group_sizes"],
    read(tensors) {
      const { inputs, latents, weights } = plain(tensors);
      const sizes = tensors.tensors.group_sizes;
      const groups = Array.from(floatsOf(tensors.take("group_sizes", sizes.shape.slice(0, 1))));
      let width = 0;
      const prefixes = groups.map((size) => (width += size));
      if (width !== latents || groups.some((size) => !(size >= 1)))
        throw refuse(
          tensors.path,
          `hold group_sizes that add up to its ${latents} latents, got ${groups.join(" + ")}`,
        );
      return {
        inputs,
        latents,
        model: { kind: "matryoshka", k: keptOf(tensors, latents), rescale: false, prefixes, ...unitNorm },
        centred: true,
        parts: { ...weights, threshold: thresholdOf(tensors) },
      };
    },
  },
];

/** TopK and BatchTopK have the same tensors: config.json says which, and latents above a threshold are what the second uses. */
function readTopK(tensors: ToolTensors, trainer: Settings): Found {
  const { inputs, latents, weights } = linear(tensors);
  const named = [trainer.text("dict_class", ""), trainer.text("trainer_class", "")].join(" ");
  const isBatch = /BatchTopK/i.test(named);
  if (named.trim() === "")
    tensors.notes.push(
      "TopK and BatchTopK have the same tensors; without a config.json that names the class it is taken for a TopK",
    );
  const k = keptOf(tensors, latents);
  const threshold = thresholdOf(tensors);
  const bias = {
    "encoder.bias": tensors.take("encoder.bias", [latents]),
    b_dec: tensors.take("b_dec", [inputs]),
  };
  return {
    architecture: isBatch ? "BatchTopKSAE" : "AutoEncoderTopK",
    inputs,
    latents,
    model: { kind: isBatch ? "batchtopk" : "topk", k, rescale: false, ...unitNorm },
    centred: true,
    parts: { ...weights, ...bias, ...(isBatch ? { threshold } : {}) },
  };
}

/** Whether these are the tensors of one of the classes. */
export const isDictionaryLearning = (names: readonly string[]): boolean => layoutOf(names) !== undefined;

const layoutOf = (names: readonly string[]): Layout | undefined =>
  layouts.find(
    (layout) => layout.names.length === names.length && layout.names.every((name) => names.includes(name)),
  );

/**
 * @param configText - config.json beside it, null where there is none
 * @throws {InputError} that names what is missing, or of another shape
 */
export function readDictionaryLearning(
  configText: string | null,
  configPath: string,
  weights: Readonly<Record<string, StoredTensor>>,
  path: string,
): TrainedDictionary {
  const layout = layoutOf(Object.keys(weights));
  if (layout === undefined)
    throw refuse(
      path,
      `hold the tensors of a class of dictionary_learning, it holds ${Object.keys(weights).join(", ") || "none"}`,
    );
  const config = configText === null ? Settings.of({}, configPath) : Settings.parse(configText, configPath);
  const tensors = new ToolTensors(path, weights);
  const {
    architecture = layout.name,
    inputs,
    latents,
    model,
    centred,
    parts,
  } = layout.read(tensors, config.inner("trainer"));
  return {
    tool: "dictionary_learning",
    version: null,
    architecture,
    form: "inference",
    inputs,
    latents,
    model: { ...model, latents },
    centred,
    parts,
    notes: tensors.notes,
    unsaid: [],
    settings: configText,
  };
}
