// Stochastic gradient descent, with momentum as an option.

import { inputError } from "../core/errors.js";
import { assertOptions } from "../core/known-names.js";
import type { BatchOptimiser } from "./batch-optimiser.js";

/** Momentum. */
export interface SgdOptions {
  /** μ, in [0, 1); 0 is plain descent */
  readonly momentum?: number;
}

/**
 *   v ← μ v − α φ g,  θ ← θ + v
 *
 * as `gradientDescent` does on all of the data.
 *
 * @throws {InputError} if μ is not allowed, or an option is not known
 */
export function sgd(options: SgdOptions = {}): BatchOptimiser {
  assertOptions("sgd", options, ["momentum"]);
  const { momentum = 0 } = options;
  if (!(momentum >= 0 && momentum < 1)) throw inputError("sgd", "momentum", "lie in [0, 1)", momentum);
  return {
    kind: "sgd",
    prepare(kernels, theta, gradient) {
      const velocity = kernels.allocate(theta.length);
      return {
        moments: { velocity },
        step({ learningRate, factor = 1 }) {
          kernels.scale(momentum, velocity, velocity);
          kernels.axpy(-learningRate * factor, gradient, velocity);
          kernels.axpy(1, velocity, theta);
        },
      };
    },
  };
}
