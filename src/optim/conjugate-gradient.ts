// Nonlinear conjugate gradient, Polak–Ribière with restarts.

import type { FloatArray } from "../core/arrays.js";
import { assertNotNegative } from "../core/errors.js";
import { assertOptions } from "../core/known-names.js";
import { createDescentTrial, type DescentTrial } from "./descent-trial.js";
import {
  descentTolerances,
  initialState,
  isMinimiserState,
  type Minimiser,
  type MinimiserState,
  reasonToStop,
  type Tolerances,
  toleranceNames,
} from "./minimiser.js";

/** A state of conjugateGradient, between two iterations. */
export interface ConjugateGradientState extends MinimiserState {
  /** d, the last search direction, [n] */
  readonly direction: FloatArray;
  /** t · |∇Jᵀd| of the last iteration: the next one starts with a step of the same expected decrease; 0 at first */
  lastDecrease: number;
}

// A tighter curvature condition than L-BFGS's: conjugate directions need nearly exact searches.
const WOLFE = { sufficientDecrease: 1e-4, curvature: 0.1, maxEvaluations: 25 };

/**
 * d ← −∇J + β d with β = max(0, ∇Jᵀ(∇J − ∇J_before) / ‖∇J_before‖²) (Polak–Ribière⁺); θ ← θ + t d with t from a
 * strong-Wolfe line search. Where d does not descend or the search fails, it starts anew from −∇J.
 *
 * @throws {InputError} if a tolerance is not allowed, or an option is not known
 * @see Nocedal and Wright, Numerical Optimization (2006), section 5.2, equation 5.45
 */
export function conjugateGradient(options: Tolerances = {}): Minimiser<ConjugateGradientState> {
  assertOptions("conjugateGradient", options, toleranceNames);
  const {
    gradientTolerance = descentTolerances.gradientTolerance,
    costTolerance = descentTolerances.costTolerance,
  } = options;
  assertNotNegative("conjugateGradient", "gradientTolerance", gradientTolerance);
  assertNotNegative("conjugateGradient", "costTolerance", costTolerance);
  /** All memory is taken by init, so that what does not fit is known before the first iteration. */
  let trial: DescentTrial | null = null;

  return {
    kind: "conjugate-gradient",
    init(kernels, objective, theta) {
      const state = initialState(kernels, objective, theta, { gradientTolerance });
      const direction = kernels.allocate(theta.length);
      trial = createDescentTrial(kernels, theta.length);
      kernels.scale(-1, state.gradient, direction);
      return { ...state, direction, lastDecrease: 0 };
    },
    accepts: isMinimiserState,

    step(kernels, objective, state) {
      trial ??= createDescentTrial(kernels, state.theta.length);
      const costBefore = state.cost;
      const squares = kernels.dot(state.gradient, state.gradient);
      let slope = kernels.dot(state.gradient, state.direction);
      trial.direction.set(state.direction);
      let firstStep =
        state.lastDecrease === 0 ? Math.min(1, 1 / Math.sqrt(squares)) : state.lastDecrease / -slope;
      let found = trial.search(objective, state, firstStep, WOLFE);
      if (!found) {
        slope = -squares;
        kernels.scale(-1, state.gradient, trial.direction);
        firstStep = Math.min(1, 1 / Math.sqrt(squares));
        found = trial.search(objective, state, firstStep, WOLFE);
      }
      state.iteration += 1;
      if (!found) {
        state.stopped = "line-search-failed";
        return;
      }
      state.lastDecrease = trial.step * -slope;
      const overlap = kernels.dot(trial.gradient, state.gradient);
      const beta = Math.max(0, (kernels.dot(trial.gradient, trial.gradient) - overlap) / squares);
      kernels.scale(beta, trial.direction, state.direction);
      kernels.axpy(-1, trial.gradient, state.direction);
      trial.accept(state);
      state.stopped = reasonToStop(kernels, state, costBefore, { gradientTolerance, costTolerance });
    },
  };
}
