// What a penalty on the latents weighs over a training: after a warm-up a constant, or steered to a number of latents.

import type { FloatArray } from "../core/arrays.js";
import { createTargetL0 } from "../optim/target-l0.js";
import type { BatchStep } from "./model.js";

export interface PenaltyWeightOptions {
  /** λ ≥ 0 */
  readonly weight: number;
  /** w: iterations over which λ rises to its value */
  readonly warmUp: number;
  /** Active latents of an example that λ is steered to, from its value on; none unless given */
  readonly targetL0?: number | undefined;
}

/** λ of each iteration. */
export interface PenaltyWeight {
  /** That of the controller, where there is one */
  readonly state: Readonly<Record<string, FloatArray>>;
  /** λ · min(t/w, 1) · the controller's multiplier */
  at(step: BatchStep): number;
  /** Writes λ into an evaluation, where it changes over a training */
  tell(evaluation: { coefficient?: number }, lambda: number): void;
  /** After a step. @param l0 - active latents of an example of its batch, on average */
  after(step: BatchStep, l0: number): void;
}

/** @throws {InputError} if the target is not above 0 */
export function createPenaltyWeight({ weight, warmUp, targetL0 }: PenaltyWeightOptions): PenaltyWeight {
  const controller = targetL0 === undefined ? null : createTargetL0(targetL0);
  return {
    state: { ...controller?.state },
    at: ({ iteration }) =>
      weight * (warmUp === 0 ? 1 : Math.min(1, iteration / warmUp)) * (controller?.multiplier() ?? 1),
    tell(evaluation, lambda) {
      if (warmUp > 0 || controller !== null) evaluation.coefficient = lambda;
    },
    after: ({ iterations }, l0) => controller?.after(l0, iterations),
  };
}
