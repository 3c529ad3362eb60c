// The data that a run was trained on, read again from where its config says.

import type { ResolvedConfig } from "../config/config.js";
import { dtypeOf } from "../core/arrays.js";
import { InputError, inputError } from "../core/errors.js";
import { quantity } from "../core/in-words.js";
import type { FittedStep } from "../data/preprocess/steps.js";
import { lengthsOf } from "../data/preprocess/stored-steps.js";
import type { Reading } from "../data/reading.js";
import type { ModelAtStep } from "../inspect/model-at-step.js";
import { readPreprocessing } from "../inspect/run-config.js";
import { assertRoom, type EngineOptions } from "../kernels/engine.js";
import type { Model } from "../sae/model.js";
import type { RunDirectory } from "../train/run-directory.js";
import { type Dataset, fingerprintOf } from "./dataset.js";
import { loadExamples } from "./load-examples.js";

export interface OwnDataOptions extends EngineOptions, Pick<Reading, "onPhase" | "onNotice"> {
  readonly config: Pick<ResolvedConfig, "data" | "seed" | "through">;
  readonly at: Pick<ModelAtStep, "model" | "theta">;
}

/**
 * The examples of a run, preprocessed with the constants that were fitted when it began.
 *
 * @param where - who asks, for errors
 * @throws {InputError} if they cannot be read, or are no longer those of the run
 */
export async function ownDataset(
  where: string,
  directory: RunDirectory,
  { config, at: { model, theta }, engine, threads, ...reading }: OwnDataOptions,
): Promise<Dataset> {
  const steps = readPreprocessing(directory);
  const onShape = ([m, n]: readonly [number, number]) => {
    assertExampleLength(where, directory, valuesRead(config, steps, model), n);
    assertRoom(dtypeOf(theta), { engine, threads }, m * n);
  };
  const dataset = await loadExamples(config, { ...reading, onShape }, steps);
  assertExampleLength(where, directory, model.inputs, dataset.x.shape[1]);
  assertOwn(where, directory, fingerprintOf(dataset));
  return dataset;
}

/** Values of an example as it is read: before the steps, or after the runs that it goes through. */
export const valuesRead = (
  { through }: Pick<ResolvedConfig, "through">,
  steps: readonly FittedStep[],
  { inputs }: Pick<Model, "inputs">,
): number => (through === undefined ? (lengthsOf(steps).before ?? inputs) : inputs);

/** @throws {InputError} unless data of this fingerprint are those that a run was trained on */
export function assertOwn(where: string, directory: RunDirectory, found: string): void {
  const known = directory.readRecord().data?.fingerprint;
  if (known !== undefined && known !== found)
    throw new InputError(
      `${where}: the data must be those that ${directory.path} was trained on, they have changed; rhohat evaluate takes others (--data)`,
    );
}

/** @throws {InputError} unless examples are as long as the run's */
export function assertExampleLength(
  where: string,
  { path }: RunDirectory,
  inputs: number,
  length: number,
): void {
  if (length !== inputs)
    throw inputError(
      where,
      "the data",
      `have ${quantity(inputs, "value")} an example, as those of ${path}`,
      length,
    );
}
