// The scale that modern sparse autoencoders expect: examples of mean length √d.

import type { FloatNdArray } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";
import { rowNorms } from "../../core/rows.js";
import { byFactor, type learnedFactor } from "./by-factor.js";
import { type FittedBy, learnThenApply, type Step } from "./step.js";

/** Its config. */
export interface MeanNorm {
  readonly kind: "mean-norm";
}
export type FittedMeanNorm = FittedBy<"mean-norm", typeof learnedFactor>;

/**
 * s = √d / mean_i ‖x_i‖, which takes examples of length d to a mean norm of √d.
 *
 * @throws {InputError} if all examples are 0
 */
function fitFactor(x: FloatNdArray): number {
  const [examples, inputs] = x.shape;
  let sum = 0;
  for (const norm of rowNorms(x)) sum += norm;
  const factor = (Math.sqrt(inputs) * examples) / sum;
  if (!Number.isFinite(factor))
    throw new InputError(
      "mean-norm: the data must not all be 0, they are; leave the step out or choose other data",
    );
  return factor;
}

/**
 * v′ = s v.
 *
 * @see SAELens, "expected_average_only_in"
 */
export const meanNorm: Step<MeanNorm, FittedMeanNorm> = {
  ...byFactor,
  fit: learnThenApply(({ kind }, x) => ({ kind, factor: fitFactor(x) }), byFactor.apply),
};
