// Weights by their path: whose file it is, is told by its name and what it holds.

import { existsSync, readdirSync, type Stats, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { describeValue, InputError } from "../core/errors.js";
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

/** What is at a path, links followed; undefined where they lead nowhere, or in a circle. */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
const isFolder = (path: string) => statusOf(path)?.isDirectory() === true;

/** @throws {InputError} if it is a pipe or a device, which need not end, or cannot be read */
function bytesOf(file: string): Uint8Array {
  const status = statusOf(file);
  if (status !== undefined && !status.isFile() && !status.isDirectory())
    throw refuse(file, "be a file, it is a pipe or a device");
  return readInput(file);
}

/** The error of arrays that do not claim to be a dictionary: a file of data, as good as any. */
export class OtherArrays extends InputError {}

/**
 * The weights at a path: a file, or the folder that a tool writes; null where it is neither.
 *
 * @throws {InputError} if a folder has those of two tools
 */
export function weightsFile(path: string): string | null {
  if (isFolder(path)) {
    const [name, other] = folderFiles.filter((known) => existsSync(join(path, known)));
    if (other !== undefined)
      throw refuse(
        path,
        `hold one file of weights, it holds ${name} and ${other}; name the one that is meant`,
      );
    return name === undefined ? null : join(path, name);
  }
  return [".safetensors", ".pt", ".pth"].includes(extname(path)) ? path : null;
}

/**
 * The dictionary that a file or folder of SAELens, sparsify, dictionary_learning, openai/sparse_autoencoder or saev holds.
 * Nothing in it is executed.
 *
 * @param given - what its file holds, where that is read already
 * @throws {OtherArrays} if it holds arrays that are no dictionary of theirs, by a name that is none of theirs
 * @throws {InputError} that says what is missing, of another shape, not finite, or not known
 */
export function readWeights(path: string, given?: HeldTensors): TrainedDictionary {
  const file = weightsFile(path);
  if (file === null) {
    if (!isFolder(path))
      throw refuse(
        path,
        `be a folder of weights, or a file that ends in .safetensors or .pt${existsSync(path) ? "" : "; there is nothing of that name"}`,
      );
    throw refuse(
      path,
      `hold one of ${folderFiles.join(", ")}, it holds ${describeValue(readdirSync(path).slice(0, 8))}`,
    );
  }
  const dictionary = dictionaryIn(given ?? readTensors(file), file);
  const { model, latents } = dictionary;
  if (typeof model.k === "number" && model.k > latents)
    throw refuse(path, `have a k of at most its ${latents} latents, got ${model.k}`);
  return dictionary;
}

function dictionaryIn(held: HeldTensors, file: string): TrainedDictionary {
  if (held.header !== null) return readSaev(held.header, held.tensors, file);
  return extname(file) === ".safetensors" ? ofSafetensors(held.tensors, file) : ofTorch(held, file);
}

/** What a file of weights holds, whoever wrote it. */
export interface HeldTensors {
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  /** What a pickle holds besides */
  readonly values: ReadonlyMap<unknown, unknown>;
  /** The line of JSON that saev begins with; null where there is none */
  readonly header: string | null;
}

/** @throws {InputError} if it is no whole .safetensors or .pt file, or one that would run something */
export function readTensors(file: string): HeldTensors {
  const bytes = bytesOf(file);
  if (extname(file) === ".safetensors")
    return { tensors: parseStored(bytes, file), values: new Map(), header: null };
  const headerEnd = saevHeaderEnd(bytes);
  const body = bytes.subarray(headerEnd + 1);
  const isSaev = headerEnd >= 0 && isZip(body);
  return {
    ...tensorsOf(readTorchFile(isSaev ? body : bytes, file), file),
    header: isSaev ? new TextDecoder().decode(bytes.subarray(0, headerEnd)) : null,
  };
}

/** The error of a file that is not what a tool's is; of {@link OtherArrays} unless it is called as theirs are. */
function unclaimed(file: string, rule: string): InputError {
  const error = refuse(file, rule);
  return folderFiles.some((known) => known === basename(file)) ? error : new OtherArrays(error.message);
}

const beside = (file: string, name: string) => join(dirname(file), name);
const textOf = (path: string): string | null =>
  existsSync(path) ? new TextDecoder().decode(bytesOf(path)) : null;

function ofSafetensors(tensors: HeldTensors["tensors"], file: string): TrainedDictionary {
  const cfgPath = beside(file, "cfg.json");
  const cfg = textOf(cfgPath);
  if (Object.hasOwn(tensors, "encoder.weight") && basename(file) !== "sae_weights.safetensors")
    return readSparsify(cfg, cfgPath, tensors, file);
  if (cfg === null)
    throw unclaimed(
      file,
      `have its cfg.json beside it, which tells the architecture; there is no ${cfgPath}`,
    );
  return readSaelens(cfg, cfgPath, tensors, file);
}

function ofTorch({ values, tensors }: HeldTensors, file: string): TrainedDictionary {
  const names = Object.keys(tensors);
  if (isOpenai(names)) return readOpenai(values, tensors, file);
  if (isDictionaryLearning(names)) {
    const configPath = beside(file, "config.json");
    return readDictionaryLearning(textOf(configPath), configPath, tensors, file);
  }
  throw unclaimed(
    file,
    `hold the tensors of a sparse autoencoder of dictionary_learning or openai, it holds ${names.slice(0, 12).join(", ") || "none"}`,
  );
}

/** The tensors of a state dict by name, and what it holds besides. */
function tensorsOf(
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
