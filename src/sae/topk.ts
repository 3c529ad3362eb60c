// TopK: the k highest latents of each example are kept. AbsTopK: the k of greatest magnitude, with their sign.

import { rows } from "../core/arrays.js";
import type { Codes, Kernels, SlotsByLatent } from "../kernels/kernels.js";
import { createActivity } from "./activity.js";
import { createAuxK } from "./auxk.js";
import {
  createDictionaryBatch,
  type DictionaryShape,
  dictionaryParameters,
  overLatents,
  overTiles,
  scheduleCentring,
  scheduleEncoder,
  scheduleError,
} from "./dictionary.js";
import type { BatchLoss } from "./model.js";

export interface TopKOptions {
  readonly k: number;
  /** Whether latents are ranked by π n, n_i = ‖w_i‖, in place of π */
  readonly rescale: boolean;
  /** Whether they are ranked by magnitude and keep their sign */
  readonly signed: boolean;
  /** What AuxK weighs; 0 for none */
  readonly aux: number;
  /** Whether AuxK's reconstruction has b_dec */
  readonly auxWithBias: boolean;
  readonly silentAfter: number;
}

/**
 *   f = relu(π) at the k highest π (or π n) of an example, 0 elsewhere; signed: f = π at the k highest |π| (or |π n|)
 *   x̂ = f W_dec + b_dec,  L = 1/B Σ ‖x̂ − x‖² + AuxK
 *
 *   ∂f = 2/B (x̂ − x) W_decᵀ at those latents, ∂π = ∂f where f > 0 (signed: where it is kept), ∂W_dec = fᵀ 2/B (x̂ − x), …
 *
 * Only the kept latents are decoded, and only their rows get a gradient.
 *
 * @see Gao et al., Scaling and evaluating sparse autoencoders (2024); SAELens, topk_sae.py; arXiv 2510.00404 for AbsTopK
 */
export function topKLoss(
  kernels: Kernels,
  shape: DictionaryShape,
  size: number,
  { k: kept, rescale, signed, aux, auxWithBias, silentAfter }: TopKOptions,
): BatchLoss {
  const batch = createDictionaryBatch(kernels, shape, dictionaryParameters(shape), size);
  const { at, slopes, pre, error, centred } = batch;
  const { latents } = shape;
  const slots = size * kept;
  const codes: Codes = {
    starts: kernels.allocateIndices(size + 1),
    indices: kernels.allocateIndices(slots),
    values: kernels.allocate(slots),
  };
  for (let b = 0; b <= size; b++) codes.starts[b] = b * kept;
  const byLatent: SlotsByLatent = {
    starts: kernels.allocateIndices(latents + 1),
    slots: kernels.allocateIndices(slots),
    examples: kernels.allocateIndices(slots),
  };
  const slotSlopes = kernels.allocate(slots);
  const norms = rescale ? kernels.allocate(latents) : null;
  const encode = scheduleEncoder(batch);
  const select = overTiles(batch, (k, { from, to }) => {
    const of = { ...codes, starts: codes.starts.subarray(from, to + 1) };
    const ranking = { by: signed ? "magnitude" : "value", scales: norms } as const;
    k.selectTopK(rows(pre, from, to), ranking, of, !signed);
    k.gatherDecode(of, at.decoder, at.decoderBias, rows(error, from, to));
  });
  const meanSquares = scheduleError(batch, error);
  const toLatents = overTiles(batch, (k, { from, to }) => {
    const of = { ...codes, starts: codes.starts.subarray(from, to + 1) };
    k.gatherDot(of, rows(error, from, to), at.decoder, slotSlopes, !signed);
  });
  const sort = kernels.schedule([(k) => k.sortByLatent(codes, byLatent)]);
  const toWeights = overLatents(batch, (k, { from, to }) => {
    const of = { ...byLatent, starts: byLatent.starts.subarray(from, to + 1) };
    k.gatherByLatent(of, codes.values, error, rows(slopes.decoder, from, to), null);
    k.gatherByLatent(
      of,
      slotSlopes,
      centred,
      rows(slopes.encoder, from, to),
      slopes.encoderBias.subarray(from, to),
    );
  });
  const toCentre = scheduleCentring(kernels, at, slopes);
  const activity = createActivity(latents, silentAfter);
  const auxiliary =
    aux === 0 ? null : createAuxK(batch, { coefficient: aux, withBias: auxWithBias, byMagnitude: signed });
  const parts = { error: 0, aux: 0 };
  const evaluation = { cost: 0, parts, l0: 0 };
  return {
    x: batch.x,
    theta: batch.theta,
    gradient: batch.gradient,
    state: activity.state,
    silent: activity.silent,
    evaluate() {
      if (norms !== null) kernels.rowNorms(at.decoder, norms);
      encode();
      select();
      parts.error = meanSquares();
      toLatents();
      sort();
      toWeights();
      kernels.columnSums(error, slopes.decoderBias);
      parts.aux = auxiliary === null ? 0 : auxiliary.add(activity.dead, activity.findDead(), norms);
      toCentre();
      evaluation.cost = parts.error + parts.aux;
      evaluation.l0 = activity.countCodes(codes);
      return evaluation;
    },
    afterStep: () => activity.after(),
  };
}
