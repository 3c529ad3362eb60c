// Every kind, and what others have to beat, on examples whose features are known: which finds them?
//
// Found, 96 features in 32 dimensions, 3.6 of them in an example, means of three seeds: truth and error rank differently.
//
//   - FISTA's sparse coding, at an L0 of 4.2, has the smallest error by far (FVU .013), and beside it the most of the truth
//     (MCC .78, F1 .74). Gated has more of the atoms (.79 at an L0 of 8) and fewer of their activations (F1 .54).
//   - What is penalised finds more than what is cut off: at an L0 of 4 gated has an MCC of .77 and an F1 of .69, standard .75
//     and .68, JumpReLU .73 and .53, TopK .73 and .58, BatchTopK .71 and .51, Matryoshka .70 and .50, at FVUs of .11, .25,
//     .10, .13, .11 and .14: L1 shrinks, and is a worse reconstruction of a better dictionary.
//   - F1 falls as L0 grows past the truth, FVU with it: BatchTopK's F1 is .51 at 4 and .47 at 8, its FVU .11 and .055.
//   - Random atoms reach an MCC of .44 and an F1 of .12, principal components .50 and .21, a frozen encoder .55 and .26; atoms
//     that turn only up to a cosine of .8 from their random start .64 and .58, no further from the truth than BatchTopK is
//     at an L0 of 2. MCC alone flatters.

import { defineExperiment } from "rhohat";

const dictionary = { latents: 96, initial: { kind: "kaiming", decoderNorm: 1 } } as const;
const topk = { ...dictionary, kind: "topk", k: 4 } as const;
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
        { ...topk, constraint: { kind: "soft-frozen" } },
        { ...topk, constraint: { kind: "frozen", part: "decoder" } },
        { ...topk, constraint: { kind: "frozen", part: "encoder" } },
        { ...topk, constraint: { kind: "frozen", part: "both" } },
        {
          kind: "abstopk", // the components of largest magnitude of an example: PCA
          latents: 32,
          k: 4,
          initial: { kind: "components", decoderNorm: 1, decoderBias: "mean" },
          constraint: { kind: "frozen", part: "both" },
        },
      ],
    },
  ],
});
