// The p-annealed sparse autoencoder: an L1 penalty that becomes an Lp one, nearer and nearer to counting.

import { rows } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import { createActivity } from "./activity.js";
import { type AnnealingOptions, createAnnealedPower } from "./annealed-power.js";
import { createDenseLatents } from "./dense-latents.js";
import {
  createDictionaryBatch,
  type DictionaryLoss,
  type DictionaryShape,
  dictionaryParameters,
  flat,
  overTiles,
} from "./dictionary.js";
import { createPenaltyWeight, type PenaltyWeightOptions } from "./penalty-weight.js";

/** λ of the loss, and how p falls. */
export interface PAnnealedOptions extends PenaltyWeightOptions {
  readonly annealing: AnnealingOptions;
  readonly silentAfter: number;
}

/**
 *   f = relu(π),  x̂ = f W_dec + b_dec,  L = 1/B Σ ‖x̂ − x‖² + λ c/B Σ f^p
 *
 *   ∂f = 2/B (x̂ − x) W_decᵀ + λ c/B p f^(p−1),  ∂π = ∂f ∘ 1[π > 0]
 *
 * p falls from 1, and c keeps the penalty where it was: `createAnnealedPower`. Atoms are to be held at length 1.
 *
 * @see Karvonen et al., Measuring progress in dictionary learning (2024); dictionary_learning, p_anneal.py (Lp^p)
 */
export function pAnnealedLoss(
  kernels: Kernels,
  shape: DictionaryShape,
  size: number,
  options: PAnnealedOptions,
): DictionaryLoss {
  const batch = createDictionaryBatch(kernels, shape, dictionaryParameters(shape), size);
  const { pre } = batch;
  const { latents } = shape;
  const dense = createDenseLatents(batch);
  const { f } = dense;
  const penaltySlopes = batch.memory(size, latents);
  const activate = overTiles(batch, (k, { from, to }) => {
    k.activate("relu", flat(rows(pre, from, to)), flat(rows(f, from, to)));
  });
  const throughRelu = overTiles(batch, (k, { from, to }) => {
    const back = flat(rows(dense.slopes, from, to));
    k.axpy(1, flat(rows(penaltySlopes, from, to)), back);
    k.activationBackward("relu", flat(rows(f, from, to)), back, null);
  });
  const weight = createPenaltyWeight(options);
  const power = createAnnealedPower(options.annealing);
  const activity = createActivity(latents, options.silentAfter);
  const parts = { error: 0, sparsity: 0 };
  const evaluation: { cost: number; parts: typeof parts; l0: number; coefficient?: number } = {
    cost: 0,
    parts,
    l0: 0,
  };
  return {
    x: batch.x,
    theta: batch.theta,
    gradient: batch.gradient,
    error: batch.error,
    state: { ...activity.state, ...weight.state, ...power.state },
    silent: activity.silent,
    latents: () => f,
    evaluate(step) {
      const lambda = weight.at(step);
      const share = lambda / size;
      dense.encode();
      activate();
      parts.error = dense.decode();
      parts.sparsity = share * power.evaluate(flat(f), flat(penaltySlopes), step);

      kernels.scale(share, flat(penaltySlopes), flat(penaltySlopes));
      dense.toLatents();
      throughRelu();
      dense.toWeights();
      evaluation.cost = parts.error + parts.sparsity;
      evaluation.l0 = activity.countDense(f);
      weight.tell(evaluation, lambda);
      return evaluation;
    },
    afterStep(step) {
      activity.after();
      weight.after(step, evaluation.l0);
      power.after(step);
    },
  };
}
