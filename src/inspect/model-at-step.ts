// A run's model as one of its checkpoints holds it.

import { type FloatArray, sizeOf } from "../core/arrays.js";
import { describeValue, InputError } from "../core/errors.js";
import { type InPixels, inPixels } from "../data/preprocess/in-pixels.js";
import { lengthsOf } from "../data/preprocess/stored-steps.js";
import { createModel, modelKind } from "../models/registry.js";
import type { LayerAnatomy, Model } from "../sae/model.js";
import { checkpointIterations, readWeights, thetaOf } from "../train/checkpoint.js";
import type { RunDirectory } from "../train/run-directory.js";
import { pictured } from "./pictured.js";
import { readPreprocessing, readRunConfig } from "./run-config.js";

/** A run's model at one of its checkpoints. */
export interface ModelAtStep {
  readonly step: number;
  readonly model: Model;
  readonly theta: FloatArray;
  readonly layers: readonly LayerAnatomy[];
  /** The same layers as pictures of what there was before preprocessing */
  pictured(): readonly LayerAnatomy[];
  /** What takes the model's values back to pixels; null where they are pixels */
  pixels(): InPixels | null;
  /** [height, width] or [height, width, channels] of an example that is a picture, before preprocessing; else null */
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
  const values = () => lengthsOf(readPreprocessing(directory)).before ?? model.inputs;
  if (imageShape !== null && sizeOf(imageShape) !== model.inputs && sizeOf(imageShape) !== values())
    throw new InputError(
      `run directory: imageShape in ${directory.path}/run.json must have the ${values()} values of an example, got ${imageShape.join("×")}`,
    );
  const layers = model.anatomy(theta);
  const pixels = once(() => inPixels(readPreprocessing(directory)));
  const pictures = once(() => pictured(layers, pixels()));
  return { step: chosen, model, theta, layers, pictured: pictures, pixels, imageShape };
}

/** Made when it is first asked for, which many never do. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function withoutCheckpoint(directory: RunDirectory, where: string): InputError {
  const [member] = directory.members();
  const why =
    member === undefined ? "there is none yet" : `it varies a value; take a member, such as ${member.path}`;
  return new InputError(`${where}: ${directory.path} must have a checkpoint, ${why}`);
}
