// What is computed from the kept latents of a batch alone: only those are decoded, and only their rows get a gradient.

import { type FloatArray, type Matrix, matrix, rows } from "../core/arrays.js";
import { codesOf } from "../kernels/batch-top-k.js";
import type { Codes, Kernels, SlotsByLatent } from "../kernels/kernels.js";
import { type DictionaryBatch, overLatents, overTiles } from "./dictionary.js";

/** Codes, the same latent by latent, and what is sent back to each of them. */
export interface SparseCodes {
  readonly codes: Codes;
  readonly byLatent: SlotsByLatent;
  /** ∂L/∂value of each slot, [slots] */
  readonly slotSlopes: FloatArray;
}

/** Memory for codes alone, in the engine's. */
export const createCodes = (kernels: Kernels, examples: number, slots: number): Codes => ({
  starts: kernels.allocateIndices(examples + 1),
  indices: kernels.allocateIndices(slots),
  values: kernels.allocate(slots),
});

/**
 * Memory for codes and their gradients, in the engine's.
 *
 * @param sizes - rows that have slots (examples, unless they are cut further), M, and slots of all of them together
 */
export function createSparseCodes(
  kernels: Kernels,
  sizes: { readonly examples: number; readonly latents: number; readonly slots: number },
): SparseCodes {
  const { examples, latents, slots } = sizes;
  return {
    codes: createCodes(kernels, examples, slots),
    byLatent: {
      starts: kernels.allocateIndices(latents + 1),
      slots: kernels.allocateIndices(slots),
      examples: kernels.allocateIndices(slots),
    },
    slotSlopes: kernels.allocate(slots),
  };
}

/** f of codes, [B, M], new: what a latent has in several rows of an example is added up. Row r is of example r mod B. */
export function latentsIn({ starts, indices, values }: Codes, examples: number, latents: number): Matrix {
  const f = new Float64Array(examples * latents);
  for (let row = 0; row + 1 < starts.length; row++)
    for (let s = starts[row]; s < starts[row + 1]; s++)
      f[(row % examples) * latents + indices[s]] += values[s];
  return matrix(f, examples, latents);
}

/** The slots of latents [from, to). */
export function slotsOf(byLatent: SlotsByLatent, from: number, to: number): SlotsByLatent {
  return { ...byLatent, starts: byLatent.starts.subarray(from, to + 1) };
}

/** x̂ = f W_dec + b_dec into `out`, [B, d]. */
export function scheduleGatherDecode(batch: DictionaryBatch, codes: Codes, out: Matrix): () => void {
  const { at } = batch;
  return overTiles(batch, (k, { from, to }) => {
    k.gatherDecode(codesOf(codes, from, to), at.decoder, at.decoderBias, rows(out, from, to));
  });
}

/**
 * From e = ∂L/∂x̂ in `batch.error` to all gradients but that of b_dec through the encoder:
 *
 *   ∂v_s = e_b·w_i for slot s of latent i in example b (0 where v ≤ 0 if `rectified`)
 *   ∂w_i = Σ_s v_s e_b,  ∂b_dec = Σ_b e_b,  ∂W_enc,i = Σ_s ∂v_s u_b,  ∂b_enc,i = Σ_s ∂v_s
 */
export function scheduleCodesBackward(
  batch: DictionaryBatch,
  sparse: SparseCodes,
  rectified: boolean,
): () => void {
  const { at, error } = batch;
  const { codes, slotSlopes } = sparse;
  const toLatents = overTiles(batch, (k, { from, to }) => {
    k.gatherDot(codesOf(codes, from, to), rows(error, from, to), at.decoder, slotSlopes, rectified);
  });
  const toWeights = scheduleWeightSlopes(batch, sparse);
  return () => {
    toLatents();
    toWeights();
  };
}

/** The same from ∂v on, which is known. */
export function scheduleWeightSlopes(
  batch: DictionaryBatch,
  { codes, byLatent, slotSlopes }: SparseCodes,
): () => void {
  const { kernels, slopes, error, centred } = batch;
  const sort = kernels.schedule([(k) => k.sortByLatent(codes, byLatent)]);
  const toWeights = overLatents(batch, (k, { from, to }) => {
    const of = slotsOf(byLatent, from, to);
    const bias = slopes.encoderBias.subarray(from, to);
    k.gatherByLatent(of, codes.values, error, rows(slopes.decoder, from, to), null);
    k.gatherByLatent(of, slotSlopes, centred, rows(slopes.encoder, from, to), bias);
  });
  return () => {
    sort();
    toWeights();
    kernels.columnSums(error, slopes.decoderBias);
  };
}
