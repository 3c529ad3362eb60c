// The exercise "Sparse coding" on the shipped photographs: codes and dictionary by turns, with a penalty on each latent alone,
// and on neighbourhoods of 3 × 3 latents of a grid whose edges meet, which makes it topographic.
//
// Found: yes, both times: a Gabor function fits 99 and 92 of 100 atoms, as they are in the whitened space, with an R² above .5.
// Penalised together, neighbours differ by 33° in orientation and .76 octaves in spatial frequency, any two by 45° and 1.11:
// vertical, horizontal and fine atoms have regions of their own. Penalised alone, by 46° and 1.11, any two by 45° and 1.25.
// Neighbours are active together, not alike in phase: their mean |cosine| is .078, that of any two .070. FVU .172 at an L0 of
// 23, and .336 at 35 for the map (400 batches of 2000, --engine wasm). The exercise shows pictures and publishes no numbers.
// As pictures of pixels the atoms are mostly bright or dark: brightness is what whitening took away most of. The features show
// the map.
//
// The exercise leaves atoms free under a weight decay; then 71 of 121 die (patches whitened by 1/f, λ .3,
// γ .01, neighbourhoods of 3 × 3), and no atom of length 1 does.

import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "sparse-coding",
  question:
    "Are the atoms of sparse coding edges, and are neighbours alike where they are penalised together?",
  seed: 0,
  dtype: "float32",
  data: {
    kind: "patches",
    source: { kind: "photos" },
    size: [8, 8],
    count: 20_000,
    preprocess: [{ kind: "centre-features" }, { kind: "zca-whiten", epsilon: 1e-3 }, { kind: "mean-norm" }],
  },
  model: { kind: "alternating-coding", latents: 100 },
  optimizer: { kind: "sgd", iterations: 400 },
  checkpointEvery: 50,
  vary: {
    key: "model",
    values: [
      { kind: "alternating-coding", latents: 100, l1: 2 },
      { kind: "alternating-coding", latents: 100, l1: 0.7, neighbourhood: 3 },
    ],
  },
});
