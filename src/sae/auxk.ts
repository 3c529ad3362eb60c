// AuxK: the latents that have been silent for long learn what the others leave over.

import type { FloatArray, Matrix } from "../core/arrays.js";
import { rows } from "../core/arrays.js";
import { highest } from "../core/highest.js";
import { codesOf } from "../kernels/batch-top-k.js";
import type { Codes } from "../kernels/kernels.js";
import { type DictionaryBatch, flat, overLatents, overTiles } from "./dictionary.js";
import { createSparseCodes, slotsOf } from "./sparse-codes.js";

/** Whose auxiliary loss it is. */
export const auxKVersions = [
  /** b_dec belongs to the reconstruction of the silent latents */
  "saelens-6.18",
  /** It does not, from SAELens 6.36.2 on */
  "saelens-6.36.2",
  /** Nor here: z = relu(π), in units of the variance of r, and s = 1 */
  "dictionary-learning",
] as const;
export type AuxKVersion = (typeof auxKVersions)[number];

/** How the auxiliary loss is made. */
export interface AuxKOptions {
  /** What it weighs; 0: there is none */
  readonly coefficient: number;
  readonly version: AuxKVersion;
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
 * s = min(#dead/⌊d/2⌋, 1). Normalised: z = relu(π), s = 1/(1/B Σ ‖r − r̄‖²), r̄ the mean of r, 0 where that is not finite.
 *
 * @see Gao et al., Scaling and evaluating sparse autoencoders (2024); SAELens, topk_sae.py; dictionary_learning, top_k.py
 */
export function createAuxK(batch: DictionaryBatch, options: AuxKOptions): AuxK {
  const { coefficient, version, byMagnitude } = options;
  const [withBias, normalised] = [version === "saelens-6.18", version === "dictionary-learning"];
  if (coefficient === 0) return { add: () => 0 };
  const { kernels, batch: examples, pre, error, centred, at, slopes } = batch;
  const [latents, inputs] = at.decoder.shape;
  const most = Math.floor(inputs / 2);
  const { codes, byLatent, slotSlopes } = createSparseCodes(kernels, {
    examples,
    latents,
    slots: examples * most,
  });
  const [output, decoderSlopes, encoderSlopes] = [
    batch.memory(examples, inputs),
    batch.memory(latents, inputs),
    batch.memory(latents, inputs),
  ];
  const sums = kernels.allocate(latents);
  const decode = overTiles(batch, (k, { from, to }) => {
    const of = codesOf(codes, from, to);
    const bias = withBias ? at.decoderBias : null;
    k.gatherDecode(of, at.decoder, bias, rows(output, from, to));
    // x̂ − x = B/2 · error, and r is −(x̂ − x)
    k.axpy(examples / 2, flat(rows(error, from, to)), flat(rows(output, from, to)));
  });
  const back = overTiles(batch, (k, { from, to }) => {
    const of = codesOf(codes, from, to);
    k.gatherDot(of, rows(output, from, to), at.decoder, slotSlopes, normalised);
  });
  const sort = kernels.schedule([(k) => k.sortByLatent(codes, byLatent)]);
  const gather = overLatents(batch, (k, { from, to }) => {
    const of = slotsOf(byLatent, from, to);
    const part = (m: Matrix) => rows(m, from, to);
    k.gatherByLatent(of, codes.values, output, part(decoderSlopes), null);
    k.gatherByLatent(of, slotSlopes, centred, part(encoderSlopes), sums.subarray(from, to));
    k.axpy(1, flat(part(decoderSlopes)), flat(part(slopes.decoder)));
    k.axpy(1, flat(part(encoderSlopes)), flat(part(slopes.encoder)));
    k.axpy(1, sums.subarray(from, to), slopes.encoderBias.subarray(from, to));
  });
  const spread = kernels.allocate(inputs);
  /** 1/B Σ ‖r − r̄‖² = B/4 (Σ ‖e‖² − ‖Σ e‖²/B), e = 2/B (x̂ − x) */
  const varianceLeft = () => {
    kernels.columnSums(error, spread);
    const squares = kernels.dot(flat(error), flat(error)) - kernels.dot(spread, spread) / examples;
    return (examples / 4) * squares;
  };
  return {
    add(dead, count, scales) {
      const kept = Math.min(most, count);
      if (kept === 0) return 0;
      const scale = normalised ? 1 / varianceLeft() : Math.min(count / most, 1);
      if (!Number.isFinite(scale)) return 0;
      select(codes, pre, { dead, kept, scales, byMagnitude, rectified: normalised });
      const weight = coefficient * scale;
      decode();
      const squares = kernels.dot(flat(output), flat(output));
      kernels.scale((2 * weight) / examples, flat(output), flat(output));
      back();
      sort();
      gather();
      if (withBias) kernels.columnSums(output, slopes.decoderBias, 1, 1);
      return (weight * squares) / examples;
    },
  };
}

/** How the dead latents of a batch are chosen. */
interface Selection {
  readonly dead: Uint8Array;
  readonly kept: number;
  readonly scales: FloatArray | null;
  readonly byMagnitude: boolean;
  readonly rectified: boolean;
}

/** The `kept` dead latents of highest rank of each example, of equal ones the first. */
function select(
  { starts, indices, values }: Codes,
  { data, shape: [examples, latents], offset }: Matrix,
  { dead, kept, scales, byMagnitude, rectified }: Selection,
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
      const value = data[row + places[s]];
      values[b * kept + s] = rectified ? Math.max(0, value) : value;
    }
  }
  starts[examples] = examples * kept;
}
