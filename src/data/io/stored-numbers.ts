// Numbers as files hold them, little-endian and of any type, into arrays of floats.

import type { FloatArray } from "../../core/arrays.js";
import type { NpyType } from "./npy-header.js";

/** The types of numbers in files, by NumPy's short name; bf16 is the upper half of a float32, which NumPy lacks. */
export type NumberType = NpyType | "bf16";

/** What a type is called in errors. */
export const typeNames: Readonly<Record<NumberType, string>> = {
  f2: "float16",
  f4: "float32",
  f8: "float64",
  bf16: "bfloat16",
  i1: "int8",
  i2: "int16",
  i4: "int32",
  i8: "int64",
  u1: "uint8",
  u2: "uint16",
  u4: "uint32",
  u8: "uint64",
  b1: "bool",
};

/** Puts `count` values, those from number `from` on, into `into` from `at` on. */
export type CopyNumbers = (from: number, count: number, into: FloatArray, at: number) => void;

/**
 * What reads values out of memory that holds whole ones, aligned and little-endian: it sees what the memory holds when
 * it is called. A plain copy where the types are the same; 64-bit whole numbers beyond 2⁵³ are rounded.
 */
export function numbersIn(type: NumberType, { buffer, byteOffset, byteLength }: Uint8Array): CopyNumbers {
  switch (type) {
    case "u1":
    case "b1":
      return plain(new Uint8Array(buffer, byteOffset, byteLength));
    case "i1":
      return plain(new Int8Array(buffer, byteOffset, byteLength));
    case "i2":
      return plain(new Int16Array(buffer, byteOffset, byteLength / 2));
    case "u2":
      return plain(new Uint16Array(buffer, byteOffset, byteLength / 2));
    case "i4":
      return plain(new Int32Array(buffer, byteOffset, byteLength / 4));
    case "u4":
      return plain(new Uint32Array(buffer, byteOffset, byteLength / 4));
    case "f4":
      return plain(new Float32Array(buffer, byteOffset, byteLength / 4));
    case "f8":
      return plain(new Float64Array(buffer, byteOffset, byteLength / 8));
    case "f2":
      return fromTable(halves(), new Uint16Array(buffer, byteOffset, byteLength / 2));
    case "bf16":
      return fromTable(brainFloats(), new Uint16Array(buffer, byteOffset, byteLength / 2));
    case "i8":
      return wholeNumbers(new Int32Array(buffer, byteOffset, byteLength / 4));
    case "u8":
      return wholeNumbers(new Uint32Array(buffer, byteOffset, byteLength / 4));
  }
}

type Plain =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

const plain =
  (numbers: Plain): CopyNumbers =>
  (from, count, into, at) =>
    into.set(numbers.subarray(from, from + count), at);

const fromTable =
  (table: Float32Array, codes: Uint16Array): CopyNumbers =>
  (from, count, into, at) => {
    for (let i = 0; i < count; i++) into[at + i] = table[codes[from + i]];
  };

/** Of two words, the upper with the sign. high · 2³² is exact, so the sum is rounded once. */
const wholeNumbers =
  (words: Int32Array | Uint32Array): CopyNumbers =>
  (from, count, into, at) => {
    for (let i = 0; i < count; i++) {
      const word = 2 * (from + i);
      into[at + i] = words[word + 1] * 4294967296 + (words[word] >>> 0);
    }
  };

/** What each of the 65 536 codes of 16 bits stands for, made when it is first asked for. */
function tableOf(value: (code: number) => number): () => Float32Array {
  let table: Float32Array | undefined;
  return () => {
    table ??= Float32Array.from({ length: 65536 }, (_, code) => value(code));
    return table;
  };
}

const halves = tableOf(halfValue);
const brainFloats = tableOf((code) => new Float32Array(Uint32Array.of(code * 65536).buffer)[0]);

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return (sign * fraction) / 16777216; // 2⁻²⁴ each
  return (sign * (1024 + fraction) * (1 << exponent)) / 33554432; // 2^(exponent − 25)
}

/** Turns the bytes of each value round, in place. */
export function swapBytes(part: Uint8Array, width: number): void {
  for (let from = 0; from < part.length; from += width) {
    for (let i = 0, j = width - 1; i < j; i++, j--) {
      const byte = part[from + i];
      part[from + i] = part[from + j];
      part[from + j] = byte;
    }
  }
}
