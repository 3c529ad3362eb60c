// On how many examples each latent is active.

import { DENSE } from "../dense-latents.js";
import type { Accumulator, ExampleMetric } from "../metric.js";

type IsActive = (value: number) => boolean;
/** Of a latent that is not 0. */
const notZero: IsActive = () => true;
const positive: IsActive = (value) => value > 0;

const shares =
  (isActive: IsActive) =>
  ({ latents }: { latents: number }): Accumulator<Float64Array> => {
    const counts = new Float64Array(latents);
    let examples = 0;
    return {
      add(row) {
        examples += 1;
        for (const j of row.active) if (isActive(row.latents[j])) counts[j] += 1;
      },
      value: () => counts.map((count) => count / examples),
    };
  };

/** So many latents by their density. */
const counting =
  (isActive: IsActive, of: (density: number) => boolean) =>
  (shape: { latents: number }): Accumulator<number> => {
    const { add, value } = shares(isActive)(shape);
    return { add, value: () => value().filter(of).length };
  };
const never = (density: number) => density === 0;
const often = (density: number) => density > DENSE;

const signed = "counts f > 0, which calls a latent that is only negative silent";

/** density_j = #{i : f_ij ≠ 0} / m */
export const density: ExampleMetric<Float64Array> = {
  name: "density",
  says: "The share of examples on which a latent is active.",
  formula: "density_j = #{i : f_ij ≠ 0} / m",
  unit: "none",
  source: "Bricken et al., Towards Monosemanticity (2023), as feature density",
  elsewhere: [
    { tool: "SAELens", computes: `${signed}; its histogram is of log10(density + 1e-10)` },
    { tool: "dictionary_learning", computes: signed },
  ],
  create: shares(notZero),
};

/** #{i : f_ij > 0} / m */
export const densityPositive: ExampleMetric<Float64Array> = {
  ...density,
  name: "densityPositive",
  says: "The share of examples on which a latent is above 0.",
  formula: "#{i : f_ij > 0} / m",
  elsewhere: [{ tool: "SAELens, dictionary_learning", computes: "this, as density" }],
  create: shares(positive),
};

/** #{j : density_j = 0} */
export const dead: ExampleMetric = {
  name: "dead",
  says: "Latents that are active on no example of the data that they are measured on. A training calls them silent.",
  formula: "#{j : density_j = 0}",
  unit: "latents",
  source: "all tools",
  elsewhere: [
    {
      tool: "SAELens, dictionary_learning",
      computes: `${signed}; in training those that were not active for a window of steps or tokens`,
    },
  ],
  create: counting(notZero, never),
};

/** #{j : densityPositive_j = 0} */
export const deadPositive: ExampleMetric = {
  ...dead,
  name: "deadPositive",
  says: "Latents that are above 0 on no example.",
  formula: "#{j : densityPositive_j = 0}",
  elsewhere: [{ tool: "SAELens, dictionary_learning", computes: "this, as dead" }],
  create: counting(positive, never),
};

/** #{j : density_j > 0.1} */
export const dense: ExampleMetric = {
  name: "dense",
  says: "Latents that are active on more than a tenth of the examples: seldom one feature of the data.",
  formula: "#{j : density_j > 0.1}",
  unit: "latents",
  source: "SAELens",
  elsewhere: [{ tool: "SAELens", computes: signed }],
  create: counting(notZero, often),
};

/** #{j : densityPositive_j > 0.1} */
export const densePositive: ExampleMetric = {
  ...dense,
  name: "densePositive",
  says: "Latents that are above 0 on more than a tenth of the examples.",
  formula: "#{j : densityPositive_j > 0.1}",
  elsewhere: [{ tool: "SAELens", computes: "this, as dense" }],
  create: counting(positive, often),
};
