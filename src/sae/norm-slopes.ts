// What a penalty that weighs latents by the length of their atoms sends back to the atoms.

import { type FloatArray, rows } from "../core/arrays.js";
import { type DictionaryBatch, flat } from "./dictionary.js";

/**
 * ∂w_i += s_i w_i/n_i, n_i = ‖w_i‖; nothing where n_i is 0.
 *
 * @param norms - n, [M]
 * @param normSlopes - s, ∂L/∂n, [M]
 */
export function addNormSlopes(
  { kernels, at, slopes }: DictionaryBatch,
  norms: FloatArray,
  normSlopes: FloatArray,
): void {
  for (let i = 0; i < norms.length; i++) {
    if (norms[i] === 0 || normSlopes[i] === 0) continue;
    const [atom, slope] = [at.decoder, slopes.decoder].map((m) => flat(rows(m, i, i + 1)));
    kernels.axpy(normSlopes[i] / norms[i], atom, slope);
  }
}
