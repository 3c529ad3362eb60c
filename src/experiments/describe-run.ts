// Any run's folder described: as its last checkpoint stands.

import { parseConfig } from "../config/parse.js";
import { dtypeOf } from "../core/arrays.js";
import { readModel } from "../inspect/model-at-step.js";
import type { Ending } from "../inspect/report.js";
import { createKernels, type EngineOptions } from "../kernels/engine.js";
import { lossOn } from "../sae/loss-on.js";
import { type ClaimOptions, takeClaim } from "../train/claim.js";
import type { RunDirectory } from "../train/run-directory.js";
import { describe } from "./describe.js";
import { type OwnDataOptions, ownDataset } from "./own-dataset.js";
import type { RunResult } from "./run-result.js";
import { chosenEngine } from "./runner.js";
import { withDataPath } from "./same-run.js";
import { trainingNumbers } from "./training-numbers.js";

/** What a run is described with. */
export interface DescribeOptions
  extends EngineOptions,
    ClaimOptions,
    Pick<OwnDataOptions, "onPhase" | "onNotice"> {
  /** Whether figures and report are drawn; true unless given. The numbers are kept in any case. */
  readonly figures?: boolean | undefined;
  /** Where the data lie now, if they were moved */
  readonly dataPath?: string | undefined;
}

/**
 * Inspection, figures, report and the numbers of run.json, made anew from the run's folder and its data: of a run that
 * has ended, that was killed, or that came from elsewhere. A run that was not trained to its end is described as its last
 * checkpoint stands, and can be resumed as before.
 *
 * @throws {InputError} if the run has no checkpoint, a process works on it, or its data have changed
 * @throws {RunError} if the disk refuses or figures fail
 */
export async function describeRun(
  directory: RunDirectory,
  { figures = true, dataPath, engine, threads, takeOver, ...reading }: DescribeOptions = {},
): Promise<RunResult> {
  const at = readModel(directory, undefined, "describe");
  const stored = parseConfig(directory.readJson("config.json"), directory.file("config.json"));
  const config = dataPath === undefined ? stored : withDataPath("describe", stored, dataPath);
  const options = { engine: chosenEngine({ engine }, config.engine), threads };
  const dataset = await ownDataset("describe", directory, { config, at, ...options, ...reading });
  const kernels = createKernels(dtypeOf(at.theta), options);
  try {
    const claim = takeClaim(directory.path, { takeOver });
    try {
      const training = trainingNumbers(directory, at.step);
      const evaluation = lossOn(kernels, at.model, at.theta, dataset, training.coefficient);
      const trained = { config, kernels, dataset, model: at.model, theta: at.theta };
      const record = directory.readRecord();
      // One that still runs has been left without a word.
      const ended: Ending =
        record.status === "running"
          ? { status: "interrupted", endedAt: new Date().toISOString() }
          : { status: record.status, endedAt: record.endedAt };
      const result = await describe(directory, { trained, evaluation, training, ended, figures });
      directory.record(ended);
      return result;
    } finally {
      claim.release();
    }
  } finally {
    kernels.dispose();
  }
}
