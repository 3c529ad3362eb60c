// MATLAB's version 5 files, as `save` and `save -v7` write them: arrays of numbers, each packed or not.

import { constants, inflateSync } from "node:zlib";
import { sizeOf } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";
import { toRowMajor } from "./npy.js";
import { type NumberType, numbersIn, swapBytes, typeNames } from "./stored-numbers.js";

/** Types of data elements. @see MAT-File Format, table 1-1 */
const elementTypes: Readonly<Record<number, NumberType>> = {
  1: "i1",
  2: "u1",
  3: "i2",
  4: "u2",
  5: "i4",
  6: "u4",
  7: "f4",
  9: "f8",
  12: "i8",
  13: "u8",
};
const [MATRIX, COMPRESSED] = [14, 15];

/** Classes of arrays: those that are numbers, and what the others are called. @see table 1-3 */
const numeric: Readonly<Record<number, NumberType>> = {
  6: "f8",
  7: "f4",
  8: "i1",
  9: "u1",
  10: "i2",
  11: "u2",
  12: "i4",
  13: "u4",
  14: "i8",
  15: "u8",
};
const others: Readonly<Record<number, string>> = {
  1: "a cell array",
  2: "a struct",
  3: "an object",
  4: "text",
  5: "a sparse matrix",
  16: "a function",
  17: "an object",
};
const [COMPLEX, HEADER] = [0x08, 128];
/** Axes of an array that is read. */
const MOST_AXES = 16;
/** Packed bytes that hold flags, dimensions and name. */
const HEAD = 4096;
/** How often deflate can make the same of itself, at most. */
const MOST_DEFLATED = 1032;

/** A variable of a file. */
export interface MatVariable {
  readonly name: string;
  /** Of the values, in words; of what are no numbers what it is instead */
  readonly type: string;
  readonly shape: readonly number[];
  /** Why it cannot be read: "it is a cell array"; null where it can */
  readonly fault: string | null;
  /** The values, row-major. @throws {InputError} if it is damaged */
  readonly read: () => Float64Array;
}

const broken = (name: string, why: string) =>
  new InputError(`parseMat: ${name} must be a whole MATLAB file, ${why}`);

const textOf = (bytes: Uint8Array) => String.fromCharCode(...bytes);

/** Which MATLAB file it is by its first 128 bytes: "5", "7.3", or null where it says of none. */
export function matVersion(head: Uint8Array): "5" | "7.3" | null {
  const text = textOf(head.subarray(0, 19));
  if (text.startsWith("MATLAB 5.0 MAT-file")) return "5";
  return text.startsWith("MATLAB 7.3 MAT-file") ? "7.3" : null;
}

/** Bytes before the name of a variable, and of a name at most. @see MAT-File Format, "Version 4" */
const [HEADER_4, LONGEST_NAME] = [20, 64];

/**
 * Whether a file begins as one of MATLAB's version 4 does, which has no signature: five whole numbers of 4 bytes (order
 * of bytes and type, rows, columns, whether complex, length of the name), then a name that ends with a zero.
 *
 * @param head - its first bytes
 */
export function isMat4(head: Uint8Array): boolean {
  if (head.length < HEADER_4 + 2) return false;
  const numbers = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return [true, false].some((little) => {
    const [type, , , complex, length] = [0, 4, 8, 12, 16].map((at) => numbers.getUint32(at, little));
    const kind = /^(\d?)0([0-5])([0-2])$/.exec(String(type).padStart(3, "0"));
    if (kind === null || Number(kind[1]) !== Number(!little)) return false;
    if (complex > 1 || length < 2 || length > LONGEST_NAME || HEADER_4 + length > head.length) return false;
    return /^[A-Za-z]\w*\0$/.test(textOf(head.subarray(HEADER_4, HEADER_4 + length)));
  });
}

/** An element of a file: its type, where its data begin and how many bytes they have, and where the next one begins. */
interface Element {
  readonly type: number;
  readonly start: number;
  readonly bytes: number;
  readonly next: number;
}

