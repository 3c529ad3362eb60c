// IDX, the format of MNIST: two zeros, a type, the number of axes, their lengths, then the values, big-endian.

import { sizeOf } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";
import type { NpyType } from "./npy-header.js";
import { numbersIn, swapBytes } from "./stored-numbers.js";

const types: Readonly<Record<number, NpyType>> = {
  8: "u1",
  9: "i1",
  11: "i2",
  12: "i4",
  13: "f4",
  14: "f8",
};
/** Axes of a file that is read. */
const MOST_AXES = 16;
/** Bytes of a header, at most. */
export const LONGEST_IDX_HEADER: number = 4 + 4 * MOST_AXES;

/** Whether a file that begins with these bytes may be one. */
export const isIdx = ([first, second, type, axes]: Uint8Array): boolean =>
  first === 0 && second === 0 && type in types && axes >= 1 && axes <= MOST_AXES;

/** What the header of a file tells. */
export interface IdxHeader {
  readonly type: NpyType;
  readonly shape: readonly number[];
  /** Where the values begin */
  readonly start: number;
  /** Bytes of the whole file */
  readonly length: number;
}

const fail = (name: string, why: string) =>
  new InputError(`parseIdx: ${name} must be a whole IDX file, ${why}`);

/**
 * @param head - the first bytes, LONGEST_IDX_HEADER or the whole file
 * @param name - of the file, for errors
 * @throws {InputError} if it does not begin as one
 * @see LeCun, Cortes and Burges, The MNIST database, "File formats"
 */
export function readIdxHeader(head: Uint8Array, name: string): IdxHeader {
  if (!isIdx(head)) throw fail(name, "it does not begin as one");
  const start = 4 + 4 * head[3];
  if (head.length < start) throw fail(name, "it is cut short");
  const bytes = new DataView(head.buffer, head.byteOffset);
  const shape = Array.from({ length: head[3] }, (_, axis) => bytes.getUint32(4 + 4 * axis));
  const type = types[head[2]];
  return { type, shape, start, length: start + Number(type[1]) * sizeOf(shape) };
}

/**
 * Where the values lie, in the bytes of the file.
 *
 * @throws {InputError} if it is no whole IDX file
 */
export function idxBody(bytes: Uint8Array, name: string): IdxHeader & { readonly body: Uint8Array } {
  const header = readIdxHeader(bytes, name);
  const { start, length } = header;
  if (bytes.length !== length)
    throw fail(
      name,
      `it has ${bytes.length} bytes where its shape needs ${length}${bytes.length < length ? ": it is cut short" : ""}`,
    );
  return { ...header, body: bytes.subarray(start) };
}

/**
 * The values of an IDX file as float64, row-major.
 *
 * @param name - of the file, for errors
 * @throws {InputError} if it is no whole IDX file
 */
export function parseIdx(
  bytes: Uint8Array,
  name: string,
): { type: NpyType; shape: readonly number[]; data: Float64Array } {
  const idx = idxBody(bytes, name);
  return { type: idx.type, shape: idx.shape, data: idxValues(idx) };
}

/** The values of the bytes that idxBody gives, float64. */
export function idxValues({
  type,
  shape,
  body,
}: Pick<ReturnType<typeof idxBody>, "type" | "shape" | "body">): Float64Array {
  const own = body.slice(); // aligned, and turned round
  swapBytes(own, Number(type[1]));
  const data = new Float64Array(sizeOf(shape));
  numbersIn(type, own)(0, data.length, data, 0);
  return data;
}
