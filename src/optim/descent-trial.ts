// One search along a direction: what L-BFGS and conjugate gradient share.

import type { FloatArray } from "../core/arrays.js";
import type { CostParts, Objective } from "../core/objective.js";
import type { Kernels } from "../kernels/kernels.js";
import { type LineSearchOptions, wolfeLineSearch } from "./line-search.js";
import type { MinimiserState } from "./minimiser.js";

/** Memory for a trial point, kept from iteration to iteration; nothing in it needs to be saved with the state. */
export interface DescentTrial {
  /** d, [n]: written by the optimiser before `search` */
  readonly direction: FloatArray;
  /** θ + t d and its gradient, [n], after `search` */
  readonly theta: FloatArray;
  readonly gradient: FloatArray;
  /** t of the last search that found one */
  readonly step: number;
  /** Looks for a step along `direction`; false if the direction does not descend or no step will do. Counts evaluations. */
  search(objective: Objective, state: MinimiserState, firstStep: number, options: LineSearchOptions): boolean;
  /** Makes the trial point the state's. */
  accept(state: MinimiserState): void;
}

export function createDescentTrial(kernels: Kernels, n: number): DescentTrial {
  const direction = kernels.allocate(n);
  const theta = kernels.allocate(n);
  const gradient = kernels.allocate(n);
  let cost = 0;
  let parts: CostParts = {};
  let found = 0;
  return {
    direction,
    theta,
    gradient,
    get step() {
      return found;
    },
    search(objective, state, firstStep, options) {
      const slope = kernels.dot(state.gradient, direction);
      if (!(slope < 0)) return false;
      const evaluate = (step: number) => {
        theta.set(state.theta);
        kernels.axpy(step, direction, theta);
        ({ cost, parts } = objective.evaluate(theta, gradient));
        state.evaluations += 1;
        return { step, value: cost, slope: kernels.dot(gradient, direction) };
      };
      const point = wolfeLineSearch(evaluate, { step: 0, value: state.cost, slope }, firstStep, options);
      if (point !== null) found = point.step;
      return point !== null;
    },
    accept(state) {
      state.theta.set(theta);
      state.gradient.set(gradient);
      state.cost = cost;
      state.parts = { ...parts };
    },
  };
}
