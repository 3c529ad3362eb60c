// A modern sparse autoencoder on the photographs of the classic exercise: two atoms for each pixel, four of them an
// example.
//
// Found: edges, bars, corners and arcs, at every place and angle, with a few fine gratings and dots. Four of 128 explain
// 70 % of the variance (FVU .298; after 12 000 batches, 8 seconds), 8 of 256 explain 83 %, with finer and noisier atoms.
// About half of the 128 have a negative twin (cosine ≤ −.7; 61 with --engine wasm): without a sign an edge and its negative
// are two atoms.

import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "topk-patches",
  question: "What atoms does TopK find in natural patches, and how much do four of 128 explain?",
  seed: 0,
  dtype: "float32",
  data: {
    kind: "patches",
    source: { kind: "photos" },
    size: [8, 8],
    count: 50_000,
    preprocess: [{ kind: "whiten-1-over-f" }, { kind: "remove-mean" }, { kind: "mean-norm" }],
  },
  model: { kind: "topk", latents: 128, k: 4 },
  optimizer: {
    kind: "adam",
    iterations: 12_000,
    batch: 256,
    learningRate: 3e-3,
    warmUp: 200,
    decay: "linear",
  },
  checkpointEvery: 1000,
});
