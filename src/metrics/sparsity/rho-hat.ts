// The average activation of each latent, as the KL term sees it.

import type { ExampleMetric } from "../metric.js";

/** ρ̂_j = 1/m Σ_i f_ij */
export const rhoHat: ExampleMetric<Float64Array> = {
  name: "rhoHat",
  says: "The average activation of a latent: what a KL penalty holds at ρ. It does not say that a unit does anything.",
  formula: "ρ̂_j = 1/m Σ_i f_ij",
  unit: "that of f",
  source: "Ng, CS294A lecture notes: Sparse autoencoder (UFLDL)",
  elsewhere: [],
  create({ latents }) {
    const sums = new Float64Array(latents);
    let examples = 0;
    return {
      add(row) {
        examples += 1;
        for (const j of row.active) sums[j] += row.latents[j];
      },
      value: () => sums.map((sum) => sum / examples),
    };
  },
};
