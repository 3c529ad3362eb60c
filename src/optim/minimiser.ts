// What the full-batch optimisers have in common: they minimise an objective one iteration at a time,
// and all that they know is a plain value, so that a run can be stopped, saved and continued to the bit.

import type { FloatArray } from "../core/arrays.js";
import type { CostParts, Objective } from "../core/objective.js";
import type { Kernels } from "../kernels/kernels.js";

/** Why an optimiser stopped by itself. */
export type StopReason = "gradient-tolerance" | "cost-tolerance" | "line-search-failed" | "not-finite";

/** The optimisers by name, as a config has them. */
export type MinimiserKind = "lbfgs" | "conjugate-gradient" | "gradient-descent";

/** What each reason means, for people. */
export const stopReasons: Readonly<Record<StopReason | "iterations" | "interrupted", string>> = {
  iterations: "the number of iterations that was asked for is done",
  interrupted: "it was interrupted; --resume goes on from here",
  "gradient-tolerance": "the largest element of the gradient is below the tolerance: a minimum",
  "cost-tolerance": "the cost hardly falls any more: the relative decrease is below the tolerance",
  "line-search-failed":
    "no step along the search direction lowers the cost enough: as far as rounding allows",
  "not-finite": "the cost is no longer a finite number",
};

/** The state of a run: numbers, texts and float arrays only. */
export interface MinimiserState {
  /** θ, [n] */
  readonly theta: FloatArray;
  /** ∇J(θ), [n] */
  readonly gradient: FloatArray;
  /** J(θ) and its parts */
  cost: number;
  parts: CostParts;
  /** Iterations done */
  iteration: number;
  /** Evaluations of the objective, line search included */
  evaluations: number;
  stopped: StopReason | null;
}

/** An optimiser: it makes a state, and takes it one iteration further in place. */
export interface Minimiser<State extends MinimiserState = MinimiserState> {
  readonly kind: MinimiserKind;
  /** The state before the first iteration: θ copied, one evaluation. */
  init(kernels: Kernels, objective: Objective, theta: FloatArray): State;
  /** Whether a state that was read, of the arrays that `init` makes, holds numbers that a state can have. */
  accepts(state: State): boolean;
  /** One iteration, in place; sets `stopped` when there is nothing more to do. */
  step(kernels: Kernels, objective: Objective, state: State): void;
}

/** When to stop early. */
export interface Tolerances {
  /** Stop when max |∂J/∂θ_i| is at most this; 0: only where the gradient is exactly 0. */
  readonly gradientTolerance?: number;
  /** Stop when (J_before − J) / max(|J_before|, |J|, 1) is at most this; 0: never. */
  readonly costTolerance?: number;
}

/** What they are called. */
export const toleranceNames: readonly (keyof Tolerances)[] = ["gradientTolerance", "costTolerance"];

/** Those of the methods with a line search, unless given; gradient descent has none. */
export const descentTolerances: Required<Tolerances> = { gradientTolerance: 1e-8, costTolerance: 1e-12 };

export const isCount = (value: number, most: number = Number.MAX_SAFE_INTEGER): boolean =>
  Number.isSafeInteger(value) && value >= 0 && value <= most;

/** Whether the numbers that every optimiser has can be those of a state. */
export const isMinimiserState = ({ iteration, evaluations }: MinimiserState): boolean =>
  isCount(iteration) && isCount(evaluations);

/** The part of the state that every optimiser has, at θ. */
export function initialState(
  kernels: Kernels,
  objective: Objective,
  theta: FloatArray,
  { gradientTolerance = 0 }: Tolerances,
): MinimiserState {
  const own = kernels.allocate(theta.length);
  own.set(theta);
  const gradient = kernels.allocate(theta.length);
  const { cost, parts } = objective.evaluate(own, gradient);
  const state: MinimiserState = {
    theta: own,
    gradient,
    cost,
    parts: { ...parts },
    iteration: 0,
    evaluations: 1,
    stopped: null,
  };
  state.stopped = reasonToStop(kernels, state, cost, { gradientTolerance });
  return state;
}

/** The reason to stop after an iteration that came from `costBefore`, or null. */
export function reasonToStop(
  kernels: Kernels,
  { cost, gradient }: MinimiserState,
  costBefore: number,
  { gradientTolerance = 0, costTolerance = 0 }: Tolerances,
): StopReason | null {
  const steepest = kernels.maxAbs(gradient);
  if (!(Number.isFinite(cost) && Number.isFinite(steepest))) return "not-finite";
  if (steepest <= gradientTolerance) return "gradient-tolerance";
  const decrease = (costBefore - cost) / Math.max(Math.abs(costBefore), Math.abs(cost), 1);
  if (costTolerance > 0 && decrease <= costTolerance) return "cost-tolerance";
  return null;
}
