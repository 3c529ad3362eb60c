// HierarchicalTopK: the highest latent alone, the two highest, … must each reconstruct: one model for every budget.

import { rows } from "../core/arrays.js";
import { codesOf } from "../kernels/batch-top-k.js";
import type { Kernels } from "../kernels/kernels.js";
import { createActivity } from "./activity.js";
import { type AuxKVersion, createAuxK } from "./auxk.js";
import {
  createDictionaryBatch,
  type DictionaryLoss,
  type DictionaryShape,
  dictionaryParameters,
  overTiles,
  scheduleCentring,
  scheduleEncoder,
} from "./dictionary.js";
import { createNestedLevels } from "./nested-levels.js";
import { createCodes, latentsIn } from "./sparse-codes.js";

/** The largest budget, and what helps silent latents. */
export interface HierarchicalTopKOptions {
  /** K, the largest budget */
  readonly k: number;
  /** What AuxK weighs; 0 for none, as in the paper */
  readonly aux: number;
  readonly auxVersion: AuxKVersion;
  readonly silentAfter: number;
}

/**
 *   v_1 ≥ … ≥ v_K: relu of the K highest π of an example, at latents i_1 … i_K
 *   x̂_j = b_dec + Σ_{t ≤ j} v_t w_{i_t},  L = 1/K Σ_j 1/B Σ ‖x̂_j − x‖² + AuxK of the last
 *
 *   E_t = 2/(B K) Σ_{j ≥ t} (x̂_j − x):  ∂v_t = E_t·w_{i_t} where v_t > 0,  ∂w_{i_t} += v_t E_t,  ∂b_dec = Σ_b E_1
 *
 * Takes memory for K reconstructions of the batch.
 *
 * @see Balagansky et al., Train one sparse autoencoder across multiple sparsity budgets (2025), arXiv 2505.24473
 */
export function hierarchicalTopKLoss(
  kernels: Kernels,
  shape: DictionaryShape,
  size: number,
  { k: kept, aux, auxVersion, silentAfter }: HierarchicalTopKOptions,
): DictionaryLoss {
  const batch = createDictionaryBatch(kernels, shape, dictionaryParameters(shape), size);
  const { pre } = batch;
  const { latents } = shape;
  const codes = createCodes(kernels, size, size * kept);
  for (let b = 0; b <= size; b++) codes.starts[b] = b * kept;
  const encode = scheduleEncoder(batch);
  const select = overTiles(batch, (k, { from, to }) => {
    k.selectTopK(rows(pre, from, to), { by: "value", scales: null }, codesOf(codes, from, to), true);
  });
  const nested = createNestedLevels(batch, codes, new Array<number>(kept).fill(1 / kept));
  const toCentre = scheduleCentring(batch);
  const activity = createActivity(latents, silentAfter);
  const auxiliary = createAuxK(batch, { coefficient: aux, version: auxVersion, byMagnitude: false });
  const parts = { error: 0, aux: 0 };
  const evaluation = { cost: 0, parts, l0: 0 };
  return {
    x: batch.x,
    theta: batch.theta,
    gradient: batch.gradient,
    error: batch.error,
    state: activity.state,
    silent: activity.silent,
    latents: () => latentsIn(codes, size, latents),
    evaluate() {
      encode();
      select();
      const errors = nested.evaluate((_, place) => place);
      parts.error = errors.reduce((sum, error) => sum + error, 0) / kept;
      evaluation.l0 = activity.countCodes(codes);
      parts.aux = auxiliary.add(activity.dead, activity.findDead(), null);
      toCentre();
      evaluation.cost = parts.error + parts.aux;
      return evaluation;
    },
    afterStep: () => activity.after(),
  };
}
