// AuxK: the latents that have been silent for long learn what the others leave over.

import type { FloatArray, Matrix } from "../core/arrays.js";
import { rows } from "../core/arrays.js";
import type { Codes, SlotsByLatent } from "../kernels/kernels.js";
import { type DictionaryBatch, flat, overLatents, overTiles } from "./dictionary.js";
import { highest } from "./highest.js";

/** How the auxiliary loss is made. */
export interface AuxKOptions {
  /** What it weighs; 0: there is none */
  readonly coefficient: number;
  /** Whether b_dec belongs to the reconstruction of the silent latents: it does in SAELens up to 6.36.1 */
  readonly withBias: boolean;
  /** Whether silent latents are ranked by |q| */
  readonly byMagnitude: boolean;
}

/** The auxiliary loss of a batch. */
export interface AuxK {
  /** Adds its gradient to that of the rest. @returns the loss; 0 where no latent is dead */
  add(dead: Uint8Array, count: number, scales: FloatArray | null): number;
}

/**
 *   L_aux = c · s · 1/B Σ ‖z W_dec (+ b_dec) − r‖²,  r = x − x̂ held fixed,
 *
 * z = π at the min(⌊d/2⌋, #dead) dead latents of highest q = π n (as they are: they may be negative), 0 elsewhere, and
 * s = min(#dead/⌊d/2⌋, 1).
 *
 * @see Gao et al., Scaling and evaluating sparse autoencoders (2024); SAELens, topk_sae.py
 */
export function createAuxK(batch: DictionaryBatch, options: AuxKOptions): AuxK {
  const { kernels, batch: examples, pre, error, centred, at, slopes } = batch;
  const [latents, inputs] = at.decoder.shape;
  const most = Math.floor(inputs / 2);
  const slots = examples * most;
  const codes: Codes = {
    starts: kernels.allocateIndices(examples + 1),
    indices: kernels.allocateIndices(slots),
    values: kernels.allocate(slots),
  };
  const byLatent: SlotsByLatent = {
    starts: kernels.allocateIndices(latents + 1),
    slots: kernels.allocateIndices(slots),
    examples: kernels.allocateIndices(slots),
  };
  const [output, decoderSlopes, encoderSlopes] = [
    batch.memory(examples, inputs),
    batch.memory(latents, inputs),
    batch.memory(latents, inputs),
  ];
  const slotSlopes = kernels.allocate(slots);
  const sums = kernels.allocate(latents);
  const decode = overTiles(batch, (k, { from, to }) => {
    const of = { ...codes, starts: codes.starts.subarray(from, to + 1) };
    const bias = options.withBias ? at.decoderBias : null;
    k.gatherDecode(of, at.decoder, bias, rows(output, from, to));
    // x̂ − x = B/2 · error, and r is −(x̂ − x)
    k.axpy(examples / 2, flat(rows(error, from, to)), flat(rows(output, from, to)));
  });
  const back = overTiles(batch, (k, { from, to }) => {
    const of = { ...codes, starts: codes.starts.subarray(from, to + 1) };
    k.gatherDot(of, rows(output, from, to), at.decoder, slotSlopes, false);
  });
  const sort = kernels.schedule([(k) => k.sortByLatent(codes, byLatent)]);
  const gather = overLatents(batch, (k, { from, to }) => {
    const of = { ...byLatent, starts: byLatent.starts.subarray(from, to + 1) };
    const part = (m: Matrix) => rows(m, from, to);
    k.gatherByLatent(of, codes.values, output, part(decoderSlopes), null);
    k.gatherByLatent(of, slotSlopes, centred, part(encoderSlopes), sums.subarray(from, to));
    k.axpy(1, flat(part(decoderSlopes)), flat(part(slopes.decoder)));
    k.axpy(1, flat(part(encoderSlopes)), flat(part(slopes.encoder)));
    k.axpy(1, sums.subarray(from, to), slopes.encoderBias.subarray(from, to));
  });
  return {
    add(dead, count, scales) {
      const kept = Math.min(most, count);
      if (kept === 0 || options.coefficient === 0) return 0;
      select(codes, pre, { dead, kept, scales, byMagnitude: options.byMagnitude });
      const weight = options.coefficient * Math.min(count / most, 1);
      decode();
      const squares = kernels.dot(flat(output), flat(output));
      kernels.scale((2 * weight) / examples, flat(output), flat(output));
      back();
      sort();
      gather();
      if (options.withBias) kernels.columnSums(output, slopes.decoderBias, 1, 1);
      return (weight * squares) / examples;
    },
  };
}

/** The `kept` dead latents of highest rank of each example, of equal ones the first. */
function select(
  { starts, indices, values }: Codes,
  { data, shape: [examples, latents], offset }: Matrix,
  {
    dead,
    kept,
    scales,
    byMagnitude,
  }: { dead: Uint8Array; kept: number; scales: FloatArray | null; byMagnitude: boolean },
): void {
  const [places, ranks] = [new Int32Array(kept), new Float64Array(kept)];
  for (let b = 0; b < examples; b++) {
    const row = offset + b * latents;
    const rank = (i: number) => {
      if (dead[i] === 0) return Number.NEGATIVE_INFINITY;
      const q = data[row + i] * (scales === null ? 1 : scales[i]);
      return byMagnitude ? Math.abs(q) : q;
    };
    highest(latents, kept, rank, places, ranks);
    starts[b] = b * kept;
    for (let s = 0; s < kept; s++) {
      indices[b * kept + s] = places[s];
      values[b * kept + s] = data[row + places[s]];
    }
  }
  starts[examples] = examples * kept;
}
