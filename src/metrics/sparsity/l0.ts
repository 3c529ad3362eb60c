// How many latents are active on an example.

import { type ExampleMetric, meanOver } from "../metric.js";

/** 1/m Σ_i #{j : f_ij ≠ 0} */
export const l0: ExampleMetric = {
  name: "l0",
  says: "How many latents are active on an example, on average: a latent of either sign is.",
  formula: "1/m Σ_i #{j : f_ij ≠ 0}",
  unit: "latents",
  source: "all tools",
  elsewhere: [{ tool: "overcomplete", computes: "the share of latents: divided by M" }],
  create: meanOver(({ active }) => active.length),
};

/** 1/m Σ_i #{j : f_ij > 0} */
export const l0Positive: ExampleMetric = {
  name: "l0Positive",
  says: "The same of latents above 0: fewer where latents have a sign.",
  formula: "1/m Σ_i #{j : f_ij > 0}",
  unit: "latents",
  source: "tools that count f > 0",
  elsewhere: [
    {
      tool: "SAELens, dictionary_learning",
      computes: "this, as l0: equal to l0 as long as latents have no sign",
    },
  ],
  create: meanOver(({ latents, active }) => active.reduce((sum, j) => sum + (latents[j] > 0 ? 1 : 0), 0)),
};
