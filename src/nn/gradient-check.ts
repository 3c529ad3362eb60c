// The numeric gradient check: the one test that backpropagation cannot talk its way out of.

import { dtypeOf, type FloatArray, zeros } from "../core/arrays.js";
import { assertPositive } from "../core/errors.js";
import type { Objective } from "../core/objective.js";

/** How far backpropagation is from central differences. */
export interface GradientCheck {
  /** ‖numeric − analytic‖ / ‖numeric + analytic‖ */
  readonly error: number;
  /** What a right gradient's error stays below: 1e-9, and the rounding of the differences of this cost */
  readonly limit: number;
  readonly numeric: FloatArray;
  readonly analytic: FloatArray;
}

/** What the error of a right gradient is below where nothing is rounded but the gradient itself. */
const LIMIT = 1e-9;
/** A cost is a sum of many roundings; a difference of four such costs is off by at most so many of them. */
const ROUNDINGS = 8;
/** Steps that are tried where the first does not agree: a kink of relu may lie within it. */
const SHORTER = [0.1, 0.01];

/**
 * Compares the analytic gradient with central differences,
 *
 *   D(ε)_i = (J(θ + ε e_i) − J(θ − ε e_i)) / 2ε,        ∂J/∂θ_i ≈ (4 D(ε)_i − D(2ε)_i) / 3
 *
 * A single difference is off by ε²/6 · J''', which for tanh is more than 1e-9 of the gradient whatever the code;
 * two of them cancel that term (Richardson), and what is left is rounding: of J · 2⁻⁵³ / ε in each component, which the
 * limit allows for. A component that disagrees is tried with shorter steps, which leave a kink beside θ outside; on a
 * kink any slope between those of its two sides is right.
 *
 * @param theta - where to check, left as it was; float64 for a meaningful answer
 * @param epsilon - the difference, 1e-4
 * @see UFLDL, "Gradient checking and advanced optimization"
 */
export function checkGradient(objective: Objective, theta: FloatArray, epsilon = 1e-4): GradientCheck {
  assertPositive("checkGradient", "epsilon", epsilon);
  const analytic = zeros(dtypeOf(theta), theta.length);
  const { cost } = objective.evaluate(theta, analytic);
  const numeric = zeros(dtypeOf(theta), theta.length);
  const unused = zeros(dtypeOf(theta), theta.length);
  const moved = theta.slice();
  const costAt = (i: number, step: number) => {
    moved[i] = theta[i] + step;
    const there = objective.evaluate(moved, unused).cost;
    moved[i] = theta[i];
    return there;
  };
  const centralDifference = (i: number, step: number) => (costAt(i, step) - costAt(i, -step)) / (2 * step);
  const estimate = (i: number, step: number) =>
    (4 * centralDifference(i, step) - centralDifference(i, 2 * step)) / 3;
  const roundingOf = (step: number) => (ROUNDINGS * Math.abs(cost) * 2 ** -53) / step;
  const agrees = (i: number, slope: number, step: number) =>
    Math.abs(slope - analytic[i]) <= LIMIT * Math.abs(slope + analytic[i]) + roundingOf(step);
  const onKink = (i: number, step: number) => {
    const sides = [(costAt(i, step) - cost) / step, (cost - costAt(i, -step)) / step].sort((a, b) => a - b);
    return analytic[i] >= sides[0] - roundingOf(step) && analytic[i] <= sides[1] + roundingOf(step);
  };

  let difference = 0;
  let sum = 0;
  let rounding = 0;
  for (let i = 0; i < theta.length; i++) {
    let step = epsilon;
    numeric[i] = estimate(i, step);
    for (const part of SHORTER) {
      if (agrees(i, numeric[i], step)) break;
      const slope = estimate(i, part * epsilon);
      if (agrees(i, slope, part * epsilon)) {
        step = part * epsilon;
        numeric[i] = slope;
      }
    }
    if (!agrees(i, numeric[i], step) && onKink(i, epsilon / 100)) numeric[i] = analytic[i];
    difference += (numeric[i] - analytic[i]) * (numeric[i] - analytic[i]);
    sum += (numeric[i] + analytic[i]) * (numeric[i] + analytic[i]);
    rounding += roundingOf(step) * roundingOf(step);
  }
  const norm = sum === 0 ? 1 : Math.sqrt(sum);
  return {
    error: Math.sqrt(difference) / norm,
    limit: LIMIT + Math.sqrt(rounding) / norm,
    numeric,
    analytic,
  };
}
