// BatchTopK and Matryoshka against TopK: latents are kept of a whole batch, so that a patch has as many as it needs.
//
// Found: at four latents on average BatchTopK halves the error (FVU .144, TopK .298), and at 1.5 it explains what TopK
// does with four (.303). A flat patch has none, the twentieth of most contrast, which has 37 % of the variance, has
// 16, and its FVU falls from .21 to .03. That has a price: to reconstruct such patches so finely half of the atoms are
// fine gratings and noise, where TopK's are edges, bars and corners with a few gratings; 17 are silent (1 of TopK's),
// 88 have a negative twin. With 1.5 there are more edges and bars among them, and 19 silent. Matryoshka costs little
// (FVU .150) and puts them in order: its first quarter has the edges and bars, the last half fine gratings and noise.
// The threshold that stands for the batch is 2.06, and with it exactly four of 128 are active on average.

import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "batchtopk-patches",
  question:
    "Contrast varies from patch to patch: what does it gain to keep four latents on average, not of each?",
  seed: 0,
  dtype: "float32",
  data: {
    kind: "patches",
    source: { kind: "photos" },
    size: [8, 8],
    count: 50_000,
    preprocess: [{ kind: "whiten-1-over-f" }, { kind: "remove-mean" }, { kind: "mean-norm" }],
  },
  model: { kind: "batchtopk", latents: 128, k: 4 },
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
      { kind: "topk", latents: 128, k: 4 },
      { kind: "batchtopk", latents: 128, k: 4 },
      { kind: "batchtopk", latents: 128, k: 1.5 },
      { kind: "matryoshka", latents: 128, k: 4 },
    ],
  },
});
