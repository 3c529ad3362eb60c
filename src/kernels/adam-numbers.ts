// Adam's numbers of one step in the engine's memory, where a schedule's operations read them when they run.

import type { FloatArray } from "../core/arrays.js";
import { wholePower } from "../core/elementary.js";
import type { AdamStep } from "./kernels.js";

/** The length of the memory that `writeAdamNumbers` writes and `clippedAdam` reads. */
export const ADAM_NUMBERS = 6;

/**
 * Writes α/(1 − β₁ᵗ), β₁, β₂, ε, 1/(1 − β₂ᵗ) and φ.
 *
 * @param numbers - [ADAM_NUMBERS], float64, overwritten
 * @param factor - φ, by which the gradient is multiplied: min(1, c/‖g‖) where it is clipped
 */
export function writeAdamNumbers(
  numbers: FloatArray,
  { learningRate, beta1, beta2, epsilon, step }: AdamStep,
  factor: number,
): void {
  numbers[0] = learningRate / (1 - wholePower(beta1, step));
  numbers[1] = beta1;
  numbers[2] = beta2;
  numbers[3] = epsilon;
  numbers[4] = 1 / (1 - wholePower(beta2, step));
  numbers[5] = factor;
}
