// Whether a latent is active where its true feature is.

import type { Matrix } from "../../core/arrays.js";
import type { Explained } from "../metric.js";

/** Precision, recall and their harmonic mean. */
export const f1: Explained = {
  name: "f1",
  says: "Whether a latent is active exactly where the true feature nearest to its atom is: the harmonic mean of precision and recall, averaged over all latents, 0 where it is not defined.",
  formula: "precision = TP/(TP + FP), recall = TP/(TP + FN), f1 = 2 TP/(2 TP + FP + FN); active: f ≠ 0",
  unit: "none",
  source: "SAELens, synthetic",
  elsewhere: [{ tool: "SAELens, synthetic", computes: "the same with f > 0" }],
};

/** Of each latent. */
interface Detection {
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  readonly f1: Float64Array;
}

/** Counts over batches. */
export interface DetectionCounts {
  /** @param latents - f, [m, M]. @param truth - true activations, > 0 where a feature is there, [m, G] */
  add(latents: Matrix, truth: Matrix): void;
  value(): Detection;
}

/**
 * Counts, over batches of examples, where each latent is active and where its true feature is there.
 *
 * @param best - the true feature of each latent, [M]
 * @param isActive - f ≠ 0 unless given
 */
export function countDetections(
  best: ArrayLike<number>,
  isActive: (value: number) => boolean = (value) => value !== 0,
): DetectionCounts {
  const [both, active, there] = Array.from({ length: 3 }, () => new Float64Array(best.length));
  return {
    add(latents, truth) {
      for (let i = 0; i < latents.shape[0]; i++)
        for (let j = 0; j < best.length; j++) {
          const on = isActive(latents.data[latents.offset + i * latents.stride[0] + j * latents.stride[1]]);
          const is = truth.data[truth.offset + i * truth.stride[0] + best[j] * truth.stride[1]] > 0;
          if (on) active[j] += 1;
          if (is) there[j] += 1;
          if (on && is) both[j] += 1;
        }
    },
    value() {
      const share = (of: Float64Array) => both.map((count, j) => (of[j] === 0 ? 0 : count / of[j]));
      const sizes = active.map((count, j) => (count + there[j]) / 2);
      return { precision: share(active), recall: share(there), f1: share(sizes) };
    },
  };
}
