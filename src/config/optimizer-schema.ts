// The keys of `optimizer`.

import { z } from "zod";
import { count, key, kind, notNegative, positive, share, whole, word } from "../core/rules.js";
import { adamDefaults } from "../optim/adam.js";
import { DEFAULT_MEMORY } from "../optim/lbfgs.js";
import { descentTolerances } from "../optim/minimiser.js";
import { decayKinds } from "../optim/schedule.js";

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
const decay = () => word("a decay", decayKinds);
/** Steps on minibatches, unless given. */
export const DEFAULT_STEPS = 3000;
/** Examples of a batch, unless given or the kind of model asks for others. */
export const DEFAULT_BATCH = 256;
const ONE_OF_THEM = { error: "be left out where iterations are given", path: ["epochs"] };
const areOne = ({ iterations, epochs }: { iterations?: number; epochs?: number }) =>
  iterations === undefined || epochs === undefined;
/** @param learningRate - unless given */
const minibatch = (learningRate: number) => ({
  iterations: key(count().exactOptional(), {
    description: "steps, a batch each",
    flag: "iterations",
    unless: String(DEFAULT_STEPS),
  }),
  epochs: key(positive().exactOptional(), {
    description: "how often each example is seen, in place of iterations",
    flag: "epochs",
    unless: "as iterations say",
  }),
  batch: key(count().default(DEFAULT_BATCH), {
    description: "examples of a batch; the default is all where there are fewer",
    flag: "batch",
  }),
  learningRate: key(positive().default(learningRate), {
    description: "learning rate α",
    flag: "alpha",
    alias: "learning-rate",
  }),
  warmUp: key(whole().default(0), {
    description: "iterations over which the learning rate rises",
    flag: "warm-up",
  }),
  decay: key(decay().default("none"), {
    description: `how the learning rate ends: ${decayKinds.join(", ")}`,
    flag: "decay",
  }),
  decayIterations: key(whole().exactOptional(), {
    description: "iterations over which it falls to 0 at the end",
    unless: "a fifth",
  }),
  heldOut: key(share().default(0), {
    description: "share of the examples that is not trained on, only evaluated at checkpoints",
    flag: "held-out",
  }),
  ema: key(share().default(0), {
    description: "decay of a moving average of the weights, which is then the model; 0 for none",
    flag: "ema",
  }),
  clip: key(notNegative().default(1), {
    description: "largest norm of a gradient; 0 for none",
    flag: "clip",
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
    z
      .strictObject({
        kind: kind("adam"),
        ...minibatch(1e-3),
        beta1: key(share().default(adamDefaults.beta1), { description: "β₁ of Adam, in [0, 1)" }),
        beta2: key(share().default(adamDefaults.beta2), { description: "β₂ of Adam, in [0, 1)" }),
        epsilon: key(positive().default(adamDefaults.epsilon), { description: "ε of Adam" }),
      })
      .refine(areOne, ONE_OF_THEM),
    { description: "Adam on minibatches" },
  ),
  key(
    z
      .strictObject({
        kind: kind("sgd"),
        ...minibatch(1e-2),
        momentum: key(share().default(0), { description: "momentum μ, in [0, 1)", flag: "momentum" }),
      })
      .refine(areOne, ONE_OF_THEM),
    { description: "stochastic gradient descent on minibatches, with momentum" },
  ),
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
