// Weights of another tool as a run of ours: a folder with one checkpoint, which is looked at as any other.

import { rmSync } from "node:fs";
import { parseConfig } from "../config/parse.js";
import { sizeOf } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { createModel } from "../models/registry.js";
import { writeCheckpoint } from "../train/checkpoint.js";
import type { RunDirectory } from "../train/run-directory.js";
import { type RunPlace, startRun } from "../train/start-run.js";
import { centredAs } from "../weights/convert.js";
import { type TrainedDictionary, thetaType } from "../weights/trained-dictionary.js";
import { environment } from "./environment.js";
import { thetaFromParts } from "./read-theta.js";

/** The name of the experiment, which a config has to have. */
const NAME = "imported";

/**
 * Writes a run's folder of weights that came from elsewhere: config.json with the keys that the file tells, run.json with
 * where they came from, and checkpoints/step-000000. It has no data; `evaluate --data` measures it on some.
 *
 * @param from - the path of the weights
 * @param imageShape - an example as a picture, [height, width] or with channels; none unless given
 * @throws {InputError} if k is not known, or the place is not free
 */
export function importWeights(
  from: string,
  given: TrainedDictionary,
  place: RunPlace,
  imageShape?: unknown,
): RunDirectory {
  const dictionary = centredAs(given, true);
  const { tool, version, architecture, form, inputs, model, parts, notes, unsaid, settings } = dictionary;
  if (model.k === undefined && model.kind === "topk")
    throw new InputError(`convert: k must be known for a run, ${from} does not say it; give --k`);
  const config = parseConfig(
    {
      name: NAME,
      question: `weights of ${tool}, ${architecture}`,
      dtype: thetaType(parts),
      data: { kind: "none", inputs, ...(imageShape === undefined ? {} : { imageShape }) },
      model,
      optimizer: { kind: "adam" },
    },
    "convert",
  );
  const shape = config.data.kind === "none" ? (config.data.imageShape ?? null) : null;
  if (shape !== null && sizeOf(shape) !== inputs)
    throw new InputError(
      `convert: --image-shape must have the ${inputs} values of an example, got ${shape.join("x")}`,
    );
  const made = createModel(config.model, { inputs, outputs: null });
  const theta = thetaFromParts("convert", from, parts, made, config.dtype);
  const startedAt = new Date().toISOString();
  const { directory, claim } = startRun(place, {
    config,
    preprocessing: [],
    record: {
      status: "running",
      experiment: NAME,
      startedAt,
      dtype: config.dtype,
      ...environment(),
      data: { values: inputs, imageShape: shape },
      origin: {
        tool,
        version,
        architecture,
        form,
        centred: given.centred,
        path: from,
        notes,
        unsaid,
        settings,
      },
    },
  });
  try {
    const state = { theta, cost: 0, parts: {}, iteration: 0, evaluations: 0, stopped: null };
    writeCheckpoint(directory, state, made.parameters);
    directory.record({ status: "done", endedAt: new Date().toISOString() });
  } catch (error) {
    claim.release();
    rmSync(directory.path, { recursive: true, force: true }); // a run without its weights is none
    throw error;
  }
  claim.release();
  return directory;
}
