// The sparsity penalty: how far the average activations are from the one asked for.

import type { FloatArray } from "../core/arrays.js";
import { log } from "../core/elementary.js";
import { assertInsideUnitInterval } from "../core/errors.js";

/**
 * KL(ρ ‖ ρ̂) summed over the hidden units, and its derivative with respect to each ρ̂_j.
 *
 *   Σ_j ρ log(ρ/ρ̂_j) + (1−ρ) log((1−ρ)/(1−ρ̂_j))
 *
 * @param rho - target average activation, in (0, 1)
 * @param rhoHat - average activations over the batch, [hidden], each in [0, 1]
 * @param derivative - −ρ/ρ̂_j + (1−ρ)/(1−ρ̂_j), [hidden], overwritten
 * @param epsilon - ρ̂ is clamped to [ε⁴, 1−ε], ε = 2⁻⁵³ in float64, 2⁻²⁴ in float32: nearer to 1 there are no numbers,
 *   nearer to 0 there are many, and a unit that is hardly ever on still has a gradient
 * @returns the sum, in nats
 * @throws {InputError} if `rho` is not inside (0, 1)
 * @remarks Through the clamp a saturated unit costs much, but never NaN.
 * @see Ng, Sparse autoencoder (CS294A lecture notes), section 3
 */
export function klDivergence(
  rho: number,
  rhoHat: FloatArray,
  derivative: FloatArray,
  epsilon: number = 2 ** -53,
): number {
  assertInsideUnitInterval("klDivergence", "rho", rho);
  const smallest = epsilon * epsilon * (epsilon * epsilon);
  let sum = 0;
  for (let j = 0; j < rhoHat.length; j++) {
    const actual = Math.min(Math.max(rhoHat[j], smallest), 1 - epsilon);
    sum += rho * log(rho / actual) + (1 - rho) * log((1 - rho) / (1 - actual));
    derivative[j] = -rho / actual + (1 - rho) / (1 - actual);
  }
  return sum;
}
