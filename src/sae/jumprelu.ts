// JumpReLU: each latent has a threshold of its own, learned by straight-through slopes.

import type { FloatArray } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import { createActivity } from "./activity.js";
import { type ActivityPenaltyKind, createActivityPenalty } from "./activity-penalty.js";
import { createDenseLatents } from "./dense-latents.js";
import {
  createDictionaryBatch,
  type DictionaryLoss,
  type DictionaryShape,
  dictionaryParameters,
  flat,
} from "./dictionary.js";
import type { ParameterBlock } from "./model.js";
import { addNormSlopes } from "./norm-slopes.js";
import { createPenaltyWeight, type PenaltyWeightOptions } from "./penalty-weight.js";
import { createThresholdParameter, type ThresholdForm, thresholdPart } from "./threshold-parameter.js";

/** λ of the loss, what is penalised, and how thresholds are held and get slopes. */
export interface JumpReluOptions extends PenaltyWeightOptions {
  readonly penalty: ActivityPenaltyKind;
  /** ε: the width of the window within which a threshold gets slopes */
  readonly bandwidth: number;
  /** How θ is made of its parameter */
  readonly form: ThresholdForm;
  /** Whether the slopes go into π too (SAELens, PR 728) */
  readonly throughToInput: boolean;
  /** What is counted, and in whose window around θ a count sends slopes: π, or f */
  readonly stepOn: "pre" | "latents";
  /** What ⟨Σ relu(θ − π) n⟩ over the silent latents weighs; 0 for none */
  readonly preAct: number;
  readonly silentAfter: number;
}

/** The parts of θ: those of a dictionary, and the threshold [M]. */
export function jumpReluParameters(shape: DictionaryShape, form: ThresholdForm): ParameterBlock[] {
  return dictionaryParameters(shape, { extra: { [thresholdPart[form]]: [shape.latents] } });
}

/**
 *   f = π H,  H = 1[π > θ],  x̂ = f W_dec + b_dec
 *   L = 1/B Σ ‖x̂ − x‖² + λ P(H, f n) + c 1/B Σ_{b, silent i} relu(θ_i − π_bi) n_i
 *
 * P is one of `ActivityPenaltyKind`, λ may be steered to an L0. With the window W = 1[|π − θ| < ε/2] and ∂f, ∂H of the loss:
 *
 *   ∂θ = −Σ_b W (θ ∂f + ∂H)/ε + c/B Σ_b 1[θ > π] n (silent ones)
 *   ∂π = H ∂f − c/B 1[θ > π] n (silent ones);  `throughToInput`: + W (θ ∂f + ∂H)/ε
 *
 * None of the terms in W is a derivative: L does not change with θ between two values of π. `stepOn` latents counts
 * H = 1[f > θ], and in the terms of ∂H the window is that around f: its upper half, as f is π or 0 (dictionary_learning).
 *
 * @see Rajamanoharan et al., Jumping ahead (2024); SAELens, jumprelu_sae.py; dictionary_learning, jumprelu.py
 */
