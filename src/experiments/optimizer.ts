// From an optimizer config to the optimiser.

import type { ResolvedOptimizer } from "../config/config.js";
import { assertNever } from "../core/errors.js";
import { conjugateGradient } from "../optim/conjugate-gradient.js";
import { gradientDescent } from "../optim/gradient-descent.js";
import { lbfgs } from "../optim/lbfgs.js";
import type { Minimiser, MinimiserState } from "../optim/minimiser.js";

export function createMinimiser(config: ResolvedOptimizer): Minimiser<MinimiserState> {
  switch (config.kind) {
    case "lbfgs": {
      const { kind: _, iterations: __, ...options } = config;
      return lbfgs(options) as unknown as Minimiser;
    }
    case "conjugate-gradient": {
      const { kind: _, iterations: __, ...options } = config;
      return conjugateGradient(options) as unknown as Minimiser;
    }
    case "gradient-descent": {
      const { kind: _, iterations: __, ...options } = config;
      return gradientDescent(options) as unknown as Minimiser;
    }
    default:
      return assertNever(config);
  }
}
