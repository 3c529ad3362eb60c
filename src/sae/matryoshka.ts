// Matryoshka on BatchTopK: the first latents alone, and the first and more, must reconstruct too.

import type { Kernels } from "../kernels/kernels.js";
import { createActivity } from "./activity.js";
import { createAuxK } from "./auxk.js";
import { type BatchTopKOptions, batchTopKParameters, createBatchSelection } from "./batchtopk.js";
import {
  createDictionaryBatch,
  type DictionaryLoss,
  type DictionaryShape,
  scheduleCentring,
} from "./dictionary.js";
import { createNestedLevels } from "./nested-levels.js";
import { assertPrefixes, levelsOf, type Prefixes, widthsAt } from "./prefixes.js";
import { latentsIn } from "./sparse-codes.js";
import { createThreshold } from "./threshold.js";

/** Those of BatchTopK, and the levels. */
export interface MatryoshkaOptions extends BatchTopKOptions {
  /** m_1 < … < m_G = M */
  readonly prefixes: Prefixes;
  /** α, what the error of each level weighs: 1 (SAELens), 1/G² (dictionary_learning), 1/G (a mean) */
  readonly levelWeight: number;
}

/**
 *   f = relu(π) at the ⌊k B⌋ highest π (or π n) of the batch, 0 elsewhere
 *   x̂_g = f[: m_g] W_dec[: m_g] + b_dec,  L = α Σ_g 1/B Σ ‖x̂_g − x‖² + AuxK of the last level
 *
 *   ∂f_i = Σ_{g: m_g > i} α 2/B (x̂_g − x) W_decᵀ at those latents, ∂π = ∂f where f > 0, …
 *
 * The latents are chosen once, for all levels. In the parts, `error` is that of the last level and `inner` of the others.
 *
 * @throws {InputError} if the widths do not rise to all latents, there are fewer latents than k, or none is kept
 * @see Bussmann et al., Learning multi-level features with Matryoshka sparse autoencoders (2025); SAELens,
 *   matryoshka_batchtopk_sae.py
 */
export function matryoshkaLoss(
  kernels: Kernels,
  shape: DictionaryShape,
  size: number,
  options: MatryoshkaOptions,
): DictionaryLoss {
  const { latents } = shape;
  const { prefixes, levelWeight } = options;
  assertPrefixes("matryoshka", prefixes, latents);
  const levels = levelsOf(prefixes);
  const batch = createDictionaryBatch(kernels, shape, batchTopKParameters(shape), size);
  const { sparse, norms, select } = createBatchSelection(batch, options);
  const nested = createNestedLevels(batch, sparse.codes, new Array<number>(levels).fill(levelWeight));
  const toCentre = scheduleCentring(batch);
  const activity = createActivity(
    latents,
    options.silentAfter,
    options.silentByExamples === true ? size : null,
  );
  const threshold = createThreshold(options.threshold, batch.at.part("threshold"));
  const auxiliary = createAuxK(batch, {
    coefficient: options.aux,
    version: options.auxVersion,
    byMagnitude: false,
  });
  const levelOfLatent = new Int32Array(latents);
  const parts = { error: 0, inner: 0, aux: 0 };
  const evaluation = { cost: 0, parts, l0: 0 };
  return {
    x: batch.x,
    theta: batch.theta,
    gradient: batch.gradient,
    error: batch.error,
    state: activity.state,
    silent: activity.silent,
    latents: () => latentsIn(sparse.codes, size, latents),
    evaluate({ iteration }) {
      for (const [g, width] of [...widthsAt(prefixes, latents, iteration).entries()].reverse())
        levelOfLatent.fill(g, 0, width);
      select();
      const errors = nested.evaluate((latent) => levelOfLatent[latent]);
      parts.error = levelWeight * errors[levels - 1];
      parts.inner = levelWeight * errors.subarray(0, levels - 1).reduce((sum, error) => sum + error, 0);
      evaluation.l0 = activity.countCodes(sparse.codes);
      threshold.look(sparse.codes, norms);
      parts.aux = auxiliary.add(activity.dead, activity.findDead(), norms);
      toCentre();
      evaluation.cost = parts.error + parts.inner + parts.aux;
      return evaluation;
    },
    afterStep(step) {
      activity.after();
      threshold.after(step);
    },
  };
}
