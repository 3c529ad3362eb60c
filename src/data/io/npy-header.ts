// The header of NumPy's .npy: magic, version, and a Python dictionary that names type, order and shape.

import { sizeOf } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";

/** The types that are numbers, by NumPy's short name. */
export type NpyType = "f2" | "f4" | "f8" | "i1" | "i2" | "i4" | "i8" | "u1" | "u2" | "u4" | "u8" | "b1";

/** The other names of each type that numpy.dtype takes: in words, and by one letter. */
const names: Readonly<Record<NpyType, readonly string[]>> = {
  f2: ["float16", "half", "e"],
  f4: ["float32", "single", "f"],
  f8: ["float64", "double", "float", "d"],
  i1: ["int8", "byte", "b"],
  i2: ["int16", "short", "h"],
  i4: ["int32", "intc", "i"],
  i8: ["int64", "longlong", "int", "q", "l"],
  u1: ["uint8", "ubyte", "B"],
  u2: ["uint16", "ushort", "H"],
  u4: ["uint32", "uintc", "I"],
  u8: ["uint64", "ulonglong", "uint", "Q", "L"],
  b1: ["bool", "bool_", "?"],
};
const types = new Map(
  (Object.keys(names) as NpyType[]).flatMap((type) => [type, ...names[type]].map((name) => [name, type])),
);

/** What the header of a file tells, once it is known to be whole. */
export interface NpyHeader {
  readonly type: NpyType;
  /** Bytes a value */
  readonly width: number;
  readonly bigEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the values begin */
  readonly start: number;
}

/** The most bytes of a header that is read: NumPy's own have 54 and more, a few hundred at most. */
export const LONGEST_HEADER = 65_536;
/** As many as NumPy has. */
const MOST_DIMENSIONS = 64;

/** One entry of the dictionary: a name, and a text, a truth value or a tuple. */
const ENTRY = /\s*[bu]?(['"])(\w+)\1\s*:\s*(?:[bu]?(['"])([^'"]*)\3|(\w+)|\(([^()]*)\))\s*/y;

function readDictionary(text: string): Map<string, string> | null {
  const entries = new Map<string, string>();
  const open = /^\s*\{/.exec(text);
  if (open === null) return null;
  let at = open[0].length;
  for (;;) {
    ENTRY.lastIndex = at;
    const entry = ENTRY.exec(text);
    if (entry === null) break;
    const [, , key, quote, word, bare, tuple] = entry;
    // A text keeps its quote and a tuple its bracket, to be told apart.
    entries.set(key, quote !== undefined ? `'${word}` : (bare ?? `(${tuple}`));
    at = ENTRY.lastIndex;
    if (text[at] !== ",") break;
    at += 1;
  }
  return /^\s*\}\s*$/.test(text.slice(at)) ? entries : null;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Whether a file that begins with these bytes says that it is a .npy file. */
export const isNpy = (head: Uint8Array): boolean => MAGIC.every((byte, i) => head[i] === byte);

/**
 * @param head - the first bytes of the file: all of them, or LONGEST_HEADER and more
 * @param fileLength - of the whole file, in bytes
 * @param name - of the file, for errors
 * @throws {InputError} if it is no .npy of numbers, or not whole
 * @see numpy.lib.format, "The .npy format"
 */
export function readNpyHeader(head: Uint8Array, fileLength: number, name: string): NpyHeader {
  const fail = (why: string) => new InputError(`parseNpy: ${name} must be a whole .npy file, ${why}`);
  if (head.length < 10 || !isNpy(head)) {
    throw fail("it does not begin as one; write it with numpy.save");
  }
  const version = head[6];
  if (version < 1 || version > 3) throw fail(`its format version ${version} is none of 1, 2, 3`);
  const bytes = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const from = version === 1 ? 10 : 12;
  if (from > head.length) throw fail("it is cut short");
  const length = version === 1 ? bytes.getUint16(8, true) : bytes.getUint32(8, true);
  if (from + length > fileLength) throw fail("its header is cut short");
  if (length > LONGEST_HEADER - 12) throw fail(`its header of ${length} bytes is longer than one of numbers`);
  const text = new TextDecoder("latin1").decode(head.subarray(from, from + length));
  const entries = readDictionary(text);
  const descr = entries?.get("descr") ?? "";
  const tuple = entries?.get("shape") ?? "";
  if (!descr.startsWith("'") || !tuple.startsWith("("))
    throw fail(`its header names no plain type and shape (${JSON.stringify(text.trim().slice(0, 60))})`);
  const order = /^[<>|=]/.exec(descr.slice(1))?.[0] ?? "";
  const type = types.get(descr.slice(1 + order.length));
  if (type === undefined)
    throw fail(`its values are of type ${JSON.stringify(descr.slice(1))}; save them as float32 or float64`);
  const fortran = entries?.get("fortran_order");
  if (fortran !== "True" && fortran !== "False") {
    throw fail(`its fortran_order must be True or False, got ${fortran?.replace(/^['(]/, "") ?? "none"}`);
  }
  const shape = readShape(tuple.slice(1), fail);
  const width = Number(type[1]);
  const expected = from + length + width * sizeOf(shape);
  if (fileLength < expected)
    throw fail(`it has ${fileLength} bytes where its shape needs ${expected}: it is cut short`);
  if (fileLength > expected) throw fail(`it has ${fileLength} bytes where its shape needs ${expected}`);
  const fortranOrder = fortran === "True";
  return { type, width, bigEndian: order === ">", fortranOrder, shape, start: from + length };
}

function readShape(tuple: string, fail: (why: string) => InputError): number[] {
  const sizes = tuple.split(",").map((part) => part.trim());
  if (sizes.at(-1) === "") sizes.pop(); // (3,) and () end so
  if (!sizes.every((size) => /^\d{1,15}L?$/.test(size))) {
    throw fail(`its shape (${JSON.stringify(tuple.slice(0, 60))}) must be whole numbers ≥ 0`);
  }
  if (sizes.length > MOST_DIMENSIONS)
    throw fail(`its shape must have at most ${MOST_DIMENSIONS} dimensions, got ${sizes.length}`);
  return sizes.map((size) => Number.parseInt(size, 10)); // NumPy under Python 2 wrote 3L
}

/** Room that numpy.save leaves, so that the first length can grow in place. */
const GROWTH_DIGITS = 21;

/**
 * Everything before the values, byte for byte as numpy.save writes it: version 1.0, filled up to a multiple of 64.
 *
 * @param type - of each value, or the names of the float64 fields that each has
 */
export function writeNpyHeader(
  type: "<f4" | "<f8" | readonly string[],
  shape: readonly number[],
): Uint8Array {
  const descr =
    typeof type === "string" ? `'${type}'` : `[${type.map((name) => `('${name}', '<f8')`).join(", ")}]`;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const room = shape.length === 0 ? 0 : GROWTH_DIGITS - String(shape[0]).length;
  const dictionary = `{'descr': ${descr}, 'fortran_order': False, 'shape': ${tuple}, }${" ".repeat(room)}`;
  const length = 64 * (1 + Math.floor((10 + dictionary.length + 1) / 64));
  const bytes = new Uint8Array(length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, length - 10, true);
  bytes.set(new TextEncoder().encode(`${dictionary.padEnd(length - 11)}\n`), 10);
  return bytes;
}