/** Reads the elements of some bytes, which may end before the last one does. */
class Elements {
  readonly #view: DataView;
  constructor(
    readonly bytes: Uint8Array,
    readonly little: boolean,
    readonly name: string,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint32(at: number): number {
    if (at + 4 > this.bytes.length) throw broken(this.name, "it is cut short");
    return this.#view.getUint32(at, this.little);
  }

  /** The element at a place: small ones have their data within the tag; packed ones are followed without a gap. */
  at(place: number): Element {
    const first = this.uint32(place);
    if (first >>> 16 !== 0) {
      const bytes = first >>> 16;
      if (bytes > 4) throw broken(this.name, "an element of it is damaged");
      return { type: first & 0xffff, start: place + 4, bytes, next: place + 8 };
    }
    const bytes = this.uint32(place + 4);
    const padded = first === COMPRESSED ? bytes : 8 * Math.ceil(bytes / 8);
    return { type: first, start: place + 8, bytes, next: place + 8 + padded };
  }

  /** The data of an element. */
  body({ start, bytes }: Element): Uint8Array {
    if (start + bytes > this.bytes.length) throw broken(this.name, "it is cut short");
    return this.bytes.subarray(start, start + bytes);
  }
}

/** What is packed, as far as the packed bytes go; at most `most` bytes of it. */
function inflated(packed: Uint8Array, most: number, name: string): Uint8Array {
  try {
    return inflateSync(packed, { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    throw broken(name, `a variable of it is damaged (${(error as Error).message})`);
  }
}

interface Head {
  readonly name: string;
  readonly shape: readonly number[];
  readonly kind: number;
  readonly complex: boolean;
  /** Where the values are in the element */
  readonly values: number;
}

/** Flags, dimensions and name at the beginning of a matrix element. */
function headOf(elements: Elements, from: number): Head {
  const flags = elements.at(from);
  if (flags.bytes !== 8) throw broken(elements.name, "the flags of a variable are damaged");
  const word = elements.uint32(flags.start);
  const kind = word & 0xff;
  if (kind === 17) return { name: "", shape: [], kind, complex: false, values: flags.next }; // nothing of it is known
  const lengths = elements.at(flags.next);
  const axes = lengths.bytes / 4;
  if (lengths.type !== 5 || !Number.isInteger(axes) || axes < 2 || axes > MOST_AXES)
    throw broken(elements.name, "the dimensions of a variable are damaged");
  const shape = Array.from({ length: axes }, (_, axis) => elements.uint32(lengths.start + 4 * axis));
  const name = elements.at(lengths.next);
  return {
    name: textOf(elements.body(name)),
    shape,
    kind,
    complex: ((word >>> 8) & COMPLEX) !== 0,
    values: name.next,
  };
}

/** The values of a matrix element, row-major. @param bytes - the element, with its tag */
function valuesOf(elements: Elements, { shape, values: at }: Head): Float64Array {
  const { name, little } = elements;
  const element = elements.at(at);
  const type = elementTypes[element.type];
  const count = sizeOf(shape);
  if (type === undefined || element.bytes !== Number(type[1]) * count)
    throw broken(name, `a variable has not as many values as its shape ${shape.join("×")} needs`);
  const own = elements.body(element).slice(); // aligned
  if (!little) swapBytes(own, Number(type[1]));
  const data = new Float64Array(count);
  numbersIn(type, own)(0, count, data, 0);
  return toRowMajor(data, shape);
}

const faultOf = ({ kind, complex }: Head): string | null => {
  if (complex) return "it has complex numbers";
  return kind in numeric ? null : `it is ${others[kind] ?? "of an unknown class"}`;
};

/**
 * The variables of a version 5 file. Their values are unpacked when they are read.
 *
 * @param bytes - of the whole file
 * @param name - of the file, for errors
 * @throws {InputError} if it is cut short or damaged, or of another version
 * @see MathWorks, MAT-File Format (2024), "Level 5 MAT-File Format"
 */
export function parseMat(bytes: Uint8Array, name: string): MatVariable[] {
  if (bytes.length < HEADER || matVersion(bytes) !== "5") throw broken(name, "it is none of version 5");
  const mark = textOf(bytes.subarray(126, 128));
  if (mark !== "IM" && mark !== "MI") throw broken(name, "its header tells no order of bytes");
  const little = mark === "IM";
  const file = new Elements(bytes, little, name);
  const found: MatVariable[] = [];
  for (let at = HEADER; at < bytes.length; ) {
    const element = file.at(at);
    const body = file.body(element);
    at = element.next;
    if (element.type !== MATRIX && element.type !== COMPRESSED) continue;
    const packed = element.type === COMPRESSED;
    const start = packed ? inflated(body.subarray(0, HEAD), HEAD * MOST_DEFLATED, name) : body;
    const head = headOf(new Elements(start, little, name), packed ? 8 : 0);
    const fault = faultOf(head);
    const read = () => {
      if (!packed) return valuesOf(new Elements(body, little, name), head);
      const length = 8 + new Elements(start, little, name).uint32(4); // with its tag
      if (length > MOST_DEFLATED * body.length + HEAD) throw broken(name, "a variable of it is cut short");
      return valuesOf(new Elements(inflated(body, length, name), little, name), head);
    };
    const type = fault === null ? typeNames[numeric[head.kind]] : fault.replace(/^it (is|has) /, "");
    found.push({ name: head.name, type, shape: head.shape, fault, read });
  }
  return found;
}
