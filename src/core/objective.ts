// What an optimiser minimises. The network and the autoencoders implement it; optim/ only knows this.

import type { FloatArray } from "./arrays.js";

/** The terms that a cost is the sum of, by name: error, decay, sparsity, … */
export type CostParts = Readonly<Record<string, number>>;

/** A cost, and the parts it is the sum of. */
export interface Evaluation {
  readonly cost: number;
  readonly parts: CostParts;
}

/** J(θ) on the data that the objective was made with. */
export interface Objective {
  /** The length of θ. */
  readonly length: number;
  /**
   * J(θ), its parts, and ∇J(θ) written into `gradient`. What it returns holds until the next evaluation:
   * one object, so that evaluating leaves no garbage.
   *
   * @param theta - [length], read only
   * @param gradient - [length], overwritten
   */
  evaluate(theta: FloatArray, gradient: FloatArray): Evaluation;
}