export function jumpReluLoss(
  kernels: Kernels,
  shape: DictionaryShape,
  size: number,
  options: JumpReluOptions,
): DictionaryLoss {
  const parameters = jumpReluParameters(shape, options.form);
  const batch = createDictionaryBatch(kernels, shape, parameters, size);
  const { at, slopes, pre } = batch;
  const { latents } = shape;
  const dense = createDenseLatents(batch);
  const { f, slopes: latentSlopes } = dense;
  const norms = kernels.allocate(latents);
  const normSlopes = new Float64Array(latents);
  const counts = new Float64Array(size);
  const threshold = createThresholdParameter(options.form, at, slopes);
  const penalty = createActivityPenalty(batch, options.penalty);
  const weight = createPenaltyWeight(options);
  const activity = createActivity(latents, options.silentAfter);
  const parts = { error: 0, sparsity: 0, preAct: 0 };
  const evaluation: { cost: number; parts: typeof parts; l0: number; coefficient?: number } = {
    cost: 0,
    parts,
    l0: 0,
  };
  const [preValues, fValues, backValues] = [pre, f, latentSlopes].map(flat);
  const of: JumpSlopes = {
    pre: preValues,
    counted: options.stepOn === "latents" ? fValues : preValues,
    slopes: backValues,
    extra: penalty.latentSlopes === null ? null : flat(penalty.latentSlopes),
    theta: threshold.value,
    thetaSlopes: threshold.slope,
  };

  /** The penalty on silent latents below their threshold, into ∂θ, ∂π and ∂n. */
  const pullUp = () => {
    if (options.preAct === 0 || activity.findDead() === 0) return 0;
    const { value, slope } = threshold;
    const share = options.preAct / size;
    let sum = 0;
    for (let b = 0, at = 0; b < size; b++)
      for (let i = 0; i < latents; i++, at++) {
        const below = value[i] - preValues[at];
        if (activity.dead[i] === 0 || !(below > 0)) continue;
        sum += share * below * norms[i];
        slope[i] += share * norms[i];
        backValues[at] -= share * norms[i];
        normSlopes[i] += share * below;
      }
    return sum;
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
      threshold.read();
      kernels.rowNorms(at.decoder, norms);
      dense.encode();
      jump(preValues, threshold.value, fValues, counts);
      parts.error = dense.decode();
      parts.sparsity = lambda * penalty.evaluate(f, counts, norms);

      dense.toLatents();
      threshold.slope.fill(0);
      jumpBackward(of, { lambda, countSlopes: penalty.countSlopes, ...options });
      for (let i = 0; i < latents; i++) normSlopes[i] = lambda * (penalty.normSlopes?.[i] ?? 0);
      parts.preAct = pullUp();
      threshold.write();
      dense.toWeights();
      addNormSlopes(batch, norms, normSlopes);
      evaluation.cost = parts.error + parts.sparsity + parts.preAct;
      evaluation.l0 = activity.countDense(f);
      weight.tell(evaluation, lambda);
      return evaluation;
    },
    beforeStep: threshold.beforeStep,
    afterStep(step) {
      activity.after();
      weight.after(step, evaluation.l0);
    },
  };
}

/** f = π 1[π > θ]; and how many f of each example exceed θ: those that are active, and all those of a θ < 0. */
function jump(pre: FloatArray, theta: Float64Array, f: FloatArray, counts: Float64Array): void {
  for (let b = 0, at = 0; b < counts.length; b++) {
    let count = 0;
    for (let i = 0; i < theta.length; i++, at++) {
      const isActive = pre[at] > theta[i];
      f[at] = isActive ? pre[at] : 0;
      if (isActive || theta[i] < 0) count += 1;
    }
    counts[b] = count;
  }
}

interface JumpSlopes {
  /** [B, M], as are those that follow */
  readonly pre: FloatArray;
  /** π or f */
  readonly counted: FloatArray;
  /** ∂f of the error, made ∂π */
  readonly slopes: FloatArray;
  /** ∂f of the penalty, without λ; null for 0 */
  readonly extra: FloatArray | null;
  /** [M] */
  readonly theta: Float64Array;
  /** [M], added to */
  readonly thetaSlopes: Float64Array;
}

/** Backward through f = π H. */
function jumpBackward(
  { pre, counted, slopes, extra, theta, thetaSlopes }: JumpSlopes,
  of: { lambda: number; countSlopes: Float64Array; bandwidth: number; throughToInput: boolean },
): void {
  const { lambda, countSlopes, bandwidth, throughToInput } = of;
  const half = bandwidth / 2;
  for (let b = 0, at = 0; b < countSlopes.length; b++) {
    const toCount = lambda * countSlopes[b];
    for (let i = 0; i < theta.length; i++, at++) {
      const toF = slopes[at] + (extra === null ? 0 : lambda * extra[at]);
      slopes[at] = pre[at] > theta[i] ? toF : 0;
      const isNear = Math.abs(pre[at] - theta[i]) < half;
      const isCounted = counted === pre ? isNear : Math.abs(counted[at] - theta[i]) < half;
      if (!isNear && !isCounted) continue;
      const through = ((isNear ? theta[i] * toF : 0) + (isCounted ? toCount : 0)) / bandwidth;
      thetaSlopes[i] -= through;
      if (throughToInput) slopes[at] += through;
    }
  }
}
