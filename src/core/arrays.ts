// Typed arrays, and ndarray views onto them. Row-major; examples are rows.

import ndarray, { type NdArray } from "ndarray";
import { inputError } from "./errors.js";
import { assertNamed } from "./known-names.js";

/** The two precisions of everything: float64 is the default of full-batch training. */
export type DType = "float32" | "float64";

export const dtypes: readonly DType[] = ["float32", "float64"];

/** @throws {InputError} that names the nearest, unless `dtype` is a precision */
export function assertDType(where: string, dtype: unknown): asserts dtype is DType {
  assertNamed(where, "dtype", "name a precision", dtype, dtypes);
}

/** A vector, or the memory below a matrix. */
export type FloatArray = Float32Array | Float64Array;

/** An n-dimensional array of floats: `data`, `shape`, `stride`, `offset`. */
export type FloatNdArray = NdArray<FloatArray>;

/** One of two dimensions: its shape is known to have both, also to strict compilers. */
export type FloatMatrix = FloatNdArray & { shape: [rows: number, columns: number] };

/**
 * What a kernel needs to know of a matrix: element (i, j) is data[offset + i·stride[0] + j·stride[1]].
 * Every 2-D ndarray of floats is one; `transpose` and `rows` make views without a copy.
 */
export interface Matrix {
  readonly data: FloatArray;
  /** [rows, columns] */
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
}

/** A new vector of zeros. */
export function zeros(dtype: DType, length: number): FloatArray {
  return dtype === "float32" ? new Float32Array(length) : new Float64Array(length);
}

/** The precision of an array. */
export function dtypeOf(array: FloatArray): DType {
  return array instanceof Float32Array ? "float32" : "float64";
}

/** The values of `array` in the precision asked for, in memory of their own. */
export function toDType(array: ArrayLike<number>, dtype: DType): FloatArray {
  return dtype === "float32" ? Float32Array.from(array) : Float64Array.from(array);
}

/** The number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** A row-major view of `data` from `offset` on. */
export function view(
  data: FloatArray,
  shape: readonly [rows: number, columns: number],
  offset?: number,
): FloatMatrix;
export function view(data: FloatArray, shape: readonly number[], offset?: number): FloatNdArray;
export function view(data: FloatArray, shape: readonly number[], offset = 0): FloatNdArray {
  return ndarray(data, [...shape], undefined, offset);
}

/** A row-major matrix [rows, columns] on `data`, as the kernels take it. */
export function matrix(data: FloatArray, rows: number, columns: number, offset = 0): Matrix {
  return { data, shape: [rows, columns], stride: [columns, 1], offset };
}

/** The transpose of a matrix: a view, no copy. */
export function transpose({ data, shape, stride, offset }: Matrix): Matrix {
  return { data, shape: [shape[1], shape[0]], stride: [stride[1], stride[0]], offset };
}

/** Rows [from, to) of a matrix: a view, no copy. */
export function rows({ data, shape, stride, offset }: Matrix, from: number, to: number): Matrix {
  return { data, shape: [to - from, shape[1]], stride, offset: offset + from * stride[0] };
}

/** Columns [from, to) of a matrix: a view, no copy. */
export function columns({ data, shape, stride, offset }: Matrix, from: number, to: number): Matrix {
  return { data, shape: [shape[0], to - from], stride, offset: offset + from * stride[1] };
}

/** Copies a matrix into one of the same shape. */
export function copyMatrix(from: Matrix, into: Matrix): void {
  const [count, width] = from.shape;
  for (let i = 0; i < count; i++) {
    const [a, b] = [from.offset + i * from.stride[0], into.offset + i * into.stride[0]];
    if (from.stride[1] === 1 && into.stride[1] === 1) into.data.set(from.data.subarray(a, a + width), b);
    else
      for (let j = 0; j < width; j++) into.data[b + j * into.stride[1]] = from.data[a + j * from.stride[1]];
  }
}

/**
 * The elements of an array in row-major order and one piece: its own memory where it lies so, else a copy.
 *
 * @returns length sizeOf(shape)
 */
export function contiguous({ data, shape, stride, offset }: Matrix): FloatArray {
  const length = sizeOf(shape);
  let expected = 1;
  let inOrder = true;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] > 1 && stride[axis] !== expected) inOrder = false;
    expected *= shape[axis];
  }
  if (inOrder) return data.subarray(offset, offset + length);
  const copy = zeros(dtypeOf(data), length);
  const index = shape.map(() => 0);
  let from = offset;
  for (let i = 0; i < length; i++) {
    copy[i] = data[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += stride[axis];
      index[axis] += 1;
      if (index[axis] < shape[axis]) break;
      from -= stride[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return copy;
}

/** @throws {InputError} if it is not an array of this library, or not a matrix */
export function assertMatrix(where: string, argument: string, value: Matrix): void {
  const { data, shape } = (value ?? {}) as Partial<Matrix>;
  if (!ArrayBuffer.isView(data) || !Array.isArray(shape)) {
    const remedy = "matrix(data, rows, columns) makes one of a Float64Array";
    throw inputError(where, argument, "be a matrix [examples, values]", value, remedy);
  }
  if (shape.length !== 2) {
    throw inputError(where, argument, "have two dimensions [examples, values]", shape);
  }
}

/** @throws {InputError} that names the first NaN or infinite element */
export function assertFinite(where: string, argument: string, data: FloatArray): void {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw inputError(where, argument, "hold finite numbers only", `${data[at]} at position ${at}`);
  }
}
