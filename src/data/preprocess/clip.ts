// Values far from the rest are cut off, so that a few do not decide on the scale.

import ops from "ndarray-ops";
import { contiguous, type FloatArray } from "../../core/arrays.js";
import { done, type FittedBy, learnThenApply, type Step, stepError } from "./step.js";

/** Its config. */
export interface Clip {
  readonly kind: "clip";
  readonly deviations?: number;
}
const learned = { low: [], high: [] } as const;
export type FittedClip = FittedBy<"clip", typeof learned>;

/** Standard deviations from the mean. */
export const DEFAULT_DEVIATIONS = 3;

/** μ and σ of all values. */
function spreadOf(values: FloatArray): { mean: number; deviation: number } {
  let [sum, squares] = [0, 0];
  for (const value of values) sum += value;
  const mean = sum / values.length;
  for (const value of values) squares += (value - mean) * (value - mean);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

/** v′ = min(max(v, μ − 3σ), μ + 3σ), with μ and σ of all values of all examples. Undoing it gives nothing back. */
export const clip: Step<Clip, FittedClip> = {
  learned,
  neutral: [],
  fit: learnThenApply(
    ({ kind, deviations = DEFAULT_DEVIATIONS }, x) => {
      const { mean, deviation } = spreadOf(contiguous(x));
      if (!Number.isFinite(deviation))
        throw stepError(
          "clip",
          "data must be finite and their squares too, they are not; remove NaN and infinite values, or divide the data",
        );
      return { kind, low: mean - deviations * deviation, high: mean + deviations * deviation };
    },
    (fitted, x) => clip.apply(fitted, x),
  ),
  apply({ low, high }, x) {
    ops.minseq(x, high);
    ops.maxseq(x, low);
    return done(x);
  },
  undo: (_, x) => x,
};
