// UFLDL's "Stacked autoencoders": 784-200-200-10, layer by layer, a softmax on top, and then all of it tuned together.
//
// Published: 87.7 % before tuning, 97.6 % after.

import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "stacked-mnist",
  question: "What does fine-tuning a stack of two sparse autoencoders gain over a softmax on their features?",
  published: { "softmax: test accuracy": 0.877, "fine-tuned: test accuracy": 0.976 },
  dtype: "float32",
  data: { kind: "labelled", dir: "../datasets/mnist" },
  model: { kind: "classic", hidden: [200], rho: 0.1, weightDecay: 3e-3, beta: 3 },
  optimizer: { kind: "lbfgs", iterations: 400 },
  stages: [
    { name: "layer-1" },
    { name: "layer-2", set: { through: [{ kind: "latents", run: "stage:layer-1" }] } },
    {
      name: "softmax",
      set: {
        through: [
          { kind: "latents", run: "stage:layer-1" },
          { kind: "latents", run: "stage:layer-2" },
        ],
        model: { kind: "softmax", weightDecay: 1e-4 },
        "optimizer.iterations": 100,
      },
    },
    {
      name: "fine-tuned",
      set: {
        model: {
          kind: "softmax",
          hidden: [200, 200],
          weightDecay: 1e-4,
          initial: { kind: "runs", runs: ["stage:layer-1", "stage:layer-2", "stage:softmax"] },
        },
        "optimizer.iterations": 100,
      },
    },
  ],
});
