// From an optimizer config to a training.

import type { ResolvedOptimizer } from "../config/config.js";
import type { FloatArray } from "../core/arrays.js";
import { assertNever } from "../core/errors.js";
import type { Objective } from "../core/objective.js";
import type { Kernels } from "../kernels/kernels.js";
import { conjugateGradient } from "../optim/conjugate-gradient.js";
import { gradientDescent } from "../optim/gradient-descent.js";
import { lbfgs } from "../optim/lbfgs.js";
import type { Minimiser, MinimiserState } from "../optim/minimiser.js";
import { fullBatch, type Training } from "../train/training.js";

/** Begins a training at θ. */
export type Begin = (kernels: Kernels, objective: Objective, theta: FloatArray) => Training;

const beginWith =
  <State extends MinimiserState>(minimiser: Minimiser<State>): Begin =>
  (kernels, objective, theta) =>
    fullBatch(kernels, objective, minimiser, theta);

/** @throws {InputError} if an option is not allowed */
export function trainingOf(config: ResolvedOptimizer): Begin {
  const { kind: _, iterations: __, ...options } = config;
  switch (config.kind) {
    case "lbfgs":
      return beginWith(lbfgs(options));
    case "conjugate-gradient":
      return beginWith(conjugateGradient(options));
    case "gradient-descent": {
      const { kind: _, iterations: __, ...options } = config;
      return beginWith(gradientDescent(options));
    }
    default:
      return assertNever(config);
  }
}
