// One HierarchicalTopK, whose highest latent, two highest, … each reconstruct, against a TopK for each budget.
//
// Found: least in the middle. FVU at 1, 2, 4, 8 latents: .624, .460, .311, .206; of a TopK trained for each: .517, .409,
// .298, .171 (--engine wasm). One model for all has 21, 12, 4 and 21 % more error. 5 of its latents are silent; most of its
// atoms are edges, bars and corners, about a fifth blotches.

import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "budgets",
  question: "What does one model for every budget lose against a TopK for each?",
  seed: 0,
  dtype: "float32",
  data: {
    kind: "patches",
    source: { kind: "photos" },
    size: [8, 8],
    count: 50_000,
    preprocess: [{ kind: "whiten-1-over-f" }, { kind: "remove-mean" }, { kind: "mean-norm" }],
  },
  model: { kind: "hierarchical-topk", latents: 128, k: 8 },
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
      { kind: "hierarchical-topk", latents: 128, k: 8 },
      { kind: "topk", latents: 128, k: 1 },
      { kind: "topk", latents: 128, k: 2 },
      { kind: "topk", latents: 128, k: 4 },
      { kind: "topk", latents: 128, k: 8 },
    ],
  },
});
