// What holds the atoms, or the encoder, while a sparse autoencoder of any kind learns.

import { type FloatArray, type Matrix, rows, sizeOf } from "../core/arrays.js";
import { inputError } from "../core/errors.js";
import type { Kernels, Primitives } from "../kernels/kernels.js";
import { type Span, split } from "../nn/shards.js";
import { flat, viewDictionary } from "./dictionary.js";
import type { BatchLoss, ParameterBlock } from "./model.js";

/** How the unit norm is kept. */
export const unitNormVersions = [
  /** dictionary_learning's ConstrainedAdam: project, step, renormalise; sparsify's is the same from atoms of length 1 on */
  "constrained-adam",
  /** dictionary_learning's TopK family: likewise, with 1e-6 and the precision's epsilon added to the norms */
  "topk",
  /** openai/sparse_autoencoder: renormalise, project, step, so that a loss sees the atoms as the step left them */
  "openai",
] as const;
type UnitNormVersion = (typeof unitNormVersions)[number];

/** What can stay as it started. */
export const frozenParts = ["decoder", "encoder", "both"] as const;

/** The least cosine of arXiv 2602.14111 */
export const LEAST_COSINE = 0.8;

/** What holds the weights. */
export type DecoderConstraint =
  | { readonly kind: "free" }
  /** Atoms of length 1; the gradient loses its part along the atom */
  | { readonly kind: "unit-norm"; readonly version: UnitNormVersion }
  /** W_dec, W_enc, or both, as they started */
  | { readonly kind: "frozen"; readonly part: (typeof frozenParts)[number] }
  /** After each step an atom is turned back to a cosine with its start */
  | { readonly kind: "soft-frozen"; readonly leastCosine: number };

/** What is added to a norm where the gradient is projected, in dictionary_learning's TopK family. */
const PROJECTION_EPSILON = 1e-6;

/**
 * A loss with a constraint on it. Unit norm: g_i ← g_i − (g_i·ŵ_i) ŵ_i before the gradient is clipped, w_i ← w_i/‖w_i‖.
 * Frozen: no gradient, so that neither the clipped norm nor Adam knows of it. Soft-frozen: see `turnBack`; the start is in
 * `state.decoderStart`, [M, d], from the first step on.
 *
 * @param parameters - of the loss: the parts that are named must be among them
 * @throws {InputError} if the least cosine is not in (−1, 1)
 */
export function constrainDecoder(
  kernels: Kernels,
  loss: BatchLoss,
  parameters: readonly ParameterBlock[],
  constraint: DecoderConstraint,
): BatchLoss {
  const at = viewDictionary(loss.theta, parameters);
  const slopes = viewDictionary(loss.gradient, parameters);
  switch (constraint.kind) {
    case "free":
      return loss;
    case "unit-norm":
      return withUnitNorm(
        kernels,
        loss,
        { decoder: at.decoder, gradient: slopes.decoder },
        constraint.version,
      );
    case "frozen":
      return withFrozen(loss, [
        ...(constraint.part === "encoder" ? [] : [flat(slopes.decoder)]),
        ...(constraint.part === "decoder" ? [] : [flat(slopes.encoder)]),
      ]);
    case "soft-frozen":
      return withSoftFrozen(loss, at.decoder, constraint.leastCosine);
  }
}

/** Atoms that a task works on: those of a small dictionary are enough tasks for threads to share. */
const LATENTS_A_TASK = 32;

function withUnitNorm(
  kernels: Kernels,
  loss: BatchLoss,
  { decoder, gradient }: { decoder: Matrix; gradient: Matrix },
  version: UnitNormVersion,
): BatchLoss {
  // torch.finfo(dtype).eps, the distance from 1 to the next number
  const [project, normalise] = version === "topk" ? [PROJECTION_EPSILON, 2 * kernels.epsilon] : [0, 0];
  const latents = decoder.shape[0];
  const ranges = split(latents, Math.ceil(latents / LATENTS_A_TASK));
  const onRanges = (work: (k: Primitives, range: Span) => void) =>
    kernels.schedule(ranges.map((range) => (k) => work(k, range)));
  const renormalise = onRanges((k, { from, to }) => k.normalizeRows(rows(decoder, from, to), normalise));
  const projectAll = onRanges((k, { from, to }) =>
    k.projectRows(rows(decoder, from, to), rows(gradient, from, to), project),
  );
  return {
    ...loss,
    beforeStep() {
      loss.beforeStep?.();
      if (version === "openai") renormalise();
      projectAll();
    },
    afterStep(step, moments) {
      if (version !== "openai") renormalise();
      loss.afterStep(step, moments);
    },
  };
}

const withFrozen = (loss: BatchLoss, gradients: readonly FloatArray[]): BatchLoss => ({
  ...loss,
  evaluate(step) {
    const evaluation = loss.evaluate(step);
    for (const gradient of gradients) gradient.fill(0);
    return evaluation;
  },
});

function withSoftFrozen(loss: BatchLoss, decoder: Matrix, leastCosine: number): BatchLoss {
  if (!(leastCosine > -1 && leastCosine < 1))
    throw inputError("constrainDecoder", "leastCosine", "lie in (−1, 1)", leastCosine);
  const start = new Float64Array(sizeOf(decoder.shape));
  const [latents, inputs] = decoder.shape;
  let iteration = 0;
  return {
    ...loss,
    state: { ...loss.state, decoderStart: start },
    evaluate(step) {
      iteration = step.iteration;
      return loss.evaluate(step);
    },
    beforeStep() {
      loss.beforeStep?.();
      if (iteration === 0) start.set(flat(decoder));
    },
    afterStep(step, moments) {
      for (let i = 0; i < latents; i++)
        turnBack(flat(rows(decoder, i, i + 1)), start.subarray(i * inputs, (i + 1) * inputs), leastCosine);
      loss.afterStep(step, moments);
    },
  };
}

const dot = (a: FloatArray, b: FloatArray): number => {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
};

/** Nearer than this to −s, a row has no direction to be turned along. */
const OPPOSITE = 1e-6;

/**
 * Turns a row back to the nearest direction whose cosine with its start is c_min, its norm kept, in place:
 *
 *   w ← ‖w‖ (c_min ŝ + √(1 − c_min²) t),  t the unit part of w orthogonal to ŝ
 *
 * where its cosine is less; w ← ‖w‖ ŝ where w is opposite to s. Rows of zeros stay.
 *
 * @returns whether it was turned
 */
export function turnBack(w: FloatArray, start: FloatArray, leastCosine: number): boolean {
  const [norm, startNorm] = [w, start].map((row) => Math.sqrt(dot(row, row)));
  if (norm === 0 || startNorm === 0) return false;
  const cosine = dot(w, start) / (norm * startNorm);
  if (cosine >= leastCosine) return false;
  const unit = Float64Array.from(start, (value) => value / startNorm);
  const across = Float64Array.from(w, (value, j) => value / norm - cosine * unit[j]);
  const length = Math.sqrt(dot(across, across));
  const [along, aside] =
    length < OPPOSITE ? [1, 0] : [leastCosine, Math.sqrt(1 - leastCosine * leastCosine) / length];
  for (let j = 0; j < w.length; j++) w[j] = norm * (along * unit[j] + aside * across[j]);
  return true;
}
