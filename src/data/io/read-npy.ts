// A .npy file of any size: it is read in parts.

import { type NpyArray, npyFrom } from "./npy.js";
import { readInParts } from "./read-file.js";

/**
 * The values of a file as parseNpy gives them.
 *
 * @param onShape - called before the values are read, which may take long
 * @throws {InputError} if it cannot be read, or as parseNpy
 */
export function readNpy(path: string, onShape?: (shape: readonly number[]) => void): NpyArray {
  return readInParts(path, (source) => npyFrom(source, path, onShape));
}
