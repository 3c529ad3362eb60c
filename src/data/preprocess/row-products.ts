// The two products that whitening takes most of its time with, by the fastest engine that there is everywhere. Never more
// than 1024 terms are added in one go, as the engines do it: the same bits from each.

import {
  columns,
  contiguous,
  type FloatMatrix,
  type FloatNdArray,
  type Matrix,
  matrix,
  transpose,
  view,
} from "../../core/arrays.js";
import type { Kernels } from "../../kernels/kernels.js";
import { wasmOrReference } from "../../kernels/wasm-or-reference.js";

/** Rows that are copied to the engine at a time, and terms that are added in one go. */
const CHUNK = 1024;
/** Columns of a block of the symmetric product, of which those on and above the diagonal are made. */
const BLOCK = 128;

/** Made once: its memory grows to what the largest product needs. */
let engine: Kernels | null = null;
function kernels(): Kernels {
  engine ??= wasmOrReference("float64");
  return engine;
}

/** Calls `visit` with so many rows of X at a time, copied into memory that the next ones overwrite. */
function forEachChunk(
  { data, shape: [m, n], stride, offset }: FloatNdArray,
  visit: (from: number, rows: Matrix) => void,
): void {
  const memory = new Float64Array(Math.min(CHUNK, m) * n);
  for (let from = 0; from < m; from += CHUNK) {
    const rows = Math.min(CHUNK, m - from);
    memory.set(contiguous({ data, shape: [rows, n], stride, offset: offset + from * stride[0] }));
    visit(from, matrix(memory, rows, n));
  }
}

/** Σ_i x_i x_iᵀ / m of the rows of X [m, n], [n, n] */
export function secondMoments(x: FloatNdArray): FloatMatrix {
  const [m, n] = x.shape;
  const moments = new Float64Array(n * n);
  const blocks = Array.from({ length: Math.ceil(n / BLOCK) }, (_, b) => {
    const [from, to] = [b * BLOCK, Math.min(n, (b + 1) * BLOCK)];
    return { from, to, sums: matrix(new Float64Array(to * (to - from)), to, to - from) };
  });
  forEachChunk(x, (at, rows) => {
    for (const { from, to, sums } of blocks)
      kernels().matmul(transpose(columns(rows, 0, to)), columns(rows, from, to), sums, 1, at === 0 ? 0 : 1);
  });
  for (const { from, to, sums } of blocks)
    for (let i = 0; i < to; i++)
      for (let j = Math.max(i, from); j < to; j++)
        moments[i * n + j] = moments[j * n + i] = sums.data[i * (to - from) + j - from] / m;
  return view(moments, [n, n]);
}

/**
 * A x_i of the rows of X [m, n], [m, k].
 *
 * @param a - [k, n]
 * @param out - where they are put, of k = n also X itself; new memory unless given
 */
export function timesRows(x: FloatNdArray, a: Matrix): FloatMatrix;
export function timesRows(x: FloatNdArray, a: Matrix, out: FloatNdArray): FloatNdArray;
export function timesRows(
  x: FloatNdArray,
  a: Matrix,
  out: FloatNdArray = view(new Float64Array(x.shape[0] * a.shape[0]), [x.shape[0], a.shape[0]]),
): FloatNdArray {
  const [k, n] = a.shape;
  const product = new Float64Array(Math.min(CHUNK, x.shape[0]) * k);
  const { data, stride, offset } = out;
  forEachChunk(x, (at, rows) => {
    const [count] = rows.shape;
    const made = matrix(product, count, k);
    for (let from = 0; from < n; from += CHUNK) {
      const to = Math.min(n, from + CHUNK);
      kernels().matmul(columns(rows, from, to), transpose(columns(a, from, to)), made, 1, from === 0 ? 0 : 1);
    }
    for (let i = 0; i < count; i++)
      for (let j = 0; j < k; j++) data[offset + (at + i) * stride[0] + j * stride[1]] = product[i * k + j];
  });
  return out;
}
