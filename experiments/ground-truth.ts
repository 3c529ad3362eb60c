// Every kind and every baseline on examples whose features are known: which finds them?

import { defineExperiment } from "rhohat";

const dictionary = { latents: 96, initial: { kind: "kaiming", decoderNorm: 1 } } as const;
const topk = { ...dictionary, kind: "topk", k: 4 } as const;
/** A latent that starts anew would move what is to stay. */
const held = { ...topk, remedy: { kind: "none" } } as const;
/** An example has 3.6 features on average. */
const budgets = [2, 4, 8] as const;

export default defineExperiment({
  name: "ground-truth",
  question: "Which kind finds the features that examples are made of, and at what error?",
  dtype: "float32",
  data: {
    kind: "synth", // few features common and many rare, a third of them children of others, correlated
    features: { kind: "drawn", count: 96, inputs: 32 },
    roots: 32,
    children: 4,
    count: 100_000,
  },
  model: topk,
  optimizer: {
    kind: "adam",
    iterations: 3000,
    batch: 256,
    learningRate: 1e-3,
    clip: 1,
    decay: "linear",
    heldOut: 0.1,
  },
  checkpointEvery: 3000,
  vary: [
    { key: "seed", values: [0, 1, 2] }, // first: the data of a seed are drawn once
    {
      key: "model",
      values: [
        ...budgets.flatMap((l0) => [
          { ...dictionary, kind: "standard", targetL0: l0 },
          { ...dictionary, kind: "gated", targetL0: l0 },
          { ...dictionary, kind: "jumprelu", targetL0: l0 },
          { ...topk, k: l0 },
          { ...dictionary, kind: "batchtopk", k: l0 },
          { ...dictionary, kind: "matryoshka", k: l0, prefixes: [24, 48, 96] },
        ]),
        { ...dictionary, kind: "p-annealed", targetL0: 4 },
        { ...dictionary, kind: "abstopk", k: 4 },
        { ...dictionary, kind: "hierarchical-topk", k: 4 },
        { ...dictionary, kind: "matching-pursuit", rounds: 4 },
        { ...dictionary, kind: "sparse-coding", l1: 0.2 }, // FISTA
        { ...held, constraint: { kind: "soft-frozen" } },
        { ...held, constraint: { kind: "frozen", part: "decoder" } },
        { ...held, constraint: { kind: "frozen", part: "encoder" } },
        { ...held, constraint: { kind: "frozen", part: "both" } },
        {
          kind: "abstopk", // the components of largest magnitude of an example: PCA
          latents: 32,
          k: 4,
          initial: { kind: "components", decoderNorm: 1, decoderBias: "mean" },
          remedy: { kind: "none" },
          constraint: { kind: "frozen", part: "both" },
        },
      ],
    },
  ],
});
