import { describe, expect, test } from "vitest";
import type { FloatArray } from "../../src/core/arrays.js";
import type { Objective } from "../../src/core/objective.js";
import { createKernels } from "../../src/kernels/engine.js";
import { checkGradient } from "../../src/nn/gradient-check.js";
import { createSparseAutoencoder } from "../../src/sae/sparse-autoencoder.js";
import { randomMatrix } from "../support/data.js";

const kernels = createKernels("float64", { engine: "reference" });

/** The same objective with a gradient that is wrong in one component, by a factor. */
const wrongIn = (objective: Objective, component: number, factor: number): Objective => ({
  ...objective,
  evaluate: (theta, gradient) => {
    const evaluation = objective.evaluate(theta, gradient);
    gradient[component] *= factor;
    return evaluation;
  },
});

describe("data of every scale", () => {
  test.each([1e-3, 1, 255, 1e4])("up to %s: a right gradient is ok, one wrong component is not", (high) => {
    const sae = createSparseAutoencoder({
      visible: 6,
      hidden: [4],
      output: "linear",
      rho: 0.05,
      beta: 3,
      weightDecay: 1e-4,
    });
    const objective = sae.objective(kernels, randomMatrix(10, 6, 1, 0, high));
    // small weights: the units are not saturated by large data
    const theta = randomMatrix(
      1,
      objective.length,
      2,
      -0.5 / Math.max(1, high),
      0.5 / Math.max(1, high),
    ).data;
    const right = checkGradient(objective, theta);
    expect(right.error).toBeLessThan(right.limit);
    const steepest = Array.from(right.analytic).reduce(
      (best, v, i, all) => (Math.abs(v) > Math.abs(all[best]) ? i : best),
      0,
    );
    const wrong = checkGradient(wrongIn(objective, steepest, 1.001), theta);
    expect(wrong.error).toBeGreaterThan(wrong.limit);
  });
});

describe("a kink, J = Σ max(0, θ_i − k_i)", () => {
  const theta = Float64Array.of(0.3, 0.3, 0.3, 0.3);
  // beside θ, within the first step: above, below; on θ itself; far away
  const kinks = [0.3 - 5e-5, 0.3 + 5e-5, 0.3, -1];
  const hinge = (slopes: readonly number[]): Objective => ({
    length: 4,
    evaluate: (at: FloatArray, gradient: FloatArray) => {
      gradient.set(slopes);
      const cost = kinks.reduce((sum, k, i) => sum + Math.max(0, at[i] - k), 0);
      return { cost, parts: {} };
    },
  });
  test.each([[[1, 0, 0, 1]], [[1, 0, 1, 1]]])("gradient %j is ok", (slopes) => {
    const { error, limit } = checkGradient(hinge(slopes), theta);
    expect(error).toBeLessThan(limit);
  });
  test.each([[[0, 0, 0, 1]], [[1, 1, 0, 1]], [[1, 0, 1.01, 1]], [[1, 0, 0, 0.99]]])(
    "gradient %j is not",
    (slopes) => {
      const { error, limit } = checkGradient(hinge(slopes), theta);
      expect(error).toBeGreaterThan(limit);
    },
  );
});
