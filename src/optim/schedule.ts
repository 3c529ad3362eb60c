// How a number changes over the iterations of a training: the learning rate, the weight of a penalty, k.

import { sinCosOfTurn } from "../core/elementary.js";
import { assertNotNegative, inputError } from "../core/errors.js";
import { assertNamed, assertOptions } from "../core/known-names.js";

/** How it ends. */
export type DecayKind = "none" | "linear" | "cosine";
/** The names of them. */
export const decayKinds: readonly DecayKind[] = ["none", "linear", "cosine"];

/** A beginning and an end of a training, in iterations. */
export interface Schedule {
  /** Iterations over which the factor rises to 1; 0 for none */
  readonly warmUp?: number;
  readonly decay?: DecayKind;
  /** Iterations at the end over which the factor falls to 0; a fifth of them unless given */
  readonly decayIterations?: number | undefined;
}

/** Of all iterations, what a decay takes unless it is told. */
const standardDecay = (iterations: number) => Math.floor(iterations / 5);

/** What errors call a schedule: what changes, and the keys of its beginning and end. */
export interface ScheduleNames {
  readonly of: string;
  readonly warmUp: string;
  readonly decay: string;
}

/**
 * @throws {InputError} if a part is not allowed, or beginning and end are together longer than the training
 */
export function assertSchedule(
  where: string,
  { of, ...keys }: ScheduleNames,
  schedule: Schedule,
  iterations: number,
): void {
  assertOptions(where, schedule, ["warmUp", "decay", "decayIterations"]);
  const { warmUp = 0, decay = "none", decayIterations = standardDecay(iterations) } = schedule;
  assertNotNegative(where, "warmUp", warmUp);
  assertNotNegative(where, "decayIterations", decayIterations);
  assertNamed(where, "decay", "name a decay", decay, decayKinds);
  if (decay === "none" && schedule.decayIterations !== undefined)
    throw inputError(
      where,
      "decayIterations",
      `be given only with a decay of ${of}`,
      decayIterations,
      "choose linear or cosine, or leave it out",
    );
  const end = decay === "none" ? 0 : decayIterations;
  const whole = warmUp + end;
  if (whole > iterations)
    throw inputError(
      where,
      `warm-up and decay of ${of}`,
      `be at most the ${iterations} iterations of the training together`,
      whole,
      `take more iterations, or a smaller ${[...(warmUp > 0 ? [keys.warmUp] : []), ...(end > 0 ? [keys.decay] : [])].join(" or ")}`,
    );
}

/**
 * The factor at iteration t of T, counted from 0, with a warm-up of w and a decay over n iterations:
 *
 *   (t + 1)/w for t < w · 1 between · from T − n on, with s = (t − (T − n))/n: linear 1 − s, cosine (1 + cos πs)/2
 *
 * so that the first step is no step of 0, and neither is the last. The cosine is exactly specified: the same bits on
 * every machine.
 */
export function scheduleFactor(schedule: Schedule, t: number, iterations: number): number {
  const { warmUp = 0, decay = "none", decayIterations = standardDecay(iterations) } = schedule;
  if (t < warmUp) return (t + 1) / warmUp;
  const gone = t - (iterations - decayIterations);
  if (decay === "none" || decayIterations === 0 || gone <= 0) return 1;
  const rest = Math.max(0, decayIterations - gone);
  if (decay === "linear") return rest / decayIterations;
  const [, cosine] = sinCosOfTurn(decayIterations - rest, 2 * decayIterations);
  return (1 + cosine) / 2;
}
