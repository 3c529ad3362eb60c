// What is trained step by step, whatever does it: all that decides the next step is its state, a plain value.

import type { FloatArray } from "../core/arrays.js";
import type { CostParts, Objective } from "../core/objective.js";
import type { Kernels } from "../kernels/kernels.js";
import type { Minimiser, MinimiserState, StopReason } from "../optim/minimiser.js";
import type { HeldOutNumbers } from "./run-record.js";

/** The state of a training: numbers, texts, plain objects and lists of them, and float arrays. */
export interface TrainingState {
  /** θ, [n] */
  readonly theta: FloatArray;
  /** The cost at θ, or of the last batch, and its parts */
  cost: number;
  parts: CostParts;
  /** Iterations done */
  iteration: number;
  /** Evaluations of the cost */
  evaluations: number;
  stopped: StopReason | null;
  /** Of minibatches: active latents of an example, latents that are silent, examples seen, λ where it changes */
  l0?: number;
  silent?: number;
  examples?: number;
  coefficient?: number;
}

/** A training at some state: `step` takes it one iteration further. */
export interface Training<State extends TrainingState = TrainingState> {
  /** Changed in place */
  readonly state: State;
  /** Whether a state that was read, of the arrays that this one has, holds numbers that a state can have */
  accepts(state: State): boolean;
  /** Called when the state has been read from a checkpoint. Nothing unless given. */
  restored?(): void;
  /** Called once, when the last iteration is done and before its checkpoint is written: on θ, in place. Nothing unless given. */
  finish?(): void;
  /** θ that the model is looked at with: `state.theta` unless given */
  weights?(): FloatArray;
  /** How the model does now on what is held out; undefined where nothing is */
  heldOut?(): HeldOutNumbers | undefined;
  /** One iteration, in place; sets `stopped` where there is nothing more to do */
  step(): void | Promise<void>;
}

/** Minimises an objective on all of the data, from θ on. */
export function fullBatch<State extends MinimiserState>(
  kernels: Kernels,
  objective: Objective,
  minimiser: Minimiser<State>,
  theta: FloatArray,
): Training<State> {
  const state = minimiser.init(kernels, objective, theta);
  return {
    state,
    accepts: (read) => minimiser.accepts(read),
    step: () => minimiser.step(kernels, objective, state),
  };
}
