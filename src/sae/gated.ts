// Gated: one path decides which latents are active, another how much, both with the same weights.

import { columns, type FloatArray, rows } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import { createActivity } from "./activity.js";
import { createDenseLatents } from "./dense-latents.js";
import {
  createDictionaryBatch,
  type DictionaryLoss,
  type DictionaryShape,
  dictionaryParameters,
  flat,
  overLatents,
  overTiles,
  scheduleDecoder,
  scheduleDecoderBackward,
  scheduleError,
  scheduleLatentSlopes,
} from "./dictionary.js";
import { addNormSlopes } from "./norm-slopes.js";
import { createPenaltyWeight, type PenaltyWeightOptions } from "./penalty-weight.js";

/** λ of the loss, and how gate and magnitudes are weighed, as tools differ in it. */
export interface GatedOptions extends PenaltyWeightOptions {
  /** Whether a latent counts in the penalty by the length of its atom (SAELens), or by itself */
  readonly weighted: boolean;
  /** Whether the gate's reconstruction takes W_dec and b_dec as held fixed (the paper, dictionary_learning) */
  readonly detached: boolean;
  readonly silentAfter: number;
}

/** The parts of θ: those of a dictionary, encoder.bias being that of the gate; and r_mag, b_mag [M]. */
export const gatedParameters = (shape: DictionaryShape) =>
  dictionaryParameters(shape, { extra: { r_mag: [shape.latents], b_mag: [shape.latents] } });

/**
 *   h = u W_encᵀ,  π = h + b_enc,  m = h e^r + b_mag
 *   f = 1[π > 0] relu(m),  p = relu(π),  x̂ = f W_dec + b_dec,  x̃ = p W_dec + b_dec
 *   L = 1/B Σ ‖x̂ − x‖² + λ/B Σ ‖p ∘ n‖₁ + 1/B Σ ‖x̃ − x‖²,  n_i = ‖w_i‖ (or 1)
 *
 *   ∂m = (2/B (x̂ − x) W_decᵀ) 1[f > 0],  ∂π = (2/B (x̃ − x) W_decᵀ + λ/B n) 1[π > 0],  ∂h = e^r ∂m + ∂π
 *   ∂b_mag = Σ_b ∂m,  ∂r = e^r Σ_b h ∂m,  ∂b_enc = Σ_b ∂π,  ∂W_enc = (∂h)ᵀ u
 *   ∂W_dec = 2/B (fᵀ (x̂ − x) + pᵀ (x̃ − x)) + λ/B Σ_b p w/n;  `detached`: without pᵀ, and b_dec not through x̃
 *
 * The gate itself has no slope: p stands for it.
 *
 * @see Rajamanoharan et al., Improving dictionary learning with gated sparse autoencoders (2024); SAELens, gated_sae.py;
 *   dictionary_learning, gdm.py
 */
