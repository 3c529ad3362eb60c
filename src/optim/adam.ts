// Adam, on minibatches.

import { assertPositive, inputError } from "../core/errors.js";
import { assertOptions } from "../core/known-names.js";
import { ADAM_NUMBERS, writeAdamNumbers } from "../kernels/adam-numbers.js";
import { type BatchOptimiser, inPieces } from "./batch-optimiser.js";

/** Adam's constants. */
export interface AdamOptions {
  /** β₁, in [0, 1) */
  readonly beta1?: number;
  /** β₂, in [0, 1) */
  readonly beta2?: number;
  /** ε > 0, outside the root */
  readonly epsilon?: number;
}

/** The paper's */
export const adamDefaults: Required<AdamOptions> = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/**
 * On φ g in place of g:
 *
 *   m ← β₁ m + (1−β₁) g,  v ← β₂ v + (1−β₂) g²,  θ ← θ − α m̂ / (√v̂ + ε),  m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ)
 *
 * @throws {InputError} if β₁, β₂ or ε is not allowed, or an option is not known
 * @see Kingma and Ba, Adam: A method for stochastic optimization (2015), algorithm 1
 */
export function adam(options: AdamOptions = {}): BatchOptimiser {
  assertOptions("adam", options, ["beta1", "beta2", "epsilon"]);
  const { beta1, beta2, epsilon } = { ...adamDefaults, ...options };
  for (const [name, beta] of Object.entries({ beta1, beta2 }))
    if (!(beta >= 0 && beta < 1)) throw inputError("adam", name, "lie in [0, 1)", beta);
  assertPositive("adam", "epsilon", epsilon);
  return {
    kind: "adam",
    prepare(kernels, theta, gradient) {
      const [mean, square] = [kernels.allocate(theta.length), kernels.allocate(theta.length)];
      const numbers = kernels.allocate(ADAM_NUMBERS, "float64");
      const update = kernels.schedule(
        inPieces([theta, gradient, mean, square]).map(
          ([own, slope, m, v]) =>
            (k) =>
              k.clippedAdam(own, slope, m, v, numbers),
        ),
      );
      return {
        moments: { mean, square },
        step({ learningRate, step, factor = 1 }) {
          writeAdamNumbers(numbers, { learningRate, beta1, beta2, epsilon, step }, factor);
          update();
        },
      };
    },
  };
}
