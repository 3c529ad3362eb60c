// The exercise with the base network's own activation, tanh, hidden and output.

import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "tanh-patches",
  question: "Does the base network's tanh learn the same edges as sigmoid?",
  seed: 0,
  data: {
    kind: "patches",
    source: { kind: "photos" },
    size: [8, 8],
    count: 10_000,
    preprocess: [{ kind: "whiten-1-over-f" }, { kind: "normalize-ufldl" }],
  },
  // ρ is on the (0, 1) scale of (1 + a)/2: a unit at rest has a = −1.
  model: { kind: "classic", hidden: [25], activation: "tanh", rho: 0.01, beta: 3, weightDecay: 1e-3 },
  optimizer: { kind: "lbfgs", iterations: 400 },
});
