// What is in a file or a folder: weights of any tool, a run, or an array.

import { extname } from "node:path";
import { InputError } from "../core/errors.js";
import { readNpy } from "../data/io/read-npy.js";
import { tensorTypeOf } from "../data/io/stored-tensor.js";
import { isRunDirectory, RunDirectory } from "../train/run-directory.js";
import { OtherArrays, readTensors, readWeights, weightsFile } from "../weights/read-weights.js";
import { factsOf, type TensorFacts, tensorFacts } from "../weights/tensor-facts.js";
import type { TrainedDictionary } from "../weights/trained-dictionary.js";
import { dictionaryOf } from "./raw-weights.js";

/** What a path holds. */
export interface PathContents {
  readonly path: string;
  /** The dictionary that it is; null where it holds arrays that are none */
  readonly dictionary: Omit<TrainedDictionary, "parts"> | null;
  /** Why its arrays are no dictionary; null where they are one, or are data */
  readonly why: string | null;
  /** Whether they claim to be one: weights of a tool that cannot be used */
  readonly broken: boolean;
  /** By the names that the file has */
  readonly arrays: readonly TensorFacts[];
}

/**
 * @throws {InputError} if there is nothing at the path, or a file of another kind
 */
export function inspectPath(path: string): PathContents {
  if (isRunDirectory(path)) {
    const { parts, ...dictionary } = dictionaryOf(new RunDirectory(path));
    return { path, dictionary, why: null, broken: false, arrays: tensorFacts(parts) };
  }
  if (extname(path) === ".npy") {
    const { type, shape, data } = readNpy(path);
    const arrays = [factsOf("array", { dtype: tensorTypeOf(type), shape }, data)];
    return { path, dictionary: null, why: null, broken: false, arrays };
  }
  const file = weightsFile(path);
  if (file === null) return { path, dictionary: readWeights(path), why: null, broken: false, arrays: [] }; // which says what is missing
  const held = readTensors(file);
  const arrays = tensorFacts(held.tensors);
  try {
    const { parts: _, ...dictionary } = readWeights(path, held);
    return { path, dictionary, why: null, broken: false, arrays };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const broken = !(error instanceof OtherArrays);
    return { path, dictionary: null, why: error.message, broken, arrays };
  }
}
