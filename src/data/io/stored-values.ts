// Values that stand one after another in a file, of any type of numbers: read in parts, without a copy of them all.

import { InputError } from "../../core/errors.js";
import type { ByteSource } from "./byte-source.js";
import { type NumberType, numbersIn, swapBytes } from "./stored-numbers.js";

/** Where values stand, and of which type they are. */
export interface StoredValues {
  readonly type: NumberType;
  /** Bytes a value */
  readonly width: number;
  readonly bigEndian: boolean;
  /** Where the values begin */
  readonly start: number;
}

/** Bytes that are read and converted at a time: a multiple of every width. */
const PART = 2 ** 22;

/**
 * So many values of a source as float64, in its order.
 *
 * @param where - who asks, and `name` of the file, for the error
 * @throws {InputError} if memory cannot hold them
 */
export function readValues(
  where: string,
  source: ByteSource,
  { type, width, bigEndian, start, name, length }: StoredValues & { name: string; length: number },
): Float64Array {
  const out = allocate(where, length, name);
  const bytes = new Uint8Array(Math.min(PART, width * length));
  const copy = numbersIn(type, bytes);
  for (let at = 0; at < length; at += bytes.length / width) {
    const part = bytes.subarray(0, Math.min(bytes.length, width * (length - at)));
    source.read(part, start + width * at);
    if (bigEndian) swapBytes(part, width);
    copy(0, part.length / width, out, at);
  }
  return out;
}

function allocate(where: string, length: number, name: string): Float64Array {
  try {
    return new Float64Array(length);
  } catch {
    throw new InputError(
      `${where}: ${name} must fit into memory, its ${length} values take ${(length / 2 ** 27).toFixed(1)} GiB as float64; take fewer examples`,
    );
  }
}
