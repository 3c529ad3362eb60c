// The fraction of variance unexplained, and what of it is explained.

import { matrix } from "../../core/arrays.js";
import type { Accumulator, ExampleMetric } from "../metric.js";
import { UnexplainedVariance } from "../unexplained-variance.js";

const unexplained =
  (of: (fvu: number) => number) =>
  ({ inputs }: { inputs: number }): Accumulator<number> => {
    const found = new UnexplainedVariance(inputs);
    let examples = 0;
    return {
      add({ x, output }) {
        found.add(examples, matrix(x, 1, inputs), matrix(output, 1, inputs));
        examples += 1;
      },
      value: () => of(found.fraction() ?? Number.NaN),
    };
  };

/** Σ_i ‖x_i − x̂_i‖² / Σ_i ‖x_i − mean x‖² */
export const fvu: ExampleMetric = {
  name: "fvu",
  says: "The share of the data's variance that reconstructions leave: 0 is perfect, 1 no better than the mean.",
  formula: "Σ_i ‖x_i − x̂_i‖² / Σ_i ‖x_i − mean x‖², the mean over all examples",
  unit: "none",
  source: "sparsify's loss",
  elsewhere: [
    { tool: "sparsify", computes: "the same of each batch, about the batch's own mean" },
    { tool: "saev", computes: "the same, as NMSE" },
  ],
  create: unexplained((value) => value),
};

/** 1 − fvu */
export const explainedVariance: ExampleMetric = {
  name: "explainedVariance",
  says: "The share of the data's variance that reconstructions explain.",
  formula: "1 − fvu",
  unit: "none",
  source: "1 − fvu",
  elsewhere: [
    { tool: "SAELens from PR 665", computes: "the same" },
    {
      tool: "SAELens before 6.45.1 (PR 710)",
      computes: "in its evaluation, with a variance that is not about the mean",
    },
    { tool: "dictionary_learning", computes: "explainedVarianceCentred, under this name" },
  ],
  create: unexplained((value) => 1 - value),
};
