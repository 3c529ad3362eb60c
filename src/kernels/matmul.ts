// The reference engine's matrix product: plain loops, four rows by two columns at a time.

import { type FloatArray, type Matrix, zeros } from "../core/arrays.js";

/** Float64 memory that grows and is kept, so that a steady loop allocates nothing. */
function scratch(): (length: number) => FloatArray {
  let memory = zeros("float64", 0);
  return (length) => {
    if (memory.length < length) memory = zeros("float64", length);
    return memory;
  };
}

/** Copies a matrix into `out`, row after row: [rows, columns] contiguous. */
function pack(
  { data, shape: [rows, columns], stride: [down, right], offset }: Matrix,
  out: FloatArray,
): void {
  // The outer loop follows the longer stride, so that memory is read in its own order.
  if (right <= down) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) out[i * columns + j] = data[offset + i * down + j * right];
    }
  } else {
    for (let j = 0; j < columns; j++) {
      for (let i = 0; i < rows; i++) out[i * columns + j] = data[offset + i * down + j * right];
    }
  }
}

/**
 * C = α A B + β C. Each element is the sum over k in rising order, accumulated in float64 whatever the
 * precision of the arrays: the same bits for every shape of the rest.
 *
 * @param a - [m, k]
 * @param b - [k, n]
 * @param c - [m, n]
 */
export type MatrixProduct = (a: Matrix, b: Matrix, c: Matrix, alpha: number, beta: number) => void;

export function createMatrixProduct(): MatrixProduct {
  const memoryA = scratch();
  const memoryB = scratch();
  const block = new Float64Array(8); // [4, 2] sums

  /** block = rows i … i+3 of A times columns j, j+1 of B, both packed with k contiguous. */
  function fullBlock(a: FloatArray, b: FloatArray, k: number, i: number, j: number): void {
    let [c00, c01, c10, c11, c20, c21, c30, c31] = [0, 0, 0, 0, 0, 0, 0, 0];
    const [a0, a1, a2, a3] = [i * k, (i + 1) * k, (i + 2) * k, (i + 3) * k];
    const [b0, b1] = [j * k, (j + 1) * k];
    for (let p = 0; p < k; p++) {
      const u = b[b0 + p];
      const v = b[b1 + p];
      c00 += a[a0 + p] * u;
      c01 += a[a0 + p] * v;
      c10 += a[a1 + p] * u;
      c11 += a[a1 + p] * v;
      c20 += a[a2 + p] * u;
      c21 += a[a2 + p] * v;
      c30 += a[a3 + p] * u;
      c31 += a[a3 + p] * v;
    }
    block[0] = c00;
    block[1] = c01;
    block[2] = c10;
    block[3] = c11;
    block[4] = c20;
    block[5] = c21;
    block[6] = c30;
    block[7] = c31;
  }

  /** The same where fewer than four rows or two columns are left. */
  function partialBlock(
    a: FloatArray,
    b: FloatArray,
    k: number,
    i: number,
    j: number,
    m: number,
    n: number,
  ): void {
    for (let r = 0; r < m; r++) {
      for (let s = 0; s < n; s++) {
        let sum = 0;
        for (let p = 0; p < k; p++) sum += a[(i + r) * k + p] * b[(j + s) * k + p];
        block[2 * r + s] = sum;
      }
    }
  }

  return (a, b, c, alpha, beta) => {
    const [m, k] = a.shape;
    const n = b.shape[1];
    const packedA = memoryA(m * k);
    const packedB = memoryB(n * k);
    pack(a, packedA);
    pack({ data: b.data, shape: [n, k], stride: [b.stride[1], b.stride[0]], offset: b.offset }, packedB);
    const { data, stride, offset } = c;
    for (let i = 0; i < m; i += 4) {
      const height = Math.min(4, m - i);
      for (let j = 0; j < n; j += 2) {
        const width = Math.min(2, n - j);
        if (height === 4 && width === 2) fullBlock(packedA, packedB, k, i, j);
        else partialBlock(packedA, packedB, k, i, j, height, width);
        for (let r = 0; r < height; r++) {
          for (let s = 0; s < width; s++) {
            const at = offset + (i + r) * stride[0] + (j + s) * stride[1];
            data[at] = beta === 0 ? alpha * block[2 * r + s] : alpha * block[2 * r + s] + beta * data[at];
          }
        }
      }
    }
  };
}
