// The latents of a batch where any of them may be active, and their products with the dictionary, forward and backward.

import type { Matrix } from "../core/arrays.js";
import {
  type DictionaryBatch,
  scheduleDecoder,
  scheduleDecoderBackward,
  scheduleEncoder,
  scheduleEncoderBackward,
  scheduleError,
  scheduleLatentSlopes,
} from "./dictionary.js";

/** What a variant fills in is f, from π, and ∂π, from ∂f. */
export interface DenseLatents {
  /** f, [B, M] */
  readonly f: Matrix;
  /** ∂f of the mean squared error, [B, M], which the variant makes ∂π in place */
  readonly slopes: Matrix;
  /** u = x − b_dec, π = u W_encᵀ + b_enc */
  encode(): void;
  /** x̂ = f W_dec + b_dec. @returns 1/B Σ ‖x̂ − x‖² */
  decode(): number;
  /** ∂f = 2/B (x̂ − x) W_decᵀ into `slopes` */
  toLatents(): void;
  /** From f and ∂π to the gradient of W_dec, b_dec, W_enc and b_enc */
  toWeights(): void;
}

/** In memory of their own. */
export function createDenseLatents(batch: DictionaryBatch): DenseLatents {
  const { error, pre } = batch;
  const [examples, latents] = pre.shape;
  const [f, slopes] = [batch.memory(examples, latents), batch.memory(examples, latents)];
  const decode = scheduleDecoder(batch, f, error);
  const meanSquares = scheduleError(batch, error);
  const toDecoder = scheduleDecoderBackward(batch, f, error);
  const toEncoder = scheduleEncoderBackward(batch, slopes);
  return {
    f,
    slopes,
    encode: scheduleEncoder(batch),
    decode() {
      decode();
      return meanSquares();
    },
    toLatents: scheduleLatentSlopes(batch, error, slopes),
    toWeights() {
      toDecoder();
      toEncoder();
    },
  };
}
