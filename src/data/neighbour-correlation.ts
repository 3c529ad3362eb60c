// How alike neighbouring pixels are: what whitening takes away.

import { contiguous, type FloatNdArray } from "../core/arrays.js";

/**
 * The correlation of pixels with their right neighbours, over all examples and channels:
 *
 *   Σ (p − p̄)(q − q̄) / √(Σ (p − p̄)² Σ (q − q̄)²),  q the right neighbour of p
 *
 * @param x - pictures as rows, [m, height·width·channels]
 * @param shape - [height, width] or [height, width, channels]
 * @returns in [−1, 1]; null where there are no neighbours, or none varies
 */
export function neighbourCorrelation(x: FloatNdArray, shape: readonly number[]): number | null {
  const [, width, channels = 1] = shape;
  const line = width * channels;
  const values = contiguous(x);
  let [count, p, q, pp, qq, pq] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i + channels < values.length; i++) {
    if (i % line >= line - channels) continue; // at the right border
    const [left, right] = [values[i], values[i + channels]];
    count += 1;
    p += left;
    q += right;
    pp += left * left;
    qq += right * right;
    pq += left * right;
  }
  const spread = Math.sqrt(Math.max(0, pp - (p * p) / count) * Math.max(0, qq - (q * q) / count));
  return count > 0 && spread > 0 ? (pq - (p * q) / count) / spread : null;
}
