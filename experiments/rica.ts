// The exercises "Independent component analysis" and "RICA" on the shipped photographs: 8×8 patches, whitened by ZCA.
//
// Found: edges, each at a place of its own. The 64 orthonormal rows of ICA bring J from 39.8, of random ones, to 34.8; a
// Gabor function fits 55 of them with an R² above .8, and none is another's twin. RICA with 128 rows of length √½ keeps a
// reconstruction (FVU .0068) and finds 125 such edges of 128, at more places and angles; two are copies and two twins (18 and
// 37 seconds with --engine wasm on two busy cores). The exercises show pictures and publish no numbers.
// Patches are centred feature by feature: less their own mean they would have a direction without variance, and rows of one
// length hide in it. With rows of length 1, as the exercise has them where W has fewer rows than a patch has pixels, 128 rows
// give 2x for x̂ and an FVU of 1: hence √(d/M).

import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "rica",
  question:
    "What does independent component analysis find in whitened patches, and RICA with twice as many rows?",
  seed: 0,
  dtype: "float32",
  data: {
    kind: "patches",
    source: { kind: "photos" },
    size: [8, 8],
    count: 20_000,
    preprocess: [{ kind: "centre-features" }, { kind: "zca-whiten", epsilon: 1e-5 }],
  },
  model: { kind: "ica" },
  optimizer: { kind: "lbfgs", iterations: 200 },
  vary: {
    key: "model",
    values: [{ kind: "ica" }, { kind: "rica", latents: 128 }],
  },
});
