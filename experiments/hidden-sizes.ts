// How many features: 25, 49 and 100 units on the same patches.
//
// Found: more edges at more places, but not in proportion. With 49 units two thirds are edges, with 100 about half; the
// rest go flat, since at the same ρ and λ they cost more than they explain. The error falls from .302 to .280 and .274.

import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "hidden-sizes",
  question: "What do more hidden units find in the same patches?",
  seed: 0,
  data: {
    kind: "patches",
    source: { kind: "photos" },
    size: [8, 8],
    count: 10_000,
    preprocess: [{ kind: "whiten-1-over-f" }, { kind: "normalize-ufldl" }],
  },
  model: { kind: "classic", hidden: [25], rho: 0.01, beta: 3, weightDecay: 1e-4 },
  optimizer: { kind: "lbfgs", iterations: 400 },
  vary: { key: "model.hidden", values: [[25], [49], [100]] },
});
