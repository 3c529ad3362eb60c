// The model of a config on its data, and where it starts.

import type { InitialConfig, ResolvedConfig } from "../config/config.js";
import type { DType, FloatArray } from "../core/arrays.js";
import { createRandom } from "../core/random.js";
import { createModel } from "../models/registry.js";
import type { Model } from "../sae/model.js";
import type { Dataset } from "./dataset.js";
import { readTheta } from "./read-theta.js";

/**
 * The model of a config for its data.
 *
 * @throws {InputError} if the model is not allowed or does not fit the data
 */
export const modelFor = (
  { model, seed }: Pick<ResolvedConfig, "model" | "seed">,
  { x, y }: Pick<Dataset, "x" | "y">,
): Model => createModel(model, { inputs: x.shape[1], outputs: y === null ? null : y.shape[1], seed });

/**
 * θ where training begins: drawn from the seed, or read from the file that the config names.
 *
 * @throws {InputError} if the file cannot be read, or holds no θ of the model
 */
export function startingTheta(
  config: Pick<ResolvedConfig, "model" | "seed">,
  model: Model,
  dtype: DType,
): FloatArray {
  const initial: InitialConfig | null = "initial" in config.model ? config.model.initial : null;
  if (initial?.kind !== "file") return model.initialTheta(createRandom(config.seed, "initial-values"), dtype);
  return readTheta("theta0", initial.path, model, dtype);
}
