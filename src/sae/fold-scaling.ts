// A model that takes examples as they came, from one that was trained on multiples of them.

import type { FloatArray } from "../core/arrays.js";
import { assertPositive } from "../core/errors.js";
import { viewDictionary } from "./dictionary.js";
import type { ParameterBlock } from "./model.js";

/**
 * θ for x from a θ for s x, the same latents and x̂ in units of x:
 *
 *   s W_enc,  W_dec/s,  b_dec/s
 *
 * Biases and thresholds of the encoder are in units of π, which stays as it was; a threshold of π ‖w‖ is divided by s as
 * atoms are. Matching pursuit has no encoder: its atoms look for themselves, so they stay and its latents are divided by s
 * (and so is its `residualThreshold`, a key of its config, by `folded` of its kind).
 *
 * @param lengths - names of the parts that are in units of π ‖w‖
 * @param scale - s > 0, by which examples were multiplied
 * @returns a new θ
 * @throws {InputError} unless s > 0
 * @see SAELens, sae.py, "fold_activation_norm_scaling_factor"
 */
export function foldScaling(
  theta: FloatArray,
  parameters: readonly ParameterBlock[],
  lengths: readonly string[],
  scale: number,
): FloatArray {
  assertPositive("foldScaling", "scale", scale);
  const folded = theta.slice();
  const at = viewDictionary(folded, parameters);
  const multiply = (name: string, by: number) => {
    const part = at.part(name);
    for (let i = 0; i < part.length; i++) part[i] *= by;
  };
  if (at.hasEncoder) {
    multiply("encoder.weight", scale);
    multiply("W_dec", 1 / scale);
  }
  for (const name of ["b_dec", ...lengths]) multiply(name, 1 / scale);
  return folded;
}
