// What follows training: what the units do, figures, report, and the record's last word.

import { RunError } from "../core/errors.js";
import { inspect } from "../inspect/inspection.js";
import { writeInspection } from "../inspect/inspection-file.js";
import { lossOn } from "../sae/loss-on.js";
import type { FullObjective } from "../sae/model.js";
import { asRunError } from "../train/disk-errors.js";
import type { RunDirectory } from "../train/run-directory.js";
import { rhoHatRanges } from "./rho-hat-ranges.js";
import type { RunResult, TrainingNumbers } from "./run-result.js";
import { meanRoughness, type Trained } from "./trained.js";

/** What was trained, at the θ where it ended. */
type Ended = Omit<Trained, "rhoHat"> & { readonly objective: FullObjective | null };

/**
 * Writes what there is to know of a run that has been trained, and draws it if asked to.
 *
 * @throws {RunError} if any of it fails: it is not what the user gave
 */
export async function completeRun(
  directory: RunDirectory,
  ended: Ended,
  numbers: TrainingNumbers,
  figures: boolean,
): Promise<RunResult> {
  try {
    return await inspectAndRecord(directory, ended, numbers, figures);
  } catch (error) {
    const why = asRunError(directory.path, error);
    if (why instanceof RunError) throw why;
    throw new RunError(
      `run: figures and report of ${directory.path} must be made, got ${(error as Error).message}; what was trained is kept, --resume makes them again`,
      { cause: error },
    );
  }
}

async function inspectAndRecord(
  directory: RunDirectory,
  ended: Ended,
  numbers: TrainingNumbers,
  withFigures: boolean,
): Promise<RunResult> {
  const { kernels, model, objective, theta, dataset } = ended;
  // The last evaluation may have been a trial: ρ̂ belongs to θ.
  objective?.evaluate(theta, kernels.allocate(objective.length));
  const trained: Trained = { ...ended, rhoHat: objective?.rhoHat ?? {} };
  const rhoHat = rhoHatRanges(trained);
  // A training on minibatches knows the loss of its last batch alone.
  const { cost, parts } = objective === null ? lossOn(kernels, model, theta, dataset) : numbers;
  const seen = inspect({ kernels, model, theta, ...dataset });
  const result = { ...numbers, cost, parts, rhoHat, roughness: meanRoughness(trained), ...seen.numbers };
  writeInspection(directory, seen.inspection);
  // What draws takes half a second to load.
  const draw = withFigures ? await import("./figures.js") : null;
  if (draw === null) directory.removeFigures(); // those of an earlier iteration would be taken for the run's
  const figures = draw?.writeFigures(directory, trained) ?? [];
  const status = numbers.stopped === "interrupted" ? "interrupted" : "done";
  directory.record({ metrics: result });
  draw?.writeReport(directory, status);
  directory.record({ status, endedAt: new Date().toISOString() });
  return { ...result, directory, figures, trained };
}
