// Weights by their path: whose file it is, is told by its name and what it holds.

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { describeValue } from "../core/errors.js";
import { readInput } from "../data/io/read-file.js";
import { parseStored } from "../data/io/safetensors.js";
import type { StoredTensor } from "../data/io/stored-tensor.js";
import { isDictionaryLearning, readDictionaryLearning } from "./dictionary-learning.js";
import { isOpenai, readOpenai } from "./openai.js";
import { readSaelens } from "./saelens.js";
import { readSaev, saevHeaderEnd } from "./saev.js";
import { readSparsify } from "./sparsify.js";
import { isZip, readTorchFile } from "./torch-file.js";
import { refuse, type TrainedDictionary } from "./trained-dictionary.js";

/** The file of weights that each tool has in a folder. */
const folderFiles = ["sae_weights.safetensors", "sae.safetensors", "ae.pt", "sae.pt"] as const;

/** The weights at a path: a file, or the folder that a tool writes; null where it is neither. */
export function weightsFile(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) {
    const name = folderFiles.find((known) => existsSync(join(path, known)));
    return name === undefined ? null : join(path, name);
  }
  return [".safetensors", ".pt", ".pth"].includes(extname(path)) ? path : null;
}

/**
 * The dictionary that a file or folder of SAELens, sparsify, dictionary_learning, openai/sparse_autoencoder or saev holds.
 * Nothing in it is executed.
 *
 * @throws {InputError} that says what is missing, of another shape, not finite, or not known
 */
export function readWeights(path: string): TrainedDictionary {
  const file = weightsFile(path);
  if (file === null) {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory())
      throw refuse(
        path,
        `be a folder of weights, or a file that ends in .safetensors or .pt${existsSync(path) ? "" : "; there is nothing of that name"}`,
      );
    throw refuse(
      path,
      `hold one of ${folderFiles.join(", ")}, it holds ${describeValue(readdirSync(path).slice(0, 8))}`,
    );
  }
  const bytes = readInput(file);
  const headerEnd = saevHeaderEnd(bytes);
  if (headerEnd >= 0 && isZip(bytes.subarray(headerEnd + 1)))
    return readSaev(
      new TextDecoder().decode(bytes.subarray(0, headerEnd)),
      tensorsOf(readTorchFile(bytes.subarray(headerEnd + 1), file), file).tensors,
      file,
    );
  return extname(file) === ".safetensors" ? ofSafetensors(bytes, file) : ofTorch(bytes, file);
}

const beside = (file: string, name: string) => join(dirname(file), name);
const textOf = (path: string): string | null =>
  existsSync(path) ? new TextDecoder().decode(readInput(path)) : null;

function ofSafetensors(bytes: Uint8Array, file: string): TrainedDictionary {
  const tensors = parseStored(bytes, file);
  const cfgPath = beside(file, "cfg.json");
  const cfg = textOf(cfgPath);
  if (Object.hasOwn(tensors, "encoder.weight") && basename(file) !== "sae_weights.safetensors")
    return readSparsify(cfg, cfgPath, tensors, file);
  if (cfg === null)
    throw refuse(file, `have its cfg.json beside it, which tells the architecture; there is no ${cfgPath}`);
  return readSaelens(cfg, cfgPath, tensors, file);
}

function ofTorch(bytes: Uint8Array, file: string): TrainedDictionary {
  const { values, tensors } = tensorsOf(readTorchFile(bytes, file), file);
  const names = Object.keys(tensors);
  if (isOpenai(names)) return readOpenai(values, tensors, file);
  if (isDictionaryLearning(names)) {
    const configPath = beside(file, "config.json");
    return readDictionaryLearning(textOf(configPath), configPath, tensors, file);
  }
  throw refuse(
    file,
    `hold the tensors of a sparse autoencoder of dictionary_learning or openai, it holds ${names.slice(0, 12).join(", ") || "none"}`,
  );
}

/** The tensors of a state dict by name, and what it holds besides. */
export function tensorsOf(
  value: unknown,
  file: string,
): { tensors: Record<string, StoredTensor>; values: Map<unknown, unknown> } {
  if (!(value instanceof Map))
    throw refuse(
      file,
      `hold a state dict, it holds ${Array.isArray(value) ? "a list" : describeValue(typeof value)}`,
    );
  const tensors: Record<string, StoredTensor> = Object.create(null);
  const values = new Map<unknown, unknown>();
  for (const [key, inner] of value)
    if (typeof key === "string" && isTensor(inner)) tensors[key] = inner;
    else values.set(key, inner);
  return { tensors, values };
}

const isTensor = (value: unknown): value is StoredTensor =>
  typeof value === "object" && value !== null && "bytes" in value && "dtype" in value;
