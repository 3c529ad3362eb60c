// The weight of a penalty over a training, by hand.

import { expect, test } from "vitest";
import { createPenaltyWeight, type PenaltyWeightOptions } from "../../src/sae/penalty-weight.js";

test.each<[string, PenaltyWeightOptions, Record<number, number>]>([
  ["a constant", { weight: 2 }, { 0: 2, 10: 2, 19: 2 }],
  [
    "linear rise from 0, and fall to 0: 2 · 1/4, 2, 2 · 3/8",
    { weight: 2, warmUp: 4, decay: "linear", decayIterations: 8 },
    { 0: 0, 1: 0.5, 4: 2, 12: 2, 17: 0.75, 19: 0.25 },
  ],
  [
    "cosine: 2 · (1 + cos πs)/2 at s = 1/3, 1/2, 2/3",
    { weight: 2, decay: "cosine", decayIterations: 6 },
    { 14: 2, 16: 1.5, 17: 1, 18: 0.5 },
  ],
  ["over a fifth unless told", { weight: 2, decay: "linear" }, { 16: 2, 18: 1, 20: 0 }],
])("%s", (_, options, expected) => {
  const weight = createPenaltyWeight(options);
  for (const [t, lambda] of Object.entries(expected))
    expect(weight.at({ iteration: Number(t), iterations: 20 }), `t = ${t}`).toBeCloseTo(lambda, 14);
});
