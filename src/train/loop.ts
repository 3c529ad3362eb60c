// The training loop: iterations until the count is reached, the optimiser stops or someone asks to stop.

import { setImmediate } from "node:timers/promises";
import type { StopReason } from "../optim/minimiser.js";
import type { Training, TrainingState } from "./training.js";

export interface LoopOptions<State extends TrainingState> {
  /** At where to start or go on; changed in place */
  readonly training: Training<State>;
  /** Stop when this many iterations are done, those before a resume included */
  readonly iterations: number;
  readonly checkpointEvery: number;
  readonly onIteration: (state: State) => void;
  readonly onCheckpoint: (state: State) => void;
  /** Aborted: finish the iteration, write a checkpoint, stop. */
  readonly signal?: AbortSignal | undefined;
}

export type Outcome = StopReason | "iterations" | "interrupted";

/**
 * Runs a training. A checkpoint is due every `checkpointEvery` iterations and at the end, but never of a state whose
 * cost is not finite: so the last checkpoint is always a good one.
 *
 * @returns why it stopped
 */
export async function runLoop<State extends TrainingState>(options: LoopOptions<State>): Promise<Outcome> {
  const { training, iterations, checkpointEvery, onIteration, onCheckpoint, signal } = options;
  const { state } = training;
  // A state that has iterations behind it comes from its checkpoint.
  let saved = state.iteration === 0 ? -1 : state.iteration;
  const save = () => {
    if (state.stopped !== "not-finite" && saved !== state.iteration) onCheckpoint(state);
    saved = state.iteration;
  };
  if (state.iteration === 0) {
    onIteration(state);
    save();
  }
  while (state.stopped === null && state.iteration < iterations && signal?.aborted !== true) {
    await training.step();
    if (state.iteration === iterations && state.stopped === null) training.finish?.();
    onIteration(state);
    if (state.iteration % checkpointEvery === 0) save();
    await setImmediate(); // lets signals in
  }
  save();
  if (state.stopped !== null) return state.stopped;
  return state.iteration >= iterations ? "iterations" : "interrupted";
}
