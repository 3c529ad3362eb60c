// R² about one number for all values.

import { squaredDistance } from "../../core/rows.js";
import type { ExampleMetric } from "../metric.js";

/** 1 − Σ (x̂ − x)² / Σ (x − x̄)², x̄ one number */
export const r2Scalar: ExampleMetric = {
  name: "r2Scalar",
  says: "The share explained of the variance about the grand mean: where values have means of their own, those count as explained too.",
  formula: "1 − Σ (x̂ − x)² / Σ (x − x̄)², x̄ the mean of all values of all examples",
  unit: "none",
  source: "overcomplete",
  elsewhere: [{ tool: "overcomplete", computes: "the same, as r2_score" }],
  create() {
    let [count, first, sum, squares, error] = [0, 0, 0, 0, 0];
    return {
      add({ x, output }) {
        if (count === 0) first = x[0];
        for (const value of x) {
          sum += value - first;
          squares += (value - first) * (value - first);
        }
        count += x.length;
        error += squaredDistance(x, output);
      },
      value: () => 1 - error / (squares - (sum * sum) / count),
    };
  },
};
