// Rows of a matrix as vectors: their lengths, angles and distances.

import type { Matrix } from "./arrays.js";

/** A row as numbers of its own, [columns]. */
export const rowOf = ({ data, shape, stride, offset }: Matrix, row: number): Float64Array =>
  Float64Array.from({ length: shape[1] }, (_, j) => data[offset + row * stride[0] + j * stride[1]]);

/** √(Σ_j v_ij²) of each row, [rows]. */
export function rowNorms({ data, shape, stride, offset }: Matrix): Float64Array {
  return Float64Array.from({ length: shape[0] }, (_, row) => {
    let squares = 0;
    for (let j = 0; j < shape[1]; j++) {
      const v = data[offset + row * stride[0] + j * stride[1]];
      squares += v * v;
    }
    return Math.sqrt(squares);
  });
}

/** cos(a, b) = a·b / (‖a‖ ‖b‖); 0 where one is zeros. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb);
}

/** ‖a − b‖² */
export function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}
