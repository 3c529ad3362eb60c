// TopK and AbsTopK, which keeps the sign of its latents: does one atom then do the work of an edge and its negative?
//
// Found: yes. With TopK 79 of 128 atoms have a negative twin (cosine ≤ −.7), with AbsTopK none has, at the same L0 of 8
// (--engine wasm; with OpenBLAS 77 and none). The error hardly gains by it, FVU .177 and .175: 21 of AbsTopK's atoms are
// constant, 9 of those silent, of TopK's 13 and 3, so that fewer are at work than the freed places allow. 24 of AbsTopK's
// are dense, of TopK's 40.

import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "signed-patches",
  question: "How many atoms have a negative twin, where latents have a sign and where they have none?",
  seed: 0,
  dtype: "float32",
  data: {
    kind: "patches",
    source: { kind: "photos" },
    size: [8, 8],
    count: 50_000,
    preprocess: [{ kind: "whiten-1-over-f" }, { kind: "remove-mean" }, { kind: "mean-norm" }],
  },
  model: { kind: "topk", latents: 128, k: 8 },
  optimizer: {
    kind: "adam",
    iterations: 6000,
    batch: 256,
    learningRate: 1e-3,
    warmUp: 200,
    decay: "linear",
  },
  checkpointEvery: 1000,
  vary: {
    key: "model",
    values: [
      { kind: "topk", latents: 128, k: 8 },
      { kind: "abstopk", latents: 128, k: 8 },
    ],
  },
});
