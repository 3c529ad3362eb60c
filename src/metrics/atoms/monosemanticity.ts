// Whether the examples that a latent is active on are alike to another model.

import type { Matrix } from "../../core/arrays.js";
import { rowNorms } from "../../core/rows.js";
import type { Explained } from "../metric.js";

/** By an independent embedding. */
export const monosemanticity: Explained = {
  name: "monosemanticity",
  says: "How alike the examples that a latent is active on look to an independent embedding: the mean cosine of their pairs, weighted by how active it is on both. Not defined for a latent that is constant.",
  formula: "Σ_{i<j} a_i a_j cos(e_i, e_j) / Σ_{i<j} a_i a_j, a scaled to [0, 1]",
  unit: "none",
  source: "Pach et al., Sparse autoencoders learn monosemantic features in vision-language models (2025)",
  elsewhere: [{ tool: "sae-for-vlm", computes: "the same" }],
};

/**
 * Of each latent; NaN where it is constant. With unit vectors u_i = e_i/‖e_i‖ the sum over pairs is
 * ½ (‖Σ_i a_i u_i‖² − Σ_i a_i² ‖u_i‖²): examples are gone through once a latent, not in pairs.
 *
 * @param latents - f, [m, M]
 * @param embedding - e, [m, E]
 */
export function monosemanticityOf(latents: Matrix, embedding: Matrix): Float64Array {
  const [m, units] = latents.shape;
  const width = embedding.shape[1];
  const norms = rowNorms(embedding);
  const f = (i: number, j: number) =>
    latents.data[latents.offset + i * latents.stride[0] + j * latents.stride[1]];
  const e = (i: number, k: number) =>
    embedding.data[embedding.offset + i * embedding.stride[0] + k * embedding.stride[1]];
  return Float64Array.from({ length: units }, (_, j) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < m; i++) {
      low = Math.min(low, f(i, j));
      high = Math.max(high, f(i, j));
    }
    if (!(high > low)) return Number.NaN;
    const total = new Float64Array(width);
    let [sum, squares, own] = [0, 0, 0];
    for (let i = 0; i < m; i++) {
      const a = (f(i, j) - low) / (high - low);
      sum += a;
      squares += a * a;
      if (norms[i] === 0) continue;
      own += a * a;
      for (let k = 0; k < width; k++) total[k] += (a * e(i, k)) / norms[i];
    }
    let square = 0;
    for (const value of total) square += value * value;
    return (square - own) / (sum * sum - squares);
  });
}
