// What losses without an encoder have in common: codes that are the best for the dictionary, and the slopes that these leave.

import { type Matrix, rows } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import { createActivity } from "./activity.js";
import {
  createDictionaryBatch,
  type DictionaryBatch,
  type DictionaryLoss,
  type DictionaryShape,
  dictionaryParameters,
  overTiles,
  scheduleDecoder,
  scheduleDecoderBackward,
  scheduleError,
} from "./dictionary.js";
import type { CreateEncoder } from "./dictionary-model.js";

/** θ is W_dec [M, d] and b_dec [d] alone. */
export const codingParameters = (shape: DictionaryShape) => dictionaryParameters(shape, { encoder: false });

/** The codes of a batch, and the two halves of an evaluation. */
export interface Coding {
  readonly batch: DictionaryBatch;
  /** [B, M] */
  readonly f: Matrix;
  /** Codes of the batch at θ, and what they decode to. @returns 1/B Σ ‖x̂ − x‖² */
  forward(): number;
  /** ∂W_dec = fᵀ 2/B (x̂ − x) and ∂b_dec = Σ_b 2/B (x̂ − x): at a minimum over f nothing goes through f */
  backward(): void;
  /** What the loss is to everybody else, but for `evaluate` */
  readonly common: Omit<DictionaryLoss, "evaluate">;
  /** L0 of the codes. @param within - how far from 0 counts as inactive; 0 unless given */
  countActive(within?: number): number;
}

/** @param createEncoder - what finds the codes of u = x − b_dec */
export function createCoding(
  kernels: Kernels,
  shape: DictionaryShape,
  size: number,
  { createEncoder, silentAfter }: { readonly createEncoder: CreateEncoder; readonly silentAfter: number },
): Coding {
  const batch = createDictionaryBatch(kernels, shape, codingParameters(shape), size);
  const { at, x, centred, error } = batch;
  const f = batch.memory(size, shape.latents);
  const centre = overTiles(batch, (k, { from, to }) => {
    k.addToRows(-1, at.decoderBias, rows(x, from, to), rows(centred, from, to));
  });
  const encode = createEncoder(kernels, at, size);
  const decode = scheduleDecoder(batch, f, error);
  const meanSquares = scheduleError(batch, error);
  const backward = scheduleDecoderBackward(batch, f, error);
  const activity = createActivity(shape.latents, silentAfter);
  return {
    batch,
    f,
    forward() {
      centre();
      encode(centred, f);
      decode();
      return meanSquares();
    },
    backward,
    common: {
      x,
      theta: batch.theta,
      gradient: batch.gradient,
      error,
      state: activity.state,
      silent: activity.silent,
      latents: () => f,
      afterStep: () => activity.after(),
    },
    countActive: (within) => activity.countDense(f, within),
  };
}
