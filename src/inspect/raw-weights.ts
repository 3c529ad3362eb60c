// The weights of a run for other programs: for examples as they are before they are scaled.

import { sizeOf } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { encodeSafetensors } from "../data/io/safetensors.js";
import type { RunDirectory } from "../train/run-directory.js";
import { readModel } from "./model-at-step.js";
import { readPreprocessing } from "./run-config.js";

/**
 * A .safetensors file of the last checkpoint's weights. Where the last steps of preprocessing multiply all examples by one
 * number, `mean-norm` or `scale`, it is folded into the weights of a dictionary: its model takes examples as they are
 * before those steps.
 *
 * @throws {InputError} if there is no checkpoint, or such a step and a model that it cannot be folded into
 */
export function rawWeights(directory: RunDirectory): Uint8Array {
  const { model, theta } = readModel(directory, undefined, "export");
  const scale = scaleOf(directory);
  if (scale !== 1 && model.foldScaling === undefined)
    throw new InputError(
      `export: --weights must be of a model with a dictionary where examples are scaled, ${model.title} has none; take those of its checkpoint`,
    );
  const folded = scale === 1 ? theta : model.foldScaling!(theta, scale);
  const tensors = model.parameters.map(({ name, shape, offset }) => [
    name,
    { shape, data: folded.subarray(offset, offset + sizeOf(shape)) },
  ]);
  return encodeSafetensors(Object.fromEntries(tensors));
}

/** What the last steps multiply examples by; 1 where they do something else. */
function scaleOf(directory: RunDirectory): number {
  let scale = 1;
  for (const step of [...readPreprocessing(directory)].reverse()) {
    if (step.kind !== "mean-norm" && step.kind !== "scale") break;
    scale *= step.factor;
  }
  return scale;
}
