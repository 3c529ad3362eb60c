// The standard sparse autoencoder: relu latents under an L1 penalty.

import { rows } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import { createActivity } from "./activity.js";
import { createDenseLatents } from "./dense-latents.js";
import {
  createDictionaryBatch,
  type DictionaryLoss,
  type DictionaryShape,
  dictionaryParameters,
  flat,
  overTiles,
} from "./dictionary.js";
import { addNormSlopes } from "./norm-slopes.js";
import { createPenaltyWeight, type PenaltyWeightOptions } from "./penalty-weight.js";

/** What the L1 penalty weighs. */
export interface StandardOptions extends PenaltyWeightOptions {
  /** Whether a latent counts by the length of its atom, ‖f ∘ n‖₁, or by itself: then atoms are held at length 1 */
  readonly weighted: boolean;
  readonly silentAfter: number;
}

/**
 *   f = relu(π),  x̂ = f W_dec + b_dec,  L = 1/B Σ ‖x̂ − x‖² + λ/B Σ ‖f ∘ n‖₁,  n_i = ‖w_i‖ (or 1)
 *
 *   ∂f = 2/B (x̂ − x) W_decᵀ + λ/B n,  ∂π = ∂f ∘ 1[π > 0],  ∂w_i += λ/B Σ_b f_bi w_i/n_i
 *
 * λ may rise, fall and be steered to an L0: `PenaltyWeightOptions`.
 *
 * @see SAELens, standard_sae.py; Bricken et al., Towards monosemanticity (2023)
 */
export function standardLoss(
  kernels: Kernels,
  shape: DictionaryShape,
  size: number,
  options: StandardOptions,
): DictionaryLoss {
  const batch = createDictionaryBatch(kernels, shape, dictionaryParameters(shape), size);
  const { at, pre } = batch;
  const { latents } = shape;
  const { weighted, silentAfter } = options;
  const dense = createDenseLatents(batch);
  const { f } = dense;
  const [norms, penaltySlopes, sums] = [1, 2, 3].map(() => kernels.allocate(latents));
  const activate = overTiles(batch, (k, { from, to }) => {
    k.activate("relu", flat(rows(pre, from, to)), flat(rows(f, from, to)));
  });
  const throughRelu = overTiles(batch, (k, { from, to }) => {
    k.activationBackward("relu", flat(rows(f, from, to)), flat(rows(dense.slopes, from, to)), penaltySlopes);
  });
  const weight = createPenaltyWeight(options);
  const activity = createActivity(latents, silentAfter);
  const parts = { error: 0, l1: 0 };
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
    state: { ...activity.state, ...weight.state },
    silent: activity.silent,
    latents: () => f,
    evaluate(step) {
      const lambda = weight.at(step);
      dense.encode();
      activate();
      parts.error = dense.decode();
      if (weighted) kernels.rowNorms(at.decoder, norms);
      else norms.fill(1);
      kernels.columnSums(f, sums, lambda / size);
      parts.l1 = kernels.dot(sums, norms);

      kernels.scale(lambda / size, norms, penaltySlopes);
      dense.toLatents();
      throughRelu();
      dense.toWeights();
      if (weighted) addNormSlopes(batch, norms, sums);
      evaluation.cost = parts.error + parts.l1;
      evaluation.l0 = activity.countDense(f);
      weight.tell(evaluation, lambda);
      return evaluation;
    },
    afterStep(step) {
      activity.after();
      weight.after(step, evaluation.l0);
    },
  };
}
