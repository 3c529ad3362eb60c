// UFLDL's "Linear decoders": colour patches, ZCA-whitened with ε = 0.1, 400 units on a linear output. The exercise has
// 100 000 patches of STL-10; where there is none, leaves of all sizes and colours that hide each other stand for
// photographs, 20 000 patches of them, and half the iterations. With one's own photographs in datasets/stl10:
//
//   npx rhohat run colour-features --set 'data.source={"kind":"labelled","dir":"datasets/stl10","part":"unlabelled","colour":true}' \
//     --set data.count=100000 --set optimizer.iterations=400
//
// Published: edges, and features of opponent colours.
//
// Found: both. About a third of the units are grey edges, a quarter are edges between opponent colours: blue and yellow, red
// and green, orange and blue; the others are flat patches of one colour each, and half of those have a copy. J = 2.9654
// after 200 iterations: error 1.5299, decay 1.4217, sparsity .0138; FVU .231, every ρ̂ between .0351 and .0368.

import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "colour-features",
  question:
    "Does a sparse autoencoder with a linear decoder learn edges and opponent colours from colour patches?",
  seed: 0,
  dtype: "float32",
  data: {
    kind: "patches",
    source: { kind: "dead-leaves", colour: true },
    size: [8, 8],
    count: 20_000,
    preprocess: [{ kind: "centre-features" }, { kind: "zca-whiten", epsilon: 0.1 }],
  },
  model: {
    kind: "classic",
    hidden: [400],
    activation: "sigmoid",
    output: "linear",
    rho: 0.035,
    beta: 5,
    weightDecay: 3e-3,
  },
  optimizer: { kind: "lbfgs", iterations: 200 },
});
