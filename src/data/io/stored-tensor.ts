// An array as a file holds it: of any type, little-endian, row-major. Floats are made of it when they are asked for.

import { type FloatArray, sizeOf } from "../../core/arrays.js";
import { type NumberType, numbersIn } from "./stored-numbers.js";

/** An array with the bytes that a file has of it. */
export interface StoredTensor {
  /** As safetensors calls it: F32, BF16, I64, … */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Row-major, little-endian, aligned to a value */
  readonly bytes: Uint8Array;
}

/** The types of numbers, as safetensors calls them and as NumPy does. */
export const tensorTypes: Readonly<Record<string, NumberType>> = {
  F64: "f8",
  F32: "f4",
  F16: "f2",
  BF16: "bf16",
  I64: "i8",
  I32: "i4",
  I16: "i2",
  I8: "i1",
  U64: "u8",
  U32: "u4",
  U16: "u2",
  U8: "u1",
  BOOL: "b1",
};

/** What safetensors calls a type. */
export const tensorTypeOf = (type: NumberType): string =>
  Object.keys(tensorTypes).find((name) => tensorTypes[name] === type)!;

/** Bytes a value. */
export const widthOf = (type: NumberType): number => (type === "bf16" ? 2 : Number(type[1]));

/** Bytes a value, by the name that safetensors has for the type. */
export const tensorWidths: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(tensorTypes).map(([name, type]) => [name, widthOf(type)]),
);

/** A tensor of floats. */
export const storedFloats = (data: FloatArray, shape: readonly number[]): StoredTensor => ({
  dtype: data instanceof Float32Array ? "F32" : "F64",
  shape,
  bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
});

/** Its values, of float32 and float64 in the same memory; whole numbers that float32 cannot hold as float64. */
export function floatsOf({ dtype, shape, bytes }: StoredTensor): FloatArray {
  const length = sizeOf(shape);
  if (dtype === "F32") return new Float32Array(bytes.buffer, bytes.byteOffset, length);
  if (dtype === "F64") return new Float64Array(bytes.buffer, bytes.byteOffset, length);
  const wide = tensorWidths[dtype] === 8 || dtype === "I32" || dtype === "U32";
  const data = wide ? new Float64Array(length) : new Float32Array(length);
  numbersIn(tensorTypes[dtype], bytes)(0, length, data, 0);
  return data;
}

/** [rows, columns] → [columns, rows], its bytes as they are. */
export function transposed({ dtype, shape: [rows, columns], bytes }: StoredTensor): StoredTensor {
  const width = tensorWidths[dtype];
  const out = new Uint8Array(bytes.length);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const [from, to] = [width * (r * columns + c), width * (c * rows + r)];
      for (let i = 0; i < width; i++) out[to + i] = bytes[from + i];
    }
  return { dtype, shape: [columns, rows], bytes: out };
}
