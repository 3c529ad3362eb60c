// The memory below arrays as bytes. One Uint8Array has fewer than 2³² of them, and one call of Node's fewer than 2³¹.

import type { FloatArray } from "./arrays.js";
import { InputError } from "./errors.js";

const PART = 2 ** 30;
const MOST = 2 ** 32 - 1;

/** The bytes of an array, of any length, in parts that any call takes; no copy. */
export function* byteParts(array: FloatArray | Uint8Array, part: number = PART): Generator<Uint8Array> {
  const { buffer, byteOffset, byteLength } = array;
  for (let at = 0; at < byteLength; at += part)
    yield new Uint8Array(buffer, byteOffset + at, Math.min(part, byteLength - at));
}

/** Zero bytes for a file to be. @throws {InputError} if it would have 4 GiB or more */
export function bytesFor(where: string, length: number): Uint8Array<ArrayBuffer> {
  if (length > MOST)
    throw new InputError(
      `${where}: arrays must take less than 4 GiB together, got ${(length / 2 ** 30).toFixed(2)} GiB; use float32 or smaller layers`,
    );
  return new Uint8Array(length);
}
