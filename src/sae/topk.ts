// TopK: the k highest latents of each example are kept. AbsTopK: the k of greatest magnitude, with their sign.

import { rows } from "../core/arrays.js";
import { codesOf } from "../kernels/batch-top-k.js";
import type { Kernels, Ranking } from "../kernels/kernels.js";
import { scheduleFactor } from "../optim/schedule.js";
import { createActivity } from "./activity.js";
import { type AuxKVersion, createAuxK } from "./auxk.js";
import {
  createDictionaryBatch,
  type DictionaryLoss,
  type DictionaryShape,
  dictionaryParameters,
  encodeTile,
  errorTile,
  scheduleCentring,
  scheduleWithError,
} from "./dictionary.js";
import { createSparseCodes, latentsIn, scheduleWeightSlopes } from "./sparse-codes.js";
import { createThreshold, firstThreshold, type ThresholdOptions } from "./threshold.js";

/** How many latents are kept, by what they are ranked, and what helps silent ones. */
export interface TopKOptions {
  readonly k: number;
  /** k at first, and the iterations over which it becomes k; k throughout unless given */
  readonly annealing?: { readonly from: number; readonly over: number } | undefined;
  /** Whether latents are ranked by π n, n_i = ‖w_i‖, in place of π */
  readonly rescale: boolean;
  /** What they are ranked by: π, or |π| */
  readonly by: Ranking["by"];
  /** Whether those that are kept keep their sign; else none is below 0 */
  readonly signed: boolean;
  /** What AuxK weighs; 0 for none */
  readonly aux: number;
  readonly auxVersion: AuxKVersion;
  /** A threshold for later use; none unless given */
  readonly threshold?: ThresholdOptions;
  /** Batches after which a latent is silent; examples, the present ones included, if `silentByExamples` */
  readonly silentAfter: number;
  readonly silentByExamples?: boolean;
}

/**
 * k at iteration t: k + round((k₀ − k) · max(0, 1 − t/n)), which falls, or rises, from k₀ to k over n iterations.
 */
function annealedK(k: number, { from, over }: NonNullable<TopKOptions["annealing"]>, t: number): number {
  if (t >= over) return k;
  return k + Math.round((from - k) * scheduleFactor({ decay: "linear", decayIterations: over }, t, over));
}

/** Values of atoms that are gathered at a time. */
const CACHED_VALUES = 65_536;

/**
 *   f = relu(π) at the k highest π (or π n, |π|, |π n|) of an example, 0 elsewhere; signed: f = π there
 *   x̂ = f W_dec + b_dec,  L = 1/B Σ ‖x̂ − x‖² + AuxK
 *
 *   ∂f = 2/B (x̂ − x) W_decᵀ at those latents, ∂π = ∂f where f > 0 (signed: where it is kept), ∂W_dec = fᵀ 2/B (x̂ − x), …
 *
 * Only the kept latents are decoded, and only their rows get a gradient.
 *
 * @see Gao et al., Scaling and evaluating sparse autoencoders (2024); SAELens, topk_sae.py; dictionary_learning, top_k.py;
 *   arXiv 2510.00404 for AbsTopK; saev, whose TopK is signed
 */
export function topKLoss(
  kernels: Kernels,
  shape: DictionaryShape,
  size: number,
  options: TopKOptions,
): DictionaryLoss {
  const { k, annealing = { from: k, over: 0 }, rescale, by, signed, aux, auxVersion } = options;
  const { threshold: how } = options;
  const batch = createDictionaryBatch(kernels, shape, dictionaryParameters(shape), size);
  const { at, pre, error } = batch;
  const { latents } = shape;
  const most = Math.max(k, annealing.from);
  const sparse = createSparseCodes(kernels, { examples: size, latents, slots: size * most });
  const { codes } = sparse;
  const keep = (kept: number) => {
    for (let b = 0; b <= size; b++) codes.starts[b] = b * kept;
  };
  const norms = rescale ? kernels.allocate(latents) : null;
  const ranking = { by, scales: norms };
  // Atoms that decode some examples are still in a cache when those send their gradient back.
  const together = Math.max(1, Math.floor(CACHED_VALUES / (most * shape.inputs)));
  const forward = scheduleWithError(batch, (k, tile, squares) => {
    encodeTile(k, batch, tile);
    k.selectTopK(rows(pre, tile.from, tile.to), ranking, codesOf(codes, tile.from, tile.to), !signed);
    for (let from = tile.from; from < tile.to; from += together) {
      const piece = { from, to: Math.min(tile.to, from + together) };
      const of = codesOf(codes, piece.from, piece.to);
      const own = rows(error, piece.from, piece.to);
      k.gatherDecode(of, at.decoder, at.decoderBias, own);
      errorTile(k, batch, { output: error, tile: piece, squares });
      k.gatherDot(of, own, at.decoder, sparse.slotSlopes, !signed);
    }
  });
  const toWeights = scheduleWeightSlopes(batch, sparse);
  const toCentre = scheduleCentring(batch);
  const activity = createActivity(
    latents,
    options.silentAfter,
    options.silentByExamples === true ? size : null,
  );
  const held = Float64Array.of(how === undefined ? 0 : firstThreshold(how));
  const threshold = how === undefined ? null : createThreshold(how, held);
  const auxiliary = createAuxK(batch, {
    coefficient: aux,
    version: auxVersion,
    byMagnitude: by === "magnitude",
  });
  const parts = { error: 0, aux: 0 };
  const evaluation = { cost: 0, parts, l0: 0 };
  return {
    x: batch.x,
    theta: batch.theta,
    gradient: batch.gradient,
    error: batch.error,
    state: { ...activity.state, ...(how === undefined ? {} : { threshold: held }) },
    silent: activity.silent,
    latents: () => latentsIn(codes, size, latents),
    evaluate({ iteration }) {
      keep(annealedK(k, annealing, iteration));
      if (norms !== null) kernels.rowNorms(at.decoder, norms);
      parts.error = forward();
      toWeights();
      evaluation.l0 = activity.countCodes(codes);
      threshold?.look(codes, norms);
      parts.aux = auxiliary.add(activity.dead, activity.findDead(), norms);
      toCentre();
      evaluation.cost = parts.error + parts.aux;
      return evaluation;
    },
    afterStep(step) {
      activity.after();
      threshold?.after(step);
    },
  };
}
