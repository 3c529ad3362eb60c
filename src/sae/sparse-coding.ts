// Sparse coding: no encoder; an example's latents are those that reconstruct it best under an L1 penalty.

import type { FloatArray } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import { createCoding } from "./coding.js";
import { type DictionaryLoss, type DictionaryShape, flat } from "./dictionary.js";
import type { CreateEncoder } from "./dictionary-model.js";
import { createFista, type FistaOptions } from "./fista.js";

/** λ of the loss, and how codes are found. */
export interface SparseCodingOptions extends Omit<FistaOptions, "penalty"> {
  /** λ */
  readonly weight: number;
  readonly silentAfter: number;
}

/** The loss has no ½: FISTA's has. */
const fistaOptions = ({ weight, iterations, signed }: Omit<SparseCodingOptions, "silentAfter">) => ({
  penalty: weight / 2,
  iterations,
  signed,
});

/**
 *   f = argmin ‖u − f W_dec‖² + λ ‖f‖₁,  x̂ = f W_dec + b_dec,  L = 1/B Σ ‖x̂ − x‖² + λ/B Σ ‖f‖₁
 *
 *   ∂W_dec = fᵀ 2/B (x̂ − x),  ∂b_dec = Σ_b 2/B (x̂ − x)
 *
 * Nothing goes through f: at a minimum over f the slope there is 0 (or f is on its bound), so that the gradient is that of
 * L as far as FISTA has come.
 *
 * @see Olshausen and Field, Sparse coding with an overcomplete basis set (1997); UFLDL, sparse coding; arXiv 2603.28744
 */
export function sparseCodingLoss(
  kernels: Kernels,
  shape: DictionaryShape,
  size: number,
  options: SparseCodingOptions,
): DictionaryLoss {
  const { f, forward, backward, common, countActive } = createCoding(kernels, shape, size, {
    createEncoder: createCodingEncoder(options),
    silentAfter: options.silentAfter,
  });
  const parts = { error: 0, l1: 0 };
  const evaluation = { cost: 0, parts, l0: 0 };
  return {
    ...common,
    evaluate() {
      parts.error = forward();
      parts.l1 = (options.weight / size) * sumOfMagnitudes(flat(f));
      backward();
      evaluation.cost = parts.error + parts.l1;
      evaluation.l0 = countActive();
      return evaluation;
    },
  };
}

function sumOfMagnitudes(values: FloatArray): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.abs(values[i]);
  return sum;
}

/** The codes of examples when nothing is trained. */
export const createCodingEncoder =
  (options: Omit<SparseCodingOptions, "silentAfter">): CreateEncoder =>
  (kernels, at, most) =>
    createFista(kernels, at.decoder, most, fistaOptions(options));
