// The model of a config on its data, and where it starts.

import type { ResolvedConfig } from "../config/config.js";
import { type DType, type FloatArray, type FloatNdArray, type Matrix, matrix } from "../core/arrays.js";
import { createRandom } from "../core/random.js";
import { createModel } from "../models/registry.js";
import type { Model } from "../sae/model.js";
import type { Dataset } from "./dataset.js";
import { readTheta } from "./read-theta.js";
import { thetaFromRuns } from "./theta-from-runs.js";

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
 * θ where training begins: drawn from the seed, of examples where the model starts from them, or read from the file that the config names.
 *
 * @throws {InputError} if the file cannot be read, or holds no θ of the model
 */
export function startingTheta(
  config: Pick<ResolvedConfig, "model" | "seed">,
  model: Model,
  { dtype, x }: { readonly dtype: DType; readonly x: FloatNdArray },
): FloatArray {
  const { model: own, seed } = config;
  const initial = "initial" in own ? own.initial : null;
  if (initial?.kind === "runs") return thetaFromRuns(initial.runs, model, dtype);
  if (initial?.kind === "file") return readTheta("theta0", initial.path, model, dtype);
  const sample = model.startsFromData === true ? sampleOf(x, seed) : undefined;
  return model.initialTheta(createRandom(seed, "initial-values"), dtype, sample);
}

/** As many as openai/sparse_autoencoder takes for its geometric median */
const MOST_EXAMPLES = 32_768;

/** All examples, or so many of them, each once, drawn by the seed. */
function sampleOf({ data, shape: [examples, inputs], offset }: FloatNdArray, seed: number): Matrix {
  if (examples <= MOST_EXAMPLES) return matrix(data.subarray(offset), examples, inputs);
  const random = createRandom(seed, "examples of the initial values");
  const sample = new Float64Array(MOST_EXAMPLES * inputs);
  // Each is taken with the chance that leaves as many as are still wanted.
  for (let i = 0, taken = 0; taken < MOST_EXAMPLES; i++) {
    if (random.uniform() * (examples - i) >= MOST_EXAMPLES - taken) continue;
    const from = offset + i * inputs;
    sample.set(data.subarray(from, from + inputs), taken * inputs);
    taken += 1;
  }
  return matrix(sample, MOST_EXAMPLES, inputs);
}
