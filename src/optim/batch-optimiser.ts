// What the optimisers of minibatches have in common: a step from the gradient of a batch, with memory of earlier ones.

import type { FloatArray } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";

/** The optimisers of minibatches by name, as a config has them. */
export type BatchOptimiserKind = "adam" | "sgd";

/** What an optimiser keeps between steps: float arrays as long as θ, by name. */
export type Moments = Readonly<Record<string, FloatArray>>;

/** What of a step changes from one to the next. */
export interface StepNumbers {
  /** α */
  readonly learningRate: number;
  /** From 1 */
  readonly step: number;
  /** φ, by which the gradient is multiplied; 1 unless given */
  readonly factor?: number;
}

/** An optimiser on one θ and its gradient, where they lie. */
export interface PreparedOptimiser {
  /** Zeros before the first step, in the engine's memory */
  readonly moments: Moments;
  /** One step on φ g, θ and moments in place. */
  step(numbers: StepNumbers): void;
}

/** An optimiser of minibatches. */
export interface BatchOptimiser {
  readonly kind: BatchOptimiserKind;
  /**
   * @param theta - θ, in the engine's memory
   * @param gradient - g, in the engine's memory
   */
  prepare(kernels: Kernels, theta: FloatArray, gradient: FloatArray): PreparedOptimiser;
}

/** Values that a task works on: they stay in a cache, and small θ are enough tasks for threads to share. */
const VALUES_A_TASK = 4096;

/** Arrays of one length in pieces, the same pieces of each: a task for every piece. */
export function inPieces(arrays: readonly FloatArray[], values = VALUES_A_TASK): FloatArray[][] {
  const pieces: FloatArray[][] = [];
  for (let from = 0; from < arrays[0].length; from += values)
    pieces.push(arrays.map((array) => array.subarray(from, from + values)));
  return pieces;
}

/** What keeps the quotient finite where the gradient is 0. */
const CLIP_EPSILON = 1e-6;
/** Values whose squares are one sum: the sums are added then, so that another number would give other last bits. */
const VALUES_A_SUM = 32_768;

/**
 * How a gradient is clipped to a norm, as torch's clip_grad_norm_ does: φ = min(1, c / (‖g‖ + 1e-6)).
 *
 * @param most - c; 0: nothing is clipped
 * @returns what looks at the gradient, and gives ‖g‖ and φ
 */
export function scheduleClipping(
  kernels: Kernels,
  gradient: FloatArray,
  most: number,
): () => { readonly norm: number; readonly factor: number } {
  const pieces = inPieces([gradient], VALUES_A_SUM);
  const squares = kernels.allocate(pieces.length, "float64");
  const run = kernels.schedule(
    pieces.map(
      ([piece], i) =>
        (k) =>
          k.sumOfSquares(piece, squares.subarray(i, i + 1)),
    ),
  );
  return () => {
    squares.fill(0);
    run();
    let sum = 0;
    for (let i = 0; i < squares.length; i++) sum += squares[i];
    const norm = Math.sqrt(sum);
    return { norm, factor: most > 0 ? Math.min(1, most / (norm + CLIP_EPSILON)) : 1 };
  };
}
