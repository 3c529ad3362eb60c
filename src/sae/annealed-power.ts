// The exponent of an annealed penalty, and by what the penalty is weighed so that a new exponent changes nothing at once.

import type { FloatArray } from "../core/arrays.js";
import { exp, log } from "../core/elementary.js";
import { assertCount, inputError } from "../core/errors.js";
import type { BatchStep } from "./model.js";

export interface AnnealingOptions {
  /** Iterations before the first change */
  readonly start: number;
  /** n: changes, evenly spaced from there to the end */
  readonly changes: number;
  /** p after the last, in [0, 1] */
  readonly last: number;
}

/** Batches before a change over which Σ f^p is compared */
const COMPARED = 10;
const [MULTIPLIER, NOW, NEXT] = [0, 1, 2];

/** A penalty Σ f^p whose p falls from 1. */
export interface AnnealedPower {
  /** annealing: the multiplier, and the sums that are compared, [3], float64 */
  readonly state: { readonly annealing: FloatArray };
  /** Σ f^p times the multiplier, over all f; its slopes ∂/∂f, 0 where f is 0, into `slopes`. */
  evaluate(f: FloatArray, slopes: FloatArray, step: BatchStep): number;
  /** After a step: the batch that was evaluated last counts. */
  after(step: BatchStep): void;
}

/**
 *   p_c = 1 + c/n (p_last − 1) after c changes, the j-th after iteration start + ⌊j (T − start)/n⌋, j = 0 … n − 1
 *   multiplier ← multiplier · Σ f^p / Σ f^p', p' the next p, each over the ten batches before the change
 *
 * @throws {InputError} if `changes` is no count or `last` not in [0, 1]
 * @see Karvonen et al., Measuring progress in dictionary learning (2024); dictionary_learning, p_anneal.py
 */
export function createAnnealedPower({ start, changes, last }: AnnealingOptions): AnnealedPower {
  assertCount("createAnnealedPower", "changes", changes);
  if (!(last >= 0 && last <= 1)) throw inputError("createAnnealedPower", "last", "lie in [0, 1]", last);
  const state = Float64Array.of(1, 0, 0);
  const found = { now: 0, next: 0 };
  const changeAt = (j: number, iterations: number) =>
    start + Math.floor((j * Math.max(0, iterations - start)) / changes);
  /** How many changes come before an iteration. */
  const changesBefore = ({ iteration, iterations }: BatchStep) => {
    let count = 0;
    while (count < changes && changeAt(count, iterations) < iteration) count += 1;
    return count;
  };
  const powerAfter = (count: number) => 1 + (count / changes) * (last - 1);
  const isCompared = (count: number, { iteration, iterations }: BatchStep) =>
    count < changes && changeAt(count, iterations) - iteration < COMPARED;
  return {
    state: { annealing: state },
    evaluate(f, slopes, step) {
      const count = changesBefore(step);
      found.now = powerSum(f, powerAfter(count), state[MULTIPLIER], slopes);
      found.next = 0;
      if (isCompared(count, step)) {
        const after = changesBefore({ ...step, iteration: changeAt(count, step.iterations) + 1 });
        found.next = powerSum(f, powerAfter(after), 0, null);
      }
      return state[MULTIPLIER] * found.now;
    },
    after(step) {
      const count = changesBefore(step);
      if (!isCompared(count, step)) return;
      state[NOW] += found.now;
      state[NEXT] += found.next;
      if (step.iteration !== changeAt(count, step.iterations)) return;
      if (state[NEXT] > 0) state[MULTIPLIER] *= state[NOW] / state[NEXT];
      state[NOW] = 0;
      state[NEXT] = 0;
    },
  };
}

/** Σ f^p over f > 0; and c p f^(p−1) into `slopes`, 0 elsewhere. */
function powerSum(f: FloatArray, p: number, c: number, slopes: FloatArray | null): number {
  let sum = 0;
  for (let i = 0; i < f.length; i++) {
    const isActive = f[i] > 0;
    const power = !isActive ? 0 : p === 1 ? f[i] : exp(p * log(f[i]));
    sum += power;
    if (slopes !== null) slopes[i] = isActive ? (c * p * power) / f[i] : 0;
  }
  return sum;
}
