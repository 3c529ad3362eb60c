// The second half of a run: what its model does on its data, the figures, the report, and the numbers of its record. It
// needs what a run's folder holds, and nothing of how that was trained.

import { RunError } from "../core/errors.js";
import type { Evaluation } from "../core/objective.js";
import { inspect } from "../inspect/inspection.js";
import { writeInspection } from "../inspect/inspection-file.js";
import type { Ending } from "../inspect/report.js";
import type { FullObjective } from "../sae/model.js";
import { asRunError } from "../train/disk-errors.js";
import type { RunDirectory } from "../train/run-directory.js";
import { classified } from "./classified.js";
import { lookedAtOf, truthToMeet } from "./dataset.js";
import { diagnose } from "./diagnose.js";
import { rhoHatRanges } from "./rho-hat-ranges.js";
import type { RunResult, TrainingNumbers } from "./run-result.js";
import { meanRoughness, type Trained } from "./trained.js";

/** A trained model at one θ, and what is known of it before it is looked at. */
export interface ToDescribe {
  readonly trained: Omit<Trained, "rhoHat">;
  /** Cost, parts and ρ̂ at θ, on all of the data */
  readonly evaluation: Evaluation & Pick<FullObjective, "rhoHat">;
  readonly training: TrainingNumbers;
  /** That the report tells */
  readonly ended: Ending;
  /** Whether figures and report are drawn too */
  readonly figures: boolean;
}

/**
 * Looks at a trained model and writes what is found into its run's folder.
 *
 * @throws {RunError} if any of it fails: it is not what the user gave
 */
export async function describe(directory: RunDirectory, known: ToDescribe): Promise<RunResult> {
  try {
    return await inspectAndDraw(directory, known);
  } catch (error) {
    const why = asRunError(directory.path, error);
    if (why instanceof RunError) throw why;
    throw new RunError(
      `run: figures and report of ${directory.path} must be made, got ${(error as Error).message}; what was trained is kept, rhohat describe makes them again`,
      { cause: error },
    );
  }
}

async function inspectAndDraw(
  directory: RunDirectory,
  { trained: known, evaluation, training, ended, figures: withFigures }: ToDescribe,
): Promise<RunResult> {
  const { cost, parts, rhoHat } = evaluation;
  const trained: Trained = { ...known, rhoHat };
  const { targetL0 } = trained.model;
  const { config, dataset } = trained;
  const seen = inspect({ ...trained, ...dataset, ...truthToMeet(dataset, config) });
  const found = {
    ...training,
    ...lookedAtOf(dataset),
    cost,
    parts,
    rhoHat: rhoHatRanges(evaluation),
    roughness: meanRoughness(trained),
    ...(targetL0 === undefined ? {} : { targetL0 }),
    ...seen.numbers,
    ...classified(trained, dataset),
  };
  const numbers = { ...found, findings: diagnose(directory, trained, found) };
  writeInspection(directory, seen.inspection);
  // What draws takes half a second to load.
  const draw = withFigures ? await import("./figures.js") : null;
  if (draw === null) directory.removeFigures(); // those of an earlier iteration would be taken for the run's
  directory.record({ metrics: numbers }); // which figures show too
  const figures = draw?.writeFigures(directory, trained) ?? [];
  draw?.writeReport(directory, ended);
  return { ...numbers, directory, figures, trained };
}
