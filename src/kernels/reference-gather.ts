// The reference engine's primitives for rows of matrices, and for sparse codes that are gathered from them.

import type { Matrix } from "../core/arrays.js";
import type { CodePrimitives, RowPrimitives } from "./kernels.js";

/** Where row i of a matrix begins. */
const rowOf = ({ offset, stride }: Matrix, i: number) => offset + i * stride[0];

/** Σ_j a_ij b_kj */
function rowDot(a: Matrix, i: number, b: Matrix, k: number): number {
  const [from, other] = [rowOf(a, i), rowOf(b, k)];
  let sum = 0;
  for (let j = 0; j < a.shape[1]; j++) sum += a.data[from + j] * b.data[other + j];
  return sum;
}

/** What an optimiser and a constraint do row by row. */
export const rowPrimitives: RowPrimitives = {
  clippedAdam(theta, gradient, mean, square, [rate, beta1, beta2, epsilon, unbias, factor]) {
    for (let i = 0; i < theta.length; i++) {
      const g = factor * gradient[i];
      mean[i] = beta1 * mean[i] + (1 - beta1) * g;
      square[i] = beta2 * square[i] + (1 - beta2) * g * g;
      theta[i] -= (rate * mean[i]) / (Math.sqrt(square[i] * unbias) + epsilon);
    }
  },

  sumOfSquares(x, sum) {
    for (let i = 0; i < x.length; i++) sum[0] += x[i] * x[i];
  },

  smoothMagnitudes(x, epsilon, slopes, sum) {
    for (let i = 0; i < x.length; i++) {
      const magnitude = Math.sqrt(x[i] * x[i] + epsilon);
      sum[0] += magnitude;
      slopes[i] = x[i] / magnitude;
    }
  },

  addToRows(alpha, row, x, out) {
    for (let i = 0; i < x.shape[0]; i++) {
      for (let j = 0; j < row.length; j++) {
        out.data[rowOf(out, i) + j] = x.data[rowOf(x, i) + j] + alpha * row[j];
      }
    }
  },

  rowNorms(m, norms) {
    for (let i = 0; i < m.shape[0]; i++) norms[i] = Math.sqrt(rowDot(m, i, m, i));
  },

  projectRows(w, gradient, epsilon) {
    for (let i = 0; i < w.shape[0]; i++) {
      const norm = Math.sqrt(rowDot(w, i, w, i));
      if (norm === 0) continue;
      const share = rowDot(gradient, i, w, i) / ((norm + epsilon) * (norm + epsilon));
      for (let j = 0; j < w.shape[1]; j++) {
        gradient.data[rowOf(gradient, i) + j] -= share * w.data[rowOf(w, i) + j];
      }
    }
  },

  normalizeRows(m, epsilon) {
    for (let i = 0; i < m.shape[0]; i++) {
      const norm = Math.sqrt(rowDot(m, i, m, i));
      if (norm === 0) continue;
      for (let j = 0; j < m.shape[1]; j++) m.data[rowOf(m, i) + j] /= norm + epsilon;
    }
  },
};

/** What is computed from the kept latents alone. */
export const gatherPrimitives: Omit<CodePrimitives, "selectTopK"> = {
  gatherDecode({ starts, indices, values }, decoder, bias, out) {
    const [examples, d] = out.shape;
    for (let b = 0; b < examples; b++) {
      for (let j = 0; j < d; j++) {
        let sum = bias === null ? 0 : bias[j];
        for (let s = starts[b]; s < starts[b + 1]; s++) {
          sum += values[s] * decoder.data[rowOf(decoder, indices[s]) + j];
        }
        out.data[rowOf(out, b) + j] = sum;
      }
    }
  },

  gatherDot({ starts, indices, values }, rows, decoder, products, rectified) {
    for (let b = 0; b < rows.shape[0]; b++) {
      for (let s = starts[b]; s < starts[b + 1]; s++) {
        products[s] = rectified && values[s] <= 0 ? 0 : rowDot(rows, b, decoder, indices[s]);
      }
    }
  },

  sortByLatent(codes, { starts, slots, examples }) {
    starts.fill(0);
    const all = codes.starts;
    const last = all.length - 1;
    for (let s = all[0]; s < all[last]; s++) starts[codes.indices[s] + 1] += 1;
    for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1];
    const next = starts.slice();
    for (let b = 0; b < last; b++) {
      for (let s = all[b]; s < all[b + 1]; s++) {
        const p = next[codes.indices[s]]++;
        slots[p] = s;
        examples[p] = b;
      }
    }
  },

  gatherByLatent({ starts, slots, examples }, coefficients, rows, out, sums) {
    for (let i = 0; i < out.shape[0]; i++) {
      if (sums !== null) {
        let sum = 0;
        for (let p = starts[i]; p < starts[i + 1]; p++) sum += coefficients[slots[p]];
        sums[i] = sum;
      }
      for (let j = 0; j < out.shape[1]; j++) {
        let sum = 0;
        for (let p = starts[i]; p < starts[i + 1]; p++) {
          sum += coefficients[slots[p]] * rows.data[rowOf(rows, examples[p]) + j];
        }
        out.data[rowOf(out, i) + j] = sum;
      }
    }
  },
};
