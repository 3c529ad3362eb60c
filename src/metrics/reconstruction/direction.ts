// Whether a reconstruction points as its example does, and how long it is.

import { cosine as cosineOf } from "../../core/rows.js";
import { dot, type ExampleMetric, meanOver } from "../metric.js";

/** 1/m Σ_i cos(x_i, x̂_i) */
export const cosine: ExampleMetric = {
  name: "cosine",
  says: "The mean cosine of an example and its reconstruction: blind to their lengths. An example of zeros counts as 0.",
  formula: "1/m Σ_i x_i·x̂_i / (‖x_i‖ ‖x̂_i‖)",
  unit: "none",
  source: "dictionary_learning, SAEBench",
  elsewhere: [
    { tool: "dictionary_learning, SAEBench, SAELens", computes: "the same, as cosine_similarity (cossim)" },
  ],
  create: meanOver(({ x, output }) => cosineOf(x, output)),
};

/** 1/m Σ_i ‖x̂_i‖ / ‖x_i‖, examples of zeros left out */
export const l2Ratio: ExampleMetric = {
  name: "l2Ratio",
  says: "How long reconstructions are beside their examples, on average: below 1 is shrinkage, as an L1 penalty makes it.",
  formula: "1/m Σ_i ‖x̂_i‖ / ‖x_i‖",
  unit: "none",
  source: "dictionary_learning, SAEBench",
  elsewhere: [{ tool: "dictionary_learning, SAEBench, SAELens", computes: "the same, as l2_ratio" }],
  create: meanOver(({ x, output }) => Math.sqrt(dot(output, output)) / Math.sqrt(dot(x, x) || Number.NaN)),
};

/** mean ‖x̂‖² / mean x·x̂ */
export const relativeReconstructionBias: ExampleMetric = {
  name: "relativeReconstructionBias",
  says: "The factor that reconstructions are too long by, found by their projections onto the examples: 1 is unbiased, below 1 is shrinkage.",
  formula: "Σ_i ‖x̂_i‖² / Σ_i x_i·x̂_i",
  unit: "none",
  source: "Wright and Sharkey (2024), by way of dictionary_learning",
  elsewhere: [{ tool: "dictionary_learning, SAEBench", computes: "the same, a ratio of means" }],
  create() {
    let [squares, products] = [0, 0];
    return {
      add({ x, output }) {
        squares += dot(output, output);
        products += dot(x, output);
      },
      value: () => squares / products,
    };
  },
};
