// How much each latent varies.

import type { ExampleMetric } from "../metric.js";

/** √(1/m Σ_i (f_ij − ρ̂_j)²), about a mean that moves with each value: Welford's. */
export const std: ExampleMetric<Float64Array> = {
  name: "std",
  says: "The standard deviation of a latent's activation: one that does not vary adds the same to every reconstruction.",
  formula: "√(1/m Σ_i (f_ij − ρ̂_j)²)",
  unit: "that of f",
  source: "Welford, Note on a method for calculating corrected sums of squares and products (1962)",
  elsewhere: [],
  create({ latents }) {
    const [means, squares] = [new Float64Array(latents), new Float64Array(latents)];
    let examples = 0;
    return {
      add(row) {
        examples += 1;
        for (let j = 0; j < latents; j++) {
          const off = row.latents[j] - means[j];
          means[j] += off / examples;
          squares[j] += off * (row.latents[j] - means[j]);
        }
      },
      value: () => squares.map((sum) => Math.sqrt(sum / examples)),
    };
  },
};
