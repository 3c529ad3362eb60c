// The exercise with the base network's own activation, tanh, hidden and output.
//
// Found: yes, with more weight decay. tanh z = 2σ(2z) − 1, so the same function needs smaller weights, and λ = 1e-4
// leaves the tiles rough (about 1.9). With λ = 1e-3: J = 0.369, ρ̂ .0100 to .0113, roughness 0.71, edges at the same places
// as with sigmoid; with λ = 3e-3 all weights shrink to nothing.

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
