// An IDX file, plain or packed with gzip.

import { gunzip, gunzipHead, isGzip } from "./gunzip.js";
import { type IdxHeader, idxBody, LONGEST_IDX_HEADER, readIdxHeader } from "./idx.js";
import { readInput } from "./read-file.js";

/**
 * The bytes of the values of an IDX file, big-endian as they are, and what its header tells.
 *
 * @param onShape - called before the values are unpacked
 * @throws {InputError} if it cannot be read, or is no whole IDX file: no more is unpacked than its header says
 */
export function readIdx(
  path: string,
  onShape?: (shape: readonly number[]) => void,
): IdxHeader & { readonly body: Uint8Array } {
  const bytes = readInput(path);
  const packed = isGzip(bytes);
  const head = packed ? gunzipHead(bytes, LONGEST_IDX_HEADER, path) : bytes;
  const { shape, length } = readIdxHeader(head, path);
  onShape?.(shape);
  return idxBody(packed ? gunzip(bytes, length, path) : bytes, path);
}
