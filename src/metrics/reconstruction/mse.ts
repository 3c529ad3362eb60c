// The mean squared error of examples.

import { squaredDistance } from "../../core/rows.js";
import { type ExampleMetric, meanOver } from "../metric.js";

/** 1/m Σ_i ‖x̂_i − x_i‖²: summed over values, averaged over examples. */
export const mse: ExampleMetric = {
  name: "mse",
  says: "How far a reconstruction is from its example, squared: the sum over its values, the mean over examples.",
  formula: "1/m Σ_i ‖x̂_i − x_i‖²",
  unit: "squares of x's unit",
  source: "the reconstruction term of every loss of a sparse autoencoder",
  elsewhere: [
    {
      tool: "SAELens",
      computes: "the same in its loss; its evaluation divided by the batch once more until 6.45.2 (PR 711)",
    },
    { tool: "saev, overcomplete", computes: "the mean over values too: divided by d" },
  ],
  create: meanOver(({ x, output }) => squaredDistance(x, output)),
};
