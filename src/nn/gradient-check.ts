// The numeric gradient check: the one test that backpropagation cannot talk its way out of.

import { dtypeOf, type FloatArray, zeros } from "../core/arrays.js";
import { assertPositive } from "../core/errors.js";
import type { Objective } from "../core/objective.js";

export interface GradientCheck {
  /** ‖numeric − analytic‖ / ‖numeric + analytic‖ */
  readonly error: number;
  readonly numeric: FloatArray;
  readonly analytic: FloatArray;
}

/**
 * Compares the analytic gradient with central differences,
 *
 *   D(ε)_i = (J(θ + ε e_i) − J(θ − ε e_i)) / 2ε,        ∂J/∂θ_i ≈ (4 D(ε)_i − D(2ε)_i) / 3
 *
 * A single difference is off by ε²/6 · J''', which for tanh is more than 1e-9 of the gradient whatever the code;
 * two of them cancel that term (Richardson), and what is left is rounding. In float64 the error is below 1e-9.
 *
 * @param theta - where to check, left as it was; float64 for a meaningful answer
 * @param epsilon - the difference, 1e-4
 * @see UFLDL, "Gradient checking and advanced optimization"
 */
export function checkGradient(objective: Objective, theta: FloatArray, epsilon = 1e-4): GradientCheck {
  assertPositive("checkGradient", "epsilon", epsilon);
  const analytic = zeros(dtypeOf(theta), theta.length);
  objective.evaluate(theta, analytic);
  const numeric = zeros(dtypeOf(theta), theta.length);
  const unused = zeros(dtypeOf(theta), theta.length);
  const moved = theta.slice();
  const centralDifference = (i: number, step: number) => {
    moved[i] = theta[i] + step;
    const above = objective.evaluate(moved, unused).cost;
    moved[i] = theta[i] - step;
    const below = objective.evaluate(moved, unused).cost;
    moved[i] = theta[i];
    return (above - below) / (2 * step);
  };
  for (let i = 0; i < theta.length; i++) {
    numeric[i] = (4 * centralDifference(i, epsilon) - centralDifference(i, 2 * epsilon)) / 3;
  }
  let difference = 0;
  let sum = 0;
  for (let i = 0; i < theta.length; i++) {
    difference += (numeric[i] - analytic[i]) * (numeric[i] - analytic[i]);
    sum += (numeric[i] + analytic[i]) * (numeric[i] + analytic[i]);
  }
  return { error: sum === 0 ? Math.sqrt(difference) : Math.sqrt(difference / sum), numeric, analytic };
}
