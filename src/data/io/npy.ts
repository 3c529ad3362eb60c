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

/** What the header of a file tells, once it is known to be whole. */
interface Layout {
  readonly type: string;
  readonly shape: readonly number[];
  readonly fortranOrder: boolean;
  readonly body: Uint8Array;
}

/** Checks magic, version, type, shape and length: npyjs checks none of them. */
function readLayout(bytes: Uint8Array, name: string): Layout {
  const fail = (why: string) => new InputError(`parseNpy: ${name} must be a whole .npy file, ${why}`);
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte)) {
    throw fail("it does not begin as one; write it with numpy.save");
  }
  const version = bytes[6];
  if (version < 1 || version > 3) throw fail(`its format version ${version} is none of 1, 2, 3`);
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = version === 1 ? 10 : 12;
  if (start > bytes.length) throw fail("it is cut short");
  const length = version === 1 ? head.getUint16(8, true) : head.getUint32(8, true);
  if (start + length > bytes.length) throw fail("its header is cut short");
  const header = new TextDecoder("latin1").decode(bytes.subarray(start, start + length));
  const descr = /'descr'\s*:\s*'([<>|=]?)([^']*)'/.exec(header);
  const tuple = /'shape'\s*:\s*\(([^)]*)\)/.exec(header);
  if (descr === null || tuple === null)
    throw fail(`its header names no plain type and shape (${JSON.stringify(header.trim().slice(0, 60))})`);
  const [, order, type] = descr;
  if (widths[type] === undefined)
    throw fail(`its values are of type ${JSON.stringify(order + type)}; save them as float32 or float64`);
  if (order === ">" && widths[type] > 1) {
    throw fail("its values are big-endian; save them with .astype('<f8')");
  }
  const sizes = tuple[1].split(",").map((part) => part.trim());
  if (sizes.at(-1) === "") sizes.pop(); // (3,) and () end so
  if (!sizes.every((size) => /^\d{1,15}L?$/.test(size))) {
    throw fail(`its shape (${JSON.stringify(tuple[1])}) must be whole numbers ≥ 0`);
  }
  const shape = sizes.map((size) => Number.parseInt(size, 10)); // NumPy under Python 2 wrote 3L
  const expected = start + length + widths[type] * sizeOf(shape);
  if (bytes.length < expected)
    throw fail(`it has ${bytes.length} bytes where its shape needs ${expected}: it is cut short`);
  if (bytes.length > expected) throw fail(`it has ${bytes.length} bytes where its shape needs ${expected}`);
  const fortranOrder = /'fortran_order'\s*:\s*True/.test(header);
  return { type, shape, fortranOrder, body: bytes.subarray(start + length) };
}

/** The same values below the plainest header: npyjs knows few spellings of a type and wants values aligned. */
function plainFile({ type, body }: Layout): ArrayBuffer {
  const order = widths[type] > 1 ? "<" : "|";
  const dictionary = `{'descr': '${order}${type}', 'fortran_order': False, 'shape': (${body.length / widths[type]},), }`;
  const header = `${dictionary.padEnd(117)}\n`; // 10 + 118 = 128 bytes, a multiple of 64
  const bytes = new Uint8Array(128 + body.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(body, 128);
  return bytes.buffer;
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
 * @throws {InputError} if the file is truncated, no .npy, big-endian, without a valid shape or not of numbers
 */
export function parseNpy(bytes: Uint8Array, name: string): NpyArray {
  const layout = readLayout(bytes, name);
  const { data } = parse(plainFile(layout));
  const values = Float64Array.from(data as unknown as ArrayLike<number>, Number);
  return { shape: layout.shape, data: layout.fortranOrder ? toRowMajor(values, layout.shape) : values };
}

/** The bytes of a .npy file: '<f4' or '<f8' as `data` is, row-major. */
export function encodeNpy(data: FloatArray, shape: readonly number[]): Uint8Array {
  return new Uint8Array(dump(data, [...shape]));
}
