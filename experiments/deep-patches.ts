// Three hidden layers, the one in the middle the narrowest; the first is sparse.
//
// Found: blobs and short bars more than long edges: 49 features of roughness 0.78, J = 0.238. With all three layers
// sparse, or a λ of 1e-5, everything collapses to a constant reconstruction (error .4525, the variance of the data):
// a deep sigmoid network this small learns only where the penalties leave it room.

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
