// UFLDL's "Softmax regression": handwritten digits by their raw pixels, λ 1e-4, 100 iterations.
//
// Published: 92.6 %; below 91 % is a bug.
//
// Found: 92.57 % of the 10 000 test digits, 93.12 % of the 60 000 that it was trained on.

import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "softmax-mnist",
  question: "How many handwritten digits does softmax regression on raw pixels take for what they are?",
  published: { "test accuracy": 0.926 },
  dtype: "float32",
  data: { kind: "labelled", dir: "../datasets/mnist" },
  model: { kind: "softmax", weightDecay: 1e-4 },
  optimizer: { kind: "lbfgs", iterations: 100 },
});