export function gatedLoss(
  kernels: Kernels,
  shape: DictionaryShape,
  size: number,
  options: GatedOptions,
): DictionaryLoss {
  const batch = createDictionaryBatch(kernels, shape, gatedParameters(shape), size);
  const { at, slopes, pre } = batch;
  const { latents } = shape;
  const dense = createDenseLatents(batch);
  const { f, slopes: magnitudeSlopes } = dense;
  const [gate, gateSlopes] = [1, 2].map(() => batch.memory(size, latents));
  const gateError = batch.memory(size, shape.inputs);
  const [norms, penaltySlopes, sums, growth] = [1, 2, 3, 4].map(() => kernels.allocate(latents));
  const activate = overTiles(batch, (k, { from, to }) => {
    k.activate("relu", flat(rows(pre, from, to)), flat(rows(gate, from, to)));
  });
  const decodeGate = scheduleDecoder(batch, gate, gateError);
  const gateSquares = scheduleError(batch, gateError);
  const toGate = scheduleLatentSlopes(batch, gateError, gateSlopes);
  const throughRelu = overTiles(batch, (k, { from, to }) => {
    const back = flat(rows(gateSlopes, from, to));
    k.activationBackward("relu", flat(rows(gate, from, to)), back, penaltySlopes);
    k.activationBackward("relu", flat(rows(f, from, to)), flat(rows(magnitudeSlopes, from, to)), null);
  });
  const [decoderShare, biasShare] = [batch.memory(latents, shape.inputs), kernels.allocate(shape.inputs)];
  const shared = { ...batch, slopes: { ...slopes, decoder: decoderShare, decoderBias: biasShare } };
  const gateToDecoder = options.detached ? null : scheduleDecoderBackward(shared, gate, gateError);
  const toMagnitudeBias = overLatents(batch, (k, { from, to }) =>
    k.columnSums(columns(magnitudeSlopes, from, to), slopes.part("b_mag").subarray(from, to)),
  );
  const addGate = overTiles(batch, (k, { from, to }) =>
    k.axpy(1, flat(rows(gateSlopes, from, to)), flat(rows(magnitudeSlopes, from, to))),
  );
  const toGateBias = overLatents(batch, (k, { from, to }) =>
    k.columnSums(columns(gateSlopes, from, to), slopes.encoderBias.subarray(from, to)),
  );
  const weight = createPenaltyWeight(options);
  const activity = createActivity(latents, options.silentAfter);
  const parts = { error: 0, l1: 0, gate: 0 };
  const evaluation: { cost: number; parts: typeof parts; l0: number; coefficient?: number } = {
    cost: 0,
    parts,
    l0: 0,
  };

  /** x̂, x̃ and the parts. */
  const forward = (lambda: number) => {
    dense.encode();
    activate();
    kernels.exp(at.part("r_mag"), growth);
    magnitudes(flat(pre), { gateBias: at.encoderBias, bias: at.part("b_mag"), growth }, flat(f));
    parts.error = dense.decode();
    decodeGate();
    parts.gate = gateSquares();
    if (options.weighted) kernels.rowNorms(at.decoder, norms);
    else norms.fill(1);
    kernels.columnSums(gate, sums, lambda / size);
    parts.l1 = kernels.dot(sums, norms);
  };

  const backward = (lambda: number) => {
    kernels.scale(lambda / size, norms, penaltySlopes);
    dense.toLatents();
    toGate();
    throughRelu();
    toMagnitudeBias();
    magnitudesBackward(
      flat(pre),
      { gateBias: at.encoderBias, growth },
      flat(magnitudeSlopes),
      slopes.part("r_mag"),
    );
    addGate();
    // h has no bias of its own: what this writes there is replaced by that of π.
    dense.toWeights();
    toGateBias();
    if (gateToDecoder !== null) {
      gateToDecoder();
      kernels.axpy(1, flat(decoderShare), flat(slopes.decoder));
      kernels.axpy(1, biasShare, slopes.decoderBias);
    }
    if (options.weighted) addNormSlopes(batch, norms, sums);
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
      forward(lambda);
      backward(lambda);
      evaluation.cost = parts.error + parts.l1 + parts.gate;
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

/** f = 1[π > 0] relu((π − b_enc) e^r + b_mag), [B, M]. */
export function magnitudes(
  pre: FloatArray,
  { gateBias, bias, growth }: { gateBias: FloatArray; bias: FloatArray; growth: FloatArray },
  f: FloatArray,
): void {
  for (let at = 0, i = 0; at < pre.length; at++, i = i + 1 === bias.length ? 0 : i + 1)
    f[at] = pre[at] > 0 ? Math.max(0, (pre[at] - gateBias[i]) * growth[i] + bias[i]) : 0;
}

/** ∂r = e^r Σ_b (π − b_enc) ∂m; and e^r ∂m in place of ∂m. */
function magnitudesBackward(
  pre: FloatArray,
  { gateBias, growth }: { gateBias: FloatArray; growth: FloatArray },
  slopes: FloatArray,
  rSlopes: FloatArray,
): void {
  const sums = new Float64Array(growth.length);
  for (let at = 0, i = 0; at < pre.length; at++, i = i + 1 === sums.length ? 0 : i + 1) {
    slopes[at] *= growth[i];
    sums[i] += (pre[at] - gateBias[i]) * slopes[at];
  }
  rSlopes.set(sums);
}
