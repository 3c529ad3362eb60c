// What a penalty on the latents weighs over a training: a constant, one that rises at first and falls at the end, or what
// steers to a number of latents.

import type { FloatArray } from "../core/arrays.js";
import { assertSchedule, type DecayKind, scheduleFactor } from "../optim/schedule.js";
import { createTargetL0 } from "../optim/target-l0.js";
import type { BatchStep } from "./model.js";

/** What λ does over a training. */
export interface PenaltyWeightOptions {
  /** λ ≥ 0 */
  readonly weight: number;
  /** Its key, as errors name it: "l1"; "weight" unless given */
  readonly name?: string;
  /** w: iterations over which λ rises to its value; 0 unless given */
  readonly warmUp?: number;
  /** How λ ends; "none" unless given */
  readonly decay?: DecayKind;
  /** Iterations at the end over which λ falls to 0; a fifth of them unless given */
  readonly decayIterations?: number | undefined;
  /** Active latents of an example that λ is steered to, from its value on; none unless given */
  readonly targetL0?: number | undefined;
}

/** λ of each iteration. */
export interface PenaltyWeight {
  /** That of the controller, where there is one */
  readonly state: Readonly<Record<string, FloatArray>>;
  /**
   * λ · min(t/w, 1) · the factor of the decay (`scheduleFactor`) · the controller's multiplier. The rise begins at 0, as
   * that of SAELens and dictionary_learning. Where the step has a coefficient, that.
   *
   * @throws {InputError} if rise and fall are together longer than the training
   */
  at(step: BatchStep): number;
  /** Writes λ into an evaluation, where it changes over a training */
  tell(evaluation: { coefficient?: number }, lambda: number): void;
  /** After a step. @param l0 - active latents of an example of its batch, on average */
  after(step: BatchStep, l0: number): void;
}

/** λ by its options: a constant, or what rises, falls or is steered. @throws {InputError} if the target is not above 0 */
export function createPenaltyWeight(options: PenaltyWeightOptions): PenaltyWeight {
  const { weight, name = "weight", warmUp = 0, decay = "none", decayIterations, targetL0 } = options;
  const names = {
    of: "the penalty's λ",
    warmUp: `${name}WarmUp (--${name}-warm-up)`,
    decay: `${name}DecayIterations`,
  };
  const controller = targetL0 === undefined ? null : createTargetL0(targetL0);
  return {
    state: { ...controller?.state },
    at({ iteration, iterations, coefficient }) {
      if (coefficient !== undefined) return coefficient;
      assertSchedule("model", names, { warmUp, decay, decayIterations }, iterations);
      const rise = warmUp === 0 ? 1 : Math.min(1, iteration / warmUp);
      const fall = scheduleFactor({ decay, decayIterations }, iteration, iterations);
      return weight * rise * fall * (controller?.multiplier() ?? 1);
    },
    tell(evaluation, lambda) {
      if (warmUp > 0 || decay !== "none" || controller !== null) evaluation.coefficient = lambda;
    },
    after: ({ iterations }, l0) => controller?.after(l0, iterations),
  };
}
