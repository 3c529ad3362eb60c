// L-BFGS: a quasi-Newton method that remembers the last few steps instead of a matrix.

import type { FloatArray } from "../core/arrays.js";
import { assertCount, assertNotNegative } from "../core/errors.js";
import { assertOptions } from "../core/known-names.js";
import type { Kernels } from "../kernels/kernels.js";
import { createDescentTrial, type DescentTrial } from "./descent-trial.js";
import {
  descentTolerances,
  initialState,
  isCount,
  isMinimiserState,
  type Minimiser,
  type MinimiserState,
  reasonToStop,
  type Tolerances,
  toleranceNames,
} from "./minimiser.js";

/** Steps that are remembered, unless given. */
export const DEFAULT_MEMORY = 10;

/** Memory, and when to stop. */
export interface LbfgsOptions extends Tolerances {
  /** How many steps are remembered */
  readonly memory?: number;
}

/** A state of lbfgs, between two iterations. */
export interface LbfgsState extends MinimiserState {
  /** s_k = θ_{k+1} − θ_k, a ring of [memory, n] */
  readonly steps: FloatArray;
  /** y_k = ∇J_{k+1} − ∇J_k, a ring of [memory, n] */
  readonly changes: FloatArray;
  /** 1 / y_kᵀs_k for each of the ring, [memory] */
  readonly curvatures: Float64Array;
  /** How many of the ring are filled */
  stored: number;
  /** Where the next step goes in the ring */
  next: number;
}

const WOLFE = { sufficientDecrease: 1e-4, curvature: 0.9, maxEvaluations: 25 };

/**
 * d = −H ∇J(θ) with H the inverse Hessian as the last steps tell it, by the two-loop recursion;
 * θ ← θ + t d with t from a strong-Wolfe line search that tries t = 1 first.
 *
 * @throws {InputError} if an option is not allowed or not known
 * @see Nocedal and Wright, Numerical Optimization (2006), algorithms 7.4 and 7.5
 */
export function lbfgs(options: LbfgsOptions = {}): Minimiser<LbfgsState> {
  assertOptions("lbfgs", options, ["memory", ...toleranceNames]);
  const {
    memory = DEFAULT_MEMORY,
    gradientTolerance = descentTolerances.gradientTolerance,
    costTolerance = descentTolerances.costTolerance,
  } = options;
  assertCount("lbfgs", "memory", memory);
  assertNotNegative("lbfgs", "gradientTolerance", gradientTolerance);
  assertNotNegative("lbfgs", "costTolerance", costTolerance);
  /** All memory is taken by init, so that what does not fit is known before the first iteration. */
  let work: { readonly trial: DescentTrial; readonly alphas: Float64Array } | null = null;
  const workFor = (kernels: Kernels, n: number) => ({
    trial: createDescentTrial(kernels, n),
    alphas: new Float64Array(memory),
  });

  return {
    kind: "lbfgs",
    init(kernels, objective, theta) {
      const steps = kernels.allocate(memory * theta.length);
      const changes = kernels.allocate(memory * theta.length);
      work = workFor(kernels, theta.length);
      return {
        ...initialState(kernels, objective, theta, { gradientTolerance }),
        steps,
        changes,
        curvatures: new Float64Array(memory),
        stored: 0,
        next: 0,
      };
    },
    accepts: (state) =>
      isMinimiserState(state) && isCount(state.stored, memory) && isCount(state.next, memory - 1),

    step(kernels, objective, state) {
      work ??= workFor(kernels, state.theta.length);
      const { trial, alphas } = work;
      const costBefore = state.cost;
      lbfgsDirection(kernels, state, memory, alphas, trial.direction);
      let firstStep = 1;
      if (state.stored === 0) {
        firstStep = Math.min(1, 1 / Math.sqrt(kernels.dot(state.gradient, state.gradient)));
      }
      let found = trial.search(objective, state, firstStep, WOLFE);
      if (!found && state.stored > 0) {
        // What is remembered may mislead: forget it, and go down the gradient once.
        state.stored = 0;
        lbfgsDirection(kernels, state, memory, alphas, trial.direction);
        firstStep = Math.min(1, 1 / Math.sqrt(kernels.dot(state.gradient, state.gradient)));
        found = trial.search(objective, state, firstStep, WOLFE);
      }
      state.iteration += 1;
      if (!found) {
        state.stopped = "line-search-failed";
        return;
      }
      remember(kernels, state, memory, trial);
      trial.accept(state);
      state.stopped = reasonToStop(kernels, state, costBefore, { gradientTolerance, costTolerance });
    },
  };
}

/** d = −H ∇J by the two-loop recursion, with H₀ = (sᵀy / yᵀy) I of the newest step; −∇J where none is stored. */
function lbfgsDirection(
  kernels: Kernels,
  { gradient, steps, changes, curvatures, stored, next }: LbfgsState,
  memory: number,
  alphas: Float64Array,
  direction: FloatArray,
): void {
  const n = gradient.length;
  const row = (ring: FloatArray, k: number) => ring.subarray(k * n, (k + 1) * n);
  kernels.scale(-1, gradient, direction);
  if (stored === 0) return;
  for (let age = 1; age <= stored; age++) {
    const k = (next - age + memory) % memory;
    alphas[k] = curvatures[k] * kernels.dot(row(steps, k), direction);
    kernels.axpy(-alphas[k], row(changes, k), direction);
  }
  const newest = (next - 1 + memory) % memory;
  const change = row(changes, newest);
  kernels.scale(1 / (curvatures[newest] * kernels.dot(change, change)), direction, direction);
  for (let age = stored; age >= 1; age--) {
    const k = (next - age + memory) % memory;
    const beta = curvatures[k] * kernels.dot(row(changes, k), direction);
    kernels.axpy(alphas[k] - beta, row(steps, k), direction);
  }
}

/** Stores s and y of an accepted trial, unless yᵀs is too small to keep H positive definite. */
function remember(kernels: Kernels, state: LbfgsState, memory: number, trial: DescentTrial): void {
  const n = state.theta.length;
  const step = state.steps.subarray(state.next * n, (state.next + 1) * n);
  const change = state.changes.subarray(state.next * n, (state.next + 1) * n);
  step.set(trial.theta);
  kernels.axpy(-1, state.theta, step);
  change.set(trial.gradient);
  kernels.axpy(-1, state.gradient, change);
  const curvature = kernels.dot(step, change);
  if (!(curvature > kernels.epsilon * kernels.dot(change, change))) {
    // Its place in the ring was the oldest step's.
    state.stored = Math.min(state.stored, memory - 1);
    return;
  }
  state.curvatures[state.next] = 1 / curvature;
  state.next = (state.next + 1) % memory;
  state.stored = Math.min(state.stored + 1, memory);
}
