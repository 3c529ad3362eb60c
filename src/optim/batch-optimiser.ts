// What the optimisers of minibatches have in common: a step from the gradient of a batch, with memory of earlier ones.

import type { FloatArray } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";

/** The optimisers of minibatches by name, as a config has them. */
export type BatchOptimiserKind = "adam" | "sgd";

/** What an optimiser keeps between steps: float arrays as long as θ, by name. */
export type Moments = Readonly<Record<string, FloatArray>>;

/** An optimiser of minibatches. */
export interface BatchOptimiser {
  readonly kind: BatchOptimiserKind;
  /** Zeros, in the engine's memory. @param length - of θ */
  init(kernels: Kernels, length: number): Moments;
  /**
   * One step, θ and moments in place.
   *
   * @param at - the learning rate now, and the number of the step, from 1
   */
  step(
    kernels: Kernels,
    moments: Moments,
    theta: FloatArray,
    gradient: FloatArray,
    at: { readonly learningRate: number; readonly step: number },
  ): void;
}

/** What keeps the quotient finite where the gradient is 0. */
const CLIP_EPSILON = 1e-6;

/**
 * Scales a gradient down to a norm, in place: g ← g · min(1, c / (‖g‖ + 1e-6)), as torch's clip_grad_norm_ does.
 *
 * @param most - c; 0: nothing is clipped
 * @returns ‖g‖ before
 */
export function clipGradient(kernels: Kernels, gradient: FloatArray, most: number): number {
  const norm = Math.sqrt(kernels.dot(gradient, gradient));
  const factor = most / (norm + CLIP_EPSILON);
  if (most > 0 && factor < 1) kernels.scale(factor, gradient, gradient);
  return norm;
}
