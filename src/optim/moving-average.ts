// The weights of a training on average: those of late iterations weigh most.

import type { FloatArray } from "../core/arrays.js";
import { wholePower } from "../core/elementary.js";
import type { Kernels } from "../kernels/kernels.js";
import { inPieces } from "./batch-optimiser.js";

/** An average of θ that runs along. */
export interface MovingAverage {
  /** Σ_s (1 − d) dᵗ⁻ˢ θ_s, [n]: what has to be kept to go on */
  readonly sum: FloatArray;
  /** Where `read` puts the average, [n], in the engine's memory */
  readonly average: FloatArray;
  /** After a step: θ counts. */
  add(): void;
  /** The average of θ_1 … θ_t, t ≥ 1, into `average`: sum / (1 − dᵗ) */
  read(t: number): void;
}

/**
 * An exponential moving average without the bias of its beginning: Σ_s (1 − d) dᵗ⁻ˢ θ_s / (1 − dᵗ).
 *
 * @param theta - θ, in the engine's memory
 * @param decay - d, in (0, 1)
 */
export function createMovingAverage(kernels: Kernels, theta: FloatArray, decay: number): MovingAverage {
  const [sum, average] = [kernels.allocate(theta.length), kernels.allocate(theta.length)];
  const add = kernels.schedule(
    inPieces([theta, sum]).map(([own, sums]) => (k) => {
      k.scale(decay, sums, sums);
      k.axpy(1 - decay, own, sums);
    }),
  );
  return {
    sum,
    average,
    add,
    read: (t) => kernels.scale(1 / (1 - wholePower(decay, t)), sum, average),
  };
}
