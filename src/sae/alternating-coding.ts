// Sparse coding by turns: codes that are best for the dictionary, then the dictionary that is best for those codes.

import { type Matrix, transpose } from "../core/arrays.js";
import { solvePositive } from "../core/solve-positive.js";
import type { Kernels } from "../kernels/kernels.js";
import { createCoding } from "./coding.js";
import { type DictionaryBatch, type DictionaryLoss, type DictionaryShape, flat } from "./dictionary.js";
import type { CreateEncoder } from "./dictionary-model.js";
import { createSmoothCodes, type SmoothCodeOptions, smoothPenalty } from "./smooth-codes.js";

/** λ, ε, and γ > 0. */
export interface AlternatingCodingOptions extends SmoothCodeOptions {
  /** γ */
  readonly weightDecay: number;
  readonly silentAfter: number;
}

/** √ε: what is no further from 0 counts as inactive, for there the penalty is no longer that of a magnitude. */
export const activeFrom = (epsilon: number): number => Math.sqrt(epsilon);

/**
 *   J(W, b, f) = 1/B Σ ‖f W + b − x‖² + λ/B Σ Σ_g √(Σ_{j∈g} f_j² + ε) + γ ‖W‖²
 *
 * in the parts error, l1 and decay, at the f that is best for W and b, so that nothing goes through f:
 *
 *   ∂W = fᵀ 2/B (x̂ − x) + 2γ W,  ∂b = Σ_b 2/B (x̂ − x)
 *
 * For those f, J is a parabola in (W, b). Before a step the gradient is divided by its curvature, 2/B [f 1]ᵀ[f 1] + 2γ
 * but for b, so that a step of length 1 along it leads to the least J: the W and b in closed form. Shorter ones go a part
 * of the way, and so average over batches.
 *
 * @see UFLDL, "Sparse coding: autoencoder interpretation"; Hyvärinen et al., Topographic independent component analysis
 *   (2001), for penalties on neighbourhoods
 */
export function alternatingCodingLoss(
  kernels: Kernels,
  shape: DictionaryShape,
  size: number,
  options: AlternatingCodingOptions,
): DictionaryLoss {
  const { weight, epsilon, weightDecay } = options;
  const { batch, f, forward, backward, common, countActive } = createCoding(kernels, shape, size, {
    createEncoder: createSmoothEncoder(options),
    silentAfter: options.silentAfter,
  });
  const [w, slopes] = [flat(batch.at.decoder), flat(batch.slopes.decoder)];
  const parts = { error: 0, l1: 0, decay: 0 };
  const evaluation = { cost: 0, parts, l0: 0 };
  return {
    ...common,
    evaluate() {
      parts.error = forward();
      parts.l1 = (weight / size) * smoothPenalty(f, options);
      backward();
      parts.decay = weightDecay * kernels.dot(w, w);
      kernels.axpy(2 * weightDecay, w, slopes);
      evaluation.cost = parts.error + parts.l1 + parts.decay;
      evaluation.l0 = countActive(activeFrom(epsilon));
      return evaluation;
    },
    beforeStep: createNewton(batch, f, weightDecay),
  };
}

/** From the gradient to the way to the least J for these f, in place. @param f - [B, M] */
function createNewton(
  { kernels, batch, slopes, memory }: DictionaryBatch,
  f: Matrix,
  weightDecay: number,
): () => void {
  const [latents, inputs] = slopes.decoder.shape;
  const n = latents + 1;
  const gram = memory(latents, latents);
  const sums = kernels.allocate(latents);
  const curvature = new Float64Array(n * n);
  const way = new Float64Array(n * inputs);
  return () => {
    kernels.matmul(transpose(f), f, gram, 2 / batch);
    kernels.columnSums(f, sums, 2 / batch);
    for (let i = 0; i < latents; i++) {
      for (let j = 0; j <= i; j++) curvature[i * n + j] = gram.data[gram.offset + i * latents + j];
      curvature[i * n + i] += 2 * weightDecay;
      curvature[latents * n + i] = sums[i];
    }
    curvature[n * n - 1] = 2;
    way.set(flat(slopes.decoder));
    way.set(slopes.decoderBias, latents * inputs);
    solvePositive(curvature, n, way, inputs);
    flat(slopes.decoder).set(way.subarray(0, latents * inputs));
    slopes.decoderBias.set(way.subarray(latents * inputs));
  };
}

/** The codes of examples when nothing is trained. */
export const createSmoothEncoder =
  (options: SmoothCodeOptions): CreateEncoder =>
  (kernels, at, most) =>
    createSmoothCodes(kernels, at.decoder, most, options);
