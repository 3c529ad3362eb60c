// The keys of `optimizer`.

import { z } from "zod";
import { count, key, kind, notNegative, positive, share } from "../core/rules.js";
import { DEFAULT_MEMORY } from "../optim/lbfgs.js";
import { descentTolerances } from "../optim/minimiser.js";

const limits = ({
  gradientTolerance,
  costTolerance,
}: {
  gradientTolerance: number;
  costTolerance: number;
}) => ({
  iterations: key(count().default(400), { description: "at most so many", flag: "iterations" }),
  gradientTolerance: key(notNegative().exactOptional(), {
    description: "stop where no slope is steeper; 0 for none",
    flag: "gradient-tolerance",
    unless: String(gradientTolerance),
  }),
  costTolerance: key(notNegative().exactOptional(), {
    description: "stop where an iteration lowers the cost by no more, relative to max(J, 1); 0 for none",
    flag: "cost-tolerance",
    unless: String(costTolerance),
  }),
});
export const optimizer = z.discriminatedUnion("kind", [
  key(
    z.strictObject({
      kind: kind("lbfgs"),
      memory: key(count().default(DEFAULT_MEMORY), {
        description: "steps that L-BFGS remembers",
        flag: "memory",
      }),
      ...limits(descentTolerances),
    }),
    { description: "L-BFGS with a strong-Wolfe line search" },
  ),
  key(z.strictObject({ kind: kind("conjugate-gradient"), ...limits(descentTolerances) }), {
    description: "nonlinear conjugate gradient, Polak–Ribière",
  }),
  key(
    z.strictObject({
      kind: kind("gradient-descent"),
      learningRate: key(positive(), {
        description: "learning rate α",
        flag: "alpha",
        alias: "learning-rate",
      }),
      momentum: key(share().default(0), {
        description: "momentum μ, in [0, 1)",
        flag: "momentum",
      }),
      ...limits({ gradientTolerance: 0, costTolerance: 0 }),
    }),
    { description: "batch gradient descent, with momentum" },
  ),
]);
