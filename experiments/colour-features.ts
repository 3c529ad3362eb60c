// UFLDL's "Linear decoders": colour patches, ZCA-whitened with ε = 0.1, 400 units on a linear output. It takes 100 000 patches
// of STL-10, as the exercise does, where `rhohat data fetch stl10` has put it into datasets/stl10; else of CIFAR-10 in
// datasets/cifar10; else 20 000 of leaves of all sizes and colours that hide each other, and half the iterations.
//
// Published: edges, and features of opponent colours.
//
// Found: of leaves both. About a third of the units are grey edges, a quarter are edges between opponent colours: blue and
// yellow, red and green, orange and blue; the others are flat patches of one colour each, and half of those have a copy.
// J = 2.9654 after 200 iterations: error 1.5299, decay 1.4217, sparsity .0138; FVU .231, every ρ̂ between .0351 and .0368.

import { defineExperiment, fetchedSet } from "rhohat";

const [stl, cifar] = [fetchedSet("stl10"), fetchedSet("cifar10")];
const isMade = stl === null && cifar === null;
const source =
  stl !== null
    ? ({ kind: "labelled", dir: stl, part: "unlabelled", colour: true } as const)
    : cifar !== null
      ? ({ kind: "labelled", dir: cifar, colour: true } as const)
      : ({ kind: "dead-leaves", colour: true } as const);

export default defineExperiment({
  name: "colour-features",
  question:
    "Does a sparse autoencoder with a linear decoder learn edges and opponent colours from colour patches?",
  seed: 0,
  dtype: "float32",
  data: {
    kind: "patches",
    source,
    size: [8, 8],
    count: isMade ? 20_000 : 100_000,
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
  optimizer: { kind: "lbfgs", iterations: isMade ? 200 : 400 },
});
