// UFLDL's "Vectorization": 196 units on 10 000 handwritten digits, ρ .1, λ 3e-3, β 3, 400 iterations.
//
// Published: pictures of pen strokes.
//
// Found: pen strokes, a few of them whole digits. J = 12.11: error 7.373, decay 4.603, sparsity .134; FVU .28, ρ̂ between .103
// and .109.

import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "vectorization-mnist",
  question: "Are the features of handwritten digits pen strokes?",
  dtype: "float32",
  data: { kind: "labelled", dir: "../datasets/mnist", count: 10_000 },
  model: { kind: "classic", hidden: [196], rho: 0.1, weightDecay: 3e-3, beta: 3 },
  optimizer: { kind: "lbfgs", iterations: 400 },
});
