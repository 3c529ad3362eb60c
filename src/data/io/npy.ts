// NumPy's .npy: a header that tells type and shape, then the values, of any of its number types and either byte order.

import { contiguous, type FloatArray, sizeOf } from "../../core/arrays.js";
import { bytesFor } from "../../core/byte-parts.js";
import { type ByteSource, bytesSource } from "./byte-source.js";
import { LONGEST_HEADER, type NpyType, readNpyHeader, writeNpyHeader } from "./npy-header.js";
import { readValues } from "./stored-values.js";

/** What a .npy file holds. */
export interface NpyArray {
  /** Of the values in the file */
  readonly type: NpyType;
  readonly shape: readonly number[];
  /** Row-major (C order), whatever the file's order was */
  readonly data: Float64Array;
}

/** From column-major to row-major, of any shape. */
export function toRowMajor(data: Float64Array, shape: readonly number[]): Float64Array {
  const stride = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  return contiguous({ data, shape, stride, offset: 0 }) as Float64Array;
}

/**
 * The array that a source holds, as parseNpy says.
 *
 * @param onShape - called before the values are read, which may take long
 */
export function npyFrom(
  source: ByteSource,
  name: string,
  onShape?: (shape: readonly number[]) => void,
): NpyArray {
  const head = new Uint8Array(Math.min(source.length, LONGEST_HEADER));
  source.read(head, 0);
  const header = readNpyHeader(head, source.length, name);
  const { shape, type } = header;
  onShape?.(shape);
  const data = readValues("parseNpy", source, { ...header, name, length: sizeOf(shape) });
  return { type, shape, data: header.fortranOrder ? toRowMajor(data, shape) : data };
}

/**
 * The values of a .npy file as float64, row-major; 64-bit whole numbers beyond 2⁵³ are rounded.
 *
 * @param name - of the file, for errors
 * @throws {InputError} if it is cut short, no .npy, without a valid type, order and shape, not of numbers, or too large
 */
export function parseNpy(bytes: Uint8Array, name: string): NpyArray {
  return npyFrom(bytesSource(bytes), name);
}

/** The bytes of a .npy file as numpy.save writes it: '<f4' or '<f8' as `data` is, row-major. */
export function encodeNpy(data: FloatArray, shape: readonly number[]): Uint8Array {
  const header = writeNpyHeader(data instanceof Float32Array ? "<f4" : "<f8", shape);
  const bytes = bytesFor("encodeNpy", header.length + data.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  return bytes;
}

/**
 * The bytes of a .npy file whose entries have float64 fields by name, a row each: `numpy.load(path)["density"]` is a
 * column.
 *
 * @param columns - equally long, by plain ASCII names
 */
export function encodeNpyTable(columns: Readonly<Record<string, ArrayLike<number>>>): Uint8Array {
  const fields = Object.values(columns);
  const rows = fields[0].length;
  const data = Float64Array.from(
    { length: rows * fields.length },
    (_, i) => fields[i % fields.length][Math.floor(i / fields.length)],
  );
  const header = writeNpyHeader(Object.keys(columns), [rows]);
  const bytes = bytesFor("encodeNpyTable", header.length + data.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(data.buffer), header.length);
  return bytes;
}
