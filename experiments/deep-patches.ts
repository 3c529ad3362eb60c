// Three hidden layers, the one in the middle the narrowest, all of them sparse.

import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "deep-patches",
  question: "What do the first features look like when two more hidden layers follow?",
  seed: 0,
  data: {
    kind: "patches",
    source: { kind: "photos" },
    size: [8, 8],
    count: 10_000,
    preprocess: [{ kind: "whiten-1-over-f" }, { kind: "normalize-ufldl" }],
  },
  model: {
    kind: "classic",
    hidden: [49, 25, 49],
    activation: "sigmoid",
    rho: 0.02,
    beta: 0.3,
    weightDecay: 3e-6,
    sparseLayers: [1],
  },
  optimizer: { kind: "lbfgs", iterations: 400 },
});
