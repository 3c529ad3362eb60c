// The threshold above which a latent is active when a batch is not at hand: a moving average of what was just kept.

import type { FloatArray } from "../core/arrays.js";
import type { Codes } from "../kernels/kernels.js";
import type { BatchStep } from "./model.js";

/** How the threshold is found. */
export interface ThresholdOptions {
  /** The smallest positive latent of the whole batch, or the mean of each example's */
  readonly of: "batch" | "example";
  /** Whether it starts with the first that counts, and is −1 before; else it starts from 0 */
  readonly copiesFirst: boolean;
  /** r: what the newest is worth */
  readonly rate: number;
  /** Iterations before the first that counts */
  readonly start: number;
}

/** A threshold as SAELens keeps it: of the batch, .99 θ + .01 m from the first batch on */
export const batchMinimum: ThresholdOptions = { of: "batch", copiesFirst: false, rate: 0.01, start: 0 };
/** A threshold as dictionary_learning's TopK keeps it: of each example, .999 θ + .001 m after 1000 steps */
export const exampleMinimum: ThresholdOptions = {
  of: "example",
  copiesFirst: true,
  rate: 0.001,
  start: 1001,
};

/** θ before a batch has been looked at. */
export const firstThreshold = ({ copiesFirst }: ThresholdOptions): number => (copiesFirst ? -1 : 0);

/** A threshold by moving average. */
export interface Threshold {
  /** Looks at what was kept of a batch. @param scales - n, by which a latent is multiplied; null for 1 */
  look(codes: Codes, scales: FloatArray | null): void;
  /** After a step: the batch that was looked at last counts. */
  after(step: BatchStep): void;
}

/**
 *   θ ← (1 − r) θ + r m
 *
 * m the smallest positive latent of the batch, or the mean of each example's smallest (of those that have one); θ 0 at
 * first, or −1 until it is m for the first time. A batch without a positive latent changes nothing.
 *
 * @param threshold - θ, [1], changed in place
 * @see SAELens, batchtopk_sae.py; dictionary_learning, top_k.py and batch_top_k.py
 */
export function createThreshold({ of, rate, start }: ThresholdOptions, threshold: FloatArray): Threshold {
  let found = Number.POSITIVE_INFINITY;
  return {
    look(codes, scales) {
      found = of === "batch" ? smallestOfBatch(codes, scales) : meanOfSmallest(codes, scales);
    },
    after({ iteration }) {
      if (iteration < start || found === Number.POSITIVE_INFINITY) return;
      threshold[0] = threshold[0] < 0 ? found : (1 - rate) * threshold[0] + rate * found;
    },
  };
}

/** The smallest positive of slots [from, to); ∞ where none is. */
function smallest({ indices, values }: Codes, scales: FloatArray | null, from: number, to: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let s = from; s < to; s++) {
    const value = scales === null ? values[s] : values[s] * scales[indices[s]];
    if (value > 0 && value < least) least = value;
  }
  return least;
}

const smallestOfBatch = (codes: Codes, scales: FloatArray | null) =>
  smallest(codes, scales, 0, codes.starts[codes.starts.length - 1]);

function meanOfSmallest(codes: Codes, scales: FloatArray | null): number {
  let [sum, count] = [0, 0];
  for (let b = 0; b + 1 < codes.starts.length; b++) {
    const least = smallest(codes, scales, codes.starts[b], codes.starts[b + 1]);
    if (least === Number.POSITIVE_INFINITY) continue;
    sum += least;
    count += 1;
  }
  return count === 0 ? Number.POSITIVE_INFINITY : sum / count;
}
