// Penalties that are steered to the same number of active latents, four of 128 (targetL0), compared.
//
// Found: all get there within 1 %. The error falls with what the penalty leaves of an active latent: L1, which shrinks all
// of them, FVU .344; annealed to p = .2 .222; Gated .163; JumpReLU, which shrinks none, .143, as BatchTopK. The atoms go the other way: all of L1's are clean edges, bars and corners, 123 of 128
// with a negative twin, none silent; Gated adds gratings; half of JumpReLU's are fine gratings and noise, 20 silent, since
// patches of high contrast get 16 latents and their finest rest is reconstructed too. The noisy ones are rare: the 79 of
// roughness above 2.5 are active on .05 % of the patches (median) and contribute a fourteenth of what the others do, which
// are active on 6 %; rhohat figures --sort density puts them last. Thresholds end between 1.0 and 3.9, from 0.1.

import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "jumprelu-patches",
  question: "At four active latents of 128, which penalty explains most: L1, Gated, annealed or JumpReLU?",
  seed: 0,
  dtype: "float32",
  data: {
    kind: "patches",
    source: { kind: "photos" },
    size: [8, 8],
    count: 50_000,
    preprocess: [{ kind: "whiten-1-over-f" }, { kind: "remove-mean" }, { kind: "mean-norm" }],
  },
  model: { kind: "jumprelu", latents: 128, targetL0: 4 },
  optimizer: {
    kind: "adam",
    iterations: 12_000,
    batch: 256,
    learningRate: 3e-3,
    warmUp: 200,
    decay: "linear",
  },
  checkpointEvery: 1000,
  vary: {
    key: "model",
    values: [
      { kind: "standard", latents: 128, targetL0: 4 },
      { kind: "gated", latents: 128, targetL0: 4 },
      { kind: "p-annealed", latents: 128, targetL0: 4 },
      { kind: "jumprelu", latents: 128, targetL0: 4 },
    ],
  },
});
