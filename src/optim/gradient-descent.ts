// Batch gradient descent, with momentum as an option.

import type { FloatArray } from "../core/arrays.js";
import { assertNotNegative, assertPositive, inputError } from "../core/errors.js";
import { assertOptions } from "../core/known-names.js";
import {
  initialState,
  isMinimiserState,
  type Minimiser,
  type MinimiserState,
  reasonToStop,
  type Tolerances,
  toleranceNames,
} from "./minimiser.js";

/** Learning rate, momentum, and when to stop. */
export interface GradientDescentOptions extends Tolerances {
  /** α > 0 */
  readonly learningRate: number;
  /** μ, in [0, 1); 0 is plain gradient descent */
  readonly momentum?: number;
}

/** A state of gradientDescent, between two iterations. */
export interface GradientDescentState extends MinimiserState {
  /** v, [n] */
  readonly velocity: FloatArray;
}

/**
 * v ← μ v − α ∇J(θ),  θ ← θ + v.  With μ = 0: θ ← θ − α ∇J(θ).
 *
 * @throws {InputError} if α or μ is not allowed, or an option is not known
 * @see Ng, Sparse autoencoder (CS294A lecture notes), section 2; Polyak (1964) for the momentum
 */
export function gradientDescent(options: GradientDescentOptions): Minimiser<GradientDescentState> {
  assertOptions("gradientDescent", options, ["learningRate", "momentum", ...toleranceNames]);
  const { learningRate, momentum = 0, gradientTolerance = 0, costTolerance = 0 } = options;
  assertPositive("gradientDescent", "learningRate", learningRate);
  if (!(momentum >= 0 && momentum < 1))
    throw inputError("gradientDescent", "momentum", "lie in [0, 1)", momentum);
  assertNotNegative("gradientDescent", "gradientTolerance", gradientTolerance);
  assertNotNegative("gradientDescent", "costTolerance", costTolerance);
  return {
    kind: "gradient-descent",
    init: (kernels, objective, theta) => ({
      ...initialState(kernels, objective, theta, { gradientTolerance }),
      velocity: kernels.allocate(theta.length),
    }),
    accepts: isMinimiserState,
    step(kernels, objective, state) {
      const { theta, gradient, velocity, cost } = state;
      kernels.scale(momentum, velocity, velocity);
      kernels.axpy(-learningRate, gradient, velocity);
      kernels.axpy(1, velocity, theta);
      const evaluation = objective.evaluate(theta, gradient);
      state.cost = evaluation.cost;
      state.parts = { ...evaluation.parts };
      state.iteration += 1;
      state.evaluations += 1;
      state.stopped = reasonToStop(kernels, state, cost, { gradientTolerance, costTolerance });
    },
  };
}
