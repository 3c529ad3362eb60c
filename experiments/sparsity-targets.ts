// What ρ does: the same network asked for different average activations.
//
// Found: ρ is the knob between edges and noise. At 0.01 and 0.02 the tiles are clean edges; at 0.005 there is room for
// only a few and the rest go flat; from 0.05 on every unit takes part in every patch, the error falls
// (.412 → .100) and the tiles lose all shape (roughness 1.2 → 1.6).

import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "sparsity-targets",
  question: "What does the target average activation ρ do to the features?",
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
  vary: { key: "model.rho", values: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2] },
});
