// Each kind on patches of the photographs, a fifth of them held out, in the setting that SAELens 6.18 was measured in.
//
// Found, L0 / FVU on patches held out; in brackets what SAELens 6.18 had, on whitened photographs of another set:
//
//   standard 1 / 3 / 8   42.9 / .053 (48.0 / .090)   17.6 / .196 (17.8 / .311)   6.05 / .453 (5.11 / .657)
//   topk 4 / 8           4 / .333 (4 / .421)         8 / .200 (8 / .283)
//   batchtopk 8          8.2 / .073 (8.3 / .140), 45 silent (45)
//   matryoshka 8         8.1 / .079 (8.3 / .146), 44 silent
//   jumprelu 1           12.0 / .050 (13.3 / .075)
//   gated 3              13.9 / .079 (16.2 / .142)
//
// All is explained better here, since other photographs are other data, and the order is the same but for neighbours:
// standard 3 and topk 8 change places. JumpReLU has the smallest error; at eight latents BatchTopK leaves a third of
// TopK's; L1 pays for a small L0 with a large error.

import { defineExperiment } from "rhohat";

const saelens = { convention: "saelens-6.18", latents: 256 } as const;

export default defineExperiment({
  name: "kinds-on-patches",
  question: "In what order do the kinds stand on patches that they were not trained on?",
  seed: 0,
  dtype: "float32",
  data: {
    kind: "patches",
    source: { kind: "photos" },
    size: [8, 8],
    count: 50_000,
    preprocess: [{ kind: "whiten-1-over-f" }, { kind: "remove-mean" }, { kind: "mean-norm" }],
  },
  model: { ...saelens, kind: "standard" },
  optimizer: { kind: "adam", iterations: 3000, batch: 256, decay: "linear", heldOut: 0.2 },
  checkpointEvery: 1000,
  vary: {
    key: "model",
    values: [
      ...[1, 3, 8].map((l1) => ({ ...saelens, kind: "standard", l1 })),
      ...[4, 8].map((k) => ({ ...saelens, kind: "topk", k })),
      { ...saelens, kind: "batchtopk", k: 8 },
      { ...saelens, kind: "matryoshka", k: 8 },
      // Not quite its convention, by which atoms begin shorter.
      { kind: "jumprelu", latents: 256, form: "exponential", l0: 1 },
      { ...saelens, kind: "gated", l1: 3 },
    ],
  },
});
