// How unevenly the activity of an example lies on the latents.

import { type ExampleMetric, meanOver } from "../metric.js";

/** (√M − ‖f‖₁/‖f‖₂) / (√M − 1); NaN for a code of zeros. @param f - [M] */
export function hoyerOf(f: ArrayLike<number>): number {
  let [sum, squares] = [0, 0];
  for (let j = 0; j < f.length; j++) {
    sum += Math.abs(f[j]);
    squares += f[j] * f[j];
  }
  const root = Math.sqrt(f.length);
  return squares === 0 ? Number.NaN : (root - sum / Math.sqrt(squares)) / (root - 1);
}

/** The mean over examples that have an active latent. */
export const hoyer: ExampleMetric = {
  name: "hoyer",
  says: "How unevenly an example's activity lies on the latents: 1 where one has all, 0 where all have the same.",
  formula: "mean of (√M − ‖f‖₁/‖f‖₂) / (√M − 1) over examples with an active latent",
  unit: "none",
  source: "Hoyer, Non-negative matrix factorization with sparseness constraints (2004)",
  elsewhere: [{ tool: "overcomplete", computes: "with 1e-6 added to ‖f‖₂: a code of zeros has more than 1" }],
  create: meanOver(({ latents }) => hoyerOf(latents)),
};
