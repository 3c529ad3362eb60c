// A penalty's weight steered so that as many latents are active as asked for.

import type { FloatArray } from "../core/arrays.js";
import { tanh } from "../core/elementary.js";
import { assertPositive } from "../core/errors.js";

/** The change of a step that the paper's trainings of 10⁵ batches and more have. */
const GAIN = 3e-4;
/** What all steps of a training can change together, at least, as a power of e. */
const REACH = 9;
/** Of a training, within what share L0 must arrive at the target by itself to be left alone */
const SOON = 0.15;
/** 1 over the share of the target from which on the gain is nearly whole; the source has 10, which swings about it */
const NEAR = 7;
/** What is left of the gain then */
const APPROACHING = 0.01;

/** What the multiplier is at least and at most */
export const [LEAST, MOST] = [0.01, 100] as const;

/** A controller of a penalty. */
export interface TargetL0 {
  /** targetL0: batches seen, s, r and the multiplier, [4], float64: all that decides the next */
  readonly state: { readonly targetL0: FloatArray };
  /** By what the weight of the penalty is multiplied now, in [0.01, 100] */
  multiplier(): number;
  /**
   * After a step.
   *
   * @param l0 - active latents of an example of its batch, on average
   * @param iterations - T; of a training without end unless given
   */
  after(l0: number, iterations?: number): void;
}

const [SEEN, SMOOTHED, RATE, MULTIPLIER] = [0, 1, 2, 3];

/**
 *   s ← .99 s + .01 L0 (L0 itself at first),  r ← .95 r + .05 (s − s_before),  e = s − L0*
 *   a = max(3e-4, 9/T) · g · tanh(7 |e| / L0*),  g = .01 where e r < 0 and .15 |r| T > |e|, else 1
 *   multiplier ← multiplier · (1 + a where e > 0, else 1 − a), within [.01, 100]
 *
 * T is the number of iterations of the training. The source's 3e-4, held back wherever L0 approaches the target however
 * slowly, is what this becomes where T has no end; in 10³ to 10⁴ batches it gets nowhere: L0 falls by itself all the time.
 *
 * @param target - L0*, > 0
 * @throws {InputError} if it is not
 * @see the coefficient autotuner of synth-sae-bench-experiments
 */
export function createTargetL0(target: number): TargetL0 {
  assertPositive("createTargetL0", "target", target);
  const state = Float64Array.of(0, 0, 0, 1);
  return {
    state: { targetL0: state },
    multiplier: () => state[MULTIPLIER],
    after(l0, iterations = Number.POSITIVE_INFINITY) {
      const before = state[SEEN] === 0 ? l0 : state[SMOOTHED];
      const smoothed = 0.99 * before + 0.01 * l0;
      state[SEEN] += 1;
      state[SMOOTHED] = smoothed;
      state[RATE] = 0.95 * state[RATE] + 0.05 * (smoothed - before);
      const away = smoothed - target;
      const rate = state[RATE];
      const arrives = away * rate < 0 && Math.abs(rate) * iterations * SOON > Math.abs(away);
      const gain = Math.max(GAIN, REACH / iterations) * (arrives ? APPROACHING : 1);
      const change = gain * tanh((NEAR * Math.abs(away)) / target);
      const moved = state[MULTIPLIER] * (away > 0 ? 1 + change : 1 - change);
      state[MULTIPLIER] = Math.min(MOST, Math.max(LEAST, moved));
    },
  };
}
