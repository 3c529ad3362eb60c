// One array of a file, with its values.

import { statSync } from "node:fs";
import { InputError } from "../../core/errors.js";
import { LONGEST_HEADER, readNpyHeader } from "../io/npy-header.js";
import { readInParts } from "../io/read-file.js";
import { readNpy } from "../io/read-npy.js";
import type { ArrayFacts, ReadArray, StoredArrays } from "../io/stored-arrays.js";
import { typeNames } from "../io/stored-numbers.js";
import { arrayFormat } from "./array-format.js";
import { chosenArray, openArrays, openArraysNow } from "./open-arrays.js";

/** What is asked of a file. */
export interface Wanted {
  readonly tensor?: string | undefined;
  /** Called before the values are read, where the format tells the shape before */
  readonly onShape?: ((shape: readonly number[]) => void) | undefined;
}

/** A .npy file is read in parts: one of any size, or a pipe. */
function npyArray(path: string, { onShape }: Wanted): ReadArray {
  const { type, shape, data } = readNpy(path, onShape);
  return { name: "", type: typeNames[type], shape, data };
}

const isPlainNpy = (path: string, { tensor }: Wanted) => tensor === undefined && arrayFormat(path) === "npy";

/** Whether there is a file, and not a pipe, which can be read once. */
export const canBeReadAgain = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/**
 * What is known of the array that is meant, without its values; null of formats that need a package, of a pipe, and where it
 * cannot be read, which is told when its values are.
 */
export function arrayFacts(path: string, tensor: string | undefined): ArrayFacts | null {
  if (!canBeReadAgain(path)) return null;
  try {
    if (!isPlainNpy(path, { tensor })) {
      const opened = openArraysNow(path);
      return opened && chosenArray(opened, path, tensor);
    }
    return readInParts(path, (source) => {
      const head = new Uint8Array(Math.min(source.length, LONGEST_HEADER));
      source.read(head, 0);
      const { type, shape } = readNpyHeader(head, source.length, path);
      return { name: "", type: typeNames[type], shape };
    });
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/**
 * The array that is meant, with its values.
 *
 * @throws {InputError} as openArrays and chosenArray
 */
export async function readArray(
  path: string,
  wanted: Wanted,
): Promise<ReadArray & Pick<StoredArrays, "lastAxisCounts">> {
  if (isPlainNpy(path, wanted)) return { ...npyArray(path, wanted), lastAxisCounts: false };
  const opened = await openArrays(path);
  const facts = chosenArray(opened, path, wanted.tensor);
  wanted.onShape?.(facts.shape);
  return { ...facts, data: await opened.read(facts.name), lastAxisCounts: opened.lastAxisCounts };
}

/** The same at once. @throws {InputError} as that, and of formats that need a package */
export function readArrayNow(path: string, wanted: Wanted): ReadArray & Pick<StoredArrays, "lastAxisCounts"> {
  if (isPlainNpy(path, wanted)) return { ...npyArray(path, wanted), lastAxisCounts: false };
  const opened = openArraysNow(path);
  if (opened === null)
    throw new InputError(
      `readArray: ${path} must be of a format that needs no other package here, it is HDF5 or Parquet; save it as .npy`,
    );
  const facts = chosenArray(opened, path, wanted.tensor);
  wanted.onShape?.(facts.shape);
  return { ...facts, data: opened.read(facts.name) as Float64Array, lastAxisCounts: opened.lastAxisCounts };
}
