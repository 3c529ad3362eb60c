import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "softmax-mnist",
  question: "How many handwritten digits does softmax regression on raw pixels take for what they are?",
  dtype: "float32",
  data: { kind: "labelled", dir: "../datasets/mnist" },
  model: { kind: "softmax", weightDecay: 1e-4 },
  optimizer: { kind: "lbfgs", iterations: 100 },
});
