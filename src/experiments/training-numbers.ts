// What a run's folder says of its training.

import type { RunDirectory } from "../train/run-directory.js";
import type { TrainingNumbers } from "./run-result.js";

/** How the training went until a checkpoint: as its end was recorded, else by the last line of metrics before it. */
export function trainingNumbers(directory: RunDirectory, step: number): TrainingNumbers {
  const { metrics } = directory.readRecord();
  const line = directory.readMetrics().findLast(({ iteration }) => iteration <= step);
  const known = metrics?.iterations === step ? metrics : line;
  const { evaluations = 0, seconds = 0, heldOut, coefficient } = known ?? {};
  return {
    iterations: step,
    evaluations,
    seconds,
    stopped: metrics?.stopped ?? "interrupted",
    ...(heldOut === undefined ? {} : { heldOut }),
    ...(coefficient === undefined ? {} : { coefficient }),
  };
}
