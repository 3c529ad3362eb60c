// A run's model as one of its checkpoints holds it.

import { type FloatArray, sizeOf } from "../core/arrays.js";
import { describeValue, InputError } from "../core/errors.js";
import { createModel, modelKind } from "../models/registry.js";
import type { LayerAnatomy, Model } from "../sae/model.js";
import { checkpointIterations, readWeights, thetaOf } from "../train/checkpoint.js";
import type { RunDirectory } from "../train/run-directory.js";
import { readRunConfig } from "./run-config.js";

/** A run's model at one of its checkpoints. */
export interface ModelAtStep {
  readonly step: number;
  readonly model: Model;
  readonly theta: FloatArray;
  readonly layers: readonly LayerAnatomy[];
  /** [height, width] or [height, width, channels] of an example that is a picture, else null */
  readonly imageShape: readonly number[] | null;
}

/**
 * @param step - an iteration that has a checkpoint; the last unless given
 * @param where - who asks, for errors
 * @throws {InputError} if it has none
 */
export function readModel(directory: RunDirectory, step?: number, where = "inspect"): ModelAtStep {
  const steps = checkpointIterations(directory);
  const chosen = step ?? steps.at(-1);
  if (chosen === undefined) throw withoutCheckpoint(directory, where);
  if (!steps.includes(chosen))
    throw new InputError(
      `${where}: step must be one of the checkpoints (${steps.join(", ") || "there is none yet"}), got ${chosen}`,
    );
  const { model: config, seed } = readRunConfig(directory);
  const imageShape = directory.readRecord().data?.imageShape ?? null;
  const weights = readWeights(directory, chosen);
  const shapes = Object.fromEntries(
    Object.entries(weights.tensors).map(([name, { shape }]) => [name, shape]),
  );
  const shape = modelKind(config.kind).shapeOf(shapes);
  if (shape === null)
    throw new InputError(
      `run directory: ${weights.path} must hold the weights of a ${config.kind} model, it holds ${describeValue(Object.keys(shapes))}`,
    );
  const model = createModel(config, { ...shape, seed });
  const theta = thetaOf(weights, model.parameters);
  if (imageShape !== null && sizeOf(imageShape) !== model.inputs)
    throw new InputError(
      `run directory: imageShape in ${directory.path}/run.json must have the ${model.inputs} values of an example, got ${imageShape.join("×")}`,
    );
  return { step: chosen, model, theta, layers: model.anatomy(theta), imageShape };
}

function withoutCheckpoint(directory: RunDirectory, where: string): InputError {
  const [member] = directory.members();
  const why =
    member === undefined ? "there is none yet" : `it varies a value; take a member, such as ${member.path}`;
  return new InputError(`${where}: ${directory.path} must have a checkpoint, ${why}`);
}
