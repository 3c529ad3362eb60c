// NumPy's .npy: a header that tells type and shape, then the values. npyjs reads and writes it; here every way
// that a file can be broken becomes one clear line.

import { dump, parse } from "npyjs";
import { type FloatArray, sizeOf } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";

export interface NpyArray {
  readonly shape: readonly number[];
  /** Row-major (C order), whatever the file's order was */
  readonly data: Float64Array;
}

/** Types that are numbers, and their bytes a value. */
const widths: Readonly<Record<string, number>> = {
  f2: 2,
  f4: 4,
  f8: 8,
  i1: 1,
  i2: 2,
  i4: 4,
  i8: 8,
  u1: 1,
  u2: 2,
  u4: 4,
  u8: 8,
  b1: 1,
};

/** Checks magic, type and length before npyjs reads. @returns the expected number of bytes in all */
function assertWhole(bytes: Uint8Array, name: string): void {
  const fail = (why: string) => new InputError(`parseNpy: ${name} must be a whole .npy file, ${why}`);
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte)) {
    throw fail("it does not begin as one; write it with numpy.save");
  }
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const long = bytes[6] >= 2;
  if (long && bytes.length < 12) throw fail("it is cut short");
  const start = long ? 12 : 10;
  const length = long ? head.getUint32(8, true) : head.getUint16(8, true);
  if (start + length > bytes.length) throw fail("its header is cut short");
  const header = new TextDecoder("latin1").decode(bytes.subarray(start, start + length));
  const descr = /'descr'\s*:\s*'([<>|=]?)([^']*)'/.exec(header);
  const shape = /'shape'\s*:\s*\(([^)]*)\)/.exec(header);
  if (descr === null || shape === null)
    throw fail(`its header names no plain type and shape (${header.trim().slice(0, 60)})`);
  const [, order, type] = descr;
  if (widths[type] === undefined)
    throw fail(`its values are of type ${order}${type}; save them as float32 or float64`);
  if (order === ">" && widths[type] > 1) {
    throw fail("its values are big-endian; save them with .astype('<f8')");
  }
  const sizes = shape[1]
    .split(",")
    .filter((part) => part.trim() !== "")
    .map(Number);
  const expected = start + length + widths[type] * sizeOf(sizes);
  if (bytes.length < expected)
    throw fail(`it has ${bytes.length} bytes where its shape needs ${expected}: it is cut short`);
  if (bytes.length > expected) throw fail(`it has ${bytes.length} bytes where its shape needs ${expected}`);
}

/** From column-major to row-major. */
function toRowMajor(data: Float64Array, shape: readonly number[]): Float64Array {
  const out = new Float64Array(data.length);
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  for (let i = 0; i < out.length; i++) {
    out[i] = data[index.reduce((at, position, axis) => at + position * strides[axis], 0)];
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
  return out;
}

/**
 * The values of a .npy file as float64, row-major.
 *
 * @param name - of the file, for errors
 * @throws {InputError} if the file is truncated, no .npy, big-endian, or holds something else than numbers
 */
export function parseNpy(bytes: Uint8Array, name: string): NpyArray {
  assertWhole(bytes, name);
  const whole = new Uint8Array(bytes).buffer;
  const { data, shape, fortranOrder } = parse(whole);
  const values = Float64Array.from(data as unknown as ArrayLike<number>, Number);
  return { shape, data: fortranOrder ? toRowMajor(values, shape) : values };
}

/** The bytes of a .npy file: '<f4' or '<f8' as `data` is, row-major. */
export function encodeNpy(data: FloatArray, shape: readonly number[]): Uint8Array {
  return new Uint8Array(dump(data, [...shape]));
}
