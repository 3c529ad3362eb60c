// θ of a stacked network out of trained runs: the hidden layers of autoencoders, and the softmax of a classifier.

import { type DType, type FloatArray, zeros } from "../core/arrays.js";
import { InputError, inputError } from "../core/errors.js";
import type { Tensor } from "../data/io/safetensors.js";
import { readRunConfig } from "../inspect/run-config.js";
import { type Model, parameterLength } from "../sae/model.js";
import { checkpointIterations, readWeights } from "../train/checkpoint.js";
import { isRunDirectory, RunDirectory } from "../train/run-directory.js";

/** The weights of a run's last checkpoint, and how many of its layers are hidden ones. */
function weightsOf(run: string): {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly hidden: number;
} {
  if (!isRunDirectory(run)) throw inputError("initial", "runs", "be folders of trained runs", run);
  const directory = new RunDirectory(run);
  const last = checkpointIterations(directory).at(-1);
  if (last === undefined) throw new InputError(`initial: ${run} must have a checkpoint, there is none yet`);
  const { model } = readRunConfig(directory);
  if (!("hidden" in model))
    throw new InputError(
      `initial: runs must be of networks (classic, softmax), ${run} is of the kind ${model.kind}`,
    );
  return { tensors: readWeights(directory, last).tensors, hidden: model.hidden.length };
}

/**
 * The parts of each run in their order: W1, b1, … of its hidden layers as the next ones of the model, and the softmax of those
 * that have one.
 *
 * @throws {InputError} if a run is not trained, or the layers do not fit the model
 */
export function thetaFromRuns(
  runs: readonly string[],
  model: Pick<Model, "parameters" | "title">,
  dtype: DType,
): FloatArray {
  const parts: Record<string, Tensor | undefined> = {};
  let layer = 0;
  for (const run of runs) {
    const { tensors, hidden } = weightsOf(run);
    for (let l = 1; l <= hidden; l++) {
      layer += 1;
      parts[`W${layer}`] = tensors[`W${l}`];
      parts[`b${layer}`] = tensors[`b${l}`];
    }
    if (tensors.softmax !== undefined) parts.softmax = tensors.softmax;
  }
  const theta = zeros(dtype, parameterLength(model.parameters));
  for (const { name, shape, offset } of model.parameters) {
    const part = parts[name];
    if (part?.shape.join() !== shape.join())
      throw new InputError(
        `initial: the runs must hold ${name} of ${shape.join("×")} for ${model.title}, got ${part === undefined ? "none" : part.shape.join("×")}; they are ${runs.join(", ")}`,
      );
    theta.set(part.data, offset);
  }
  return theta;
}
