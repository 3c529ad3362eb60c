// Why a training ended before its iterations were done, and what helps.

import type { ResolvedConfig } from "../config/config.js";
import { checkpointIterations } from "../train/checkpoint.js";
import type { Outcome } from "../train/loop.js";
import type { RunDirectory } from "../train/run-directory.js";
import type { TrainingState } from "../train/training.js";
import { DivergenceError } from "./keep-record.js";

/** Errors at which data of a small scale may have met the tolerances, and data of a large one have left no step. */
const [SMALL_ERROR, LARGE_ERROR] = [1e-6, 1e12];

/** What is said of a training that the scale of its data may have ended; null of any other. */
export function earlyEnd(stopped: Outcome, { iteration, parts: { error } }: TrainingState): string | null {
  if (/-tolerance$/.test(stopped) && error < SMALL_ERROR)
    return `stopped at iteration ${iteration} by its tolerances, which are meant for errors near 1: at ${error.toPrecision(3)} --gradient-tolerance 0 --cost-tolerance 0 train on`;
  if (stopped === "line-search-failed" && error > LARGE_ERROR)
    return `stopped at iteration ${iteration}, an error of ${error.toPrecision(3)} leaves no step to go: sigmoid and tanh units are saturated by data of such a scale; --preprocess normalize-ufldl, or data divided by their largest value, train`;
  return null;
}

/** The error of a cost that is no longer finite, or of its gradient. */
export function notFinite(
  directory: RunDirectory,
  { iteration, cost }: TrainingState,
  { optimizer }: ResolvedConfig,
): DivergenceError {
  const last = checkpointIterations(directory).at(-1);
  const kept =
    last === undefined
      ? "there is no checkpoint before it"
      : `the last good checkpoint is that of iteration ${last} in ${directory.path}`;
  const remedy =
    "learningRate" in optimizer
      ? `lower learningRate (now ${optimizer.learningRate})`
      : "look at the data and the initial values";
  const [what, became] = Number.isFinite(cost)
    ? ["the gradient", `that of the cost ${cost} is not`]
    : ["the cost", `it became ${cost}`];
  return new DivergenceError(
    `run: ${what} must stay finite, ${became} at iteration ${iteration}; ${kept}; ${remedy}`,
  );
}
