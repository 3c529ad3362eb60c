import { describe, expect, test } from "vitest";
import { matrix } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { createKernels } from "../../src/kernels/engine.js";
import { forward } from "../../src/nn/forward.js";
import { initialTheta } from "../../src/nn/initial-values.js";
import { klDivergence } from "../../src/nn/kl-divergence.js";
import { parameterNames, viewParameters } from "../../src/nn/parameters.js";

describe("klDivergence", () => {
  const slope = new Float64Array(1);
  test("is zero, with zero slope, at the target", () => {
    expect(klDivergence(0.05, Float64Array.of(0.05), slope)).toBe(0);
    expect(slope[0]).toBeCloseTo(0, 15);
  });
  test("by hand: ρ = ½, ρ̂ = ¼ is ½ log 2 + ½ log ⅔", () => {
    expect(klDivergence(0.5, Float64Array.of(0.25), slope)).toBeCloseTo(
      0.5 * Math.log(2) + 0.5 * Math.log(2 / 3),
      15,
    );
    expect(slope[0]).toBeCloseTo(-0.5 / 0.25 + 0.5 / 0.75, 15);
  });
  test("is finite for units that are always or never on", () => {
    for (const rhoHat of [0, 1])
      expect(Number.isFinite(klDivergence(0.01, Float64Array.of(rhoHat), slope))).toBe(true);
    expect(Number.isFinite(slope[0])).toBe(true);
  });
  test.each([
    ["float64", 2 ** -53, 1e-40],
    ["float32", 2 ** -24, 1e-20],
  ])(
    "holds for a unit that is hardly ever on, and is cut where %s has no numbers near 1",
    (_, epsilon, tiny) => {
      const off = klDivergence(0.01, Float64Array.of(tiny), slope, epsilon);
      expect(off).toBeCloseTo(0.01 * Math.log(0.01 / tiny) + 0.99 * Math.log(0.99), 12);
      expect(slope[0] / (-0.01 / tiny)).toBeCloseTo(1, 12);
      const on = klDivergence(0.01, Float64Array.of(1), slope, epsilon);
      expect(on).toBeCloseTo(0.01 * Math.log(0.01) + 0.99 * Math.log(0.99 / epsilon), 6);
      expect(slope[0] / (0.99 / epsilon)).toBeCloseTo(1, 6);
    },
  );
  test("refuses ρ outside (0, 1)", () => {
    for (const rho of [0, 1, -0.1, Number.NaN])
      expect(() => klDivergence(rho, new Float64Array(1), slope)).toThrow(/rho must lie inside/);
  });
});

describe("parameters", () => {
  test("θ is [W1, W2, b1, b2], each W row-major [out, in]", () => {
    const theta = Float64Array.from({ length: 2 * 3 + 1 * 2 + 2 + 1 }, (_, i) => i);
    const { weights, biases } = viewParameters(theta, [3, 2, 1]);
    expect([weights[0].get(1, 0), weights[1].get(0, 1), ...biases[0], ...biases[1]]).toEqual([
      3, 7, 8, 9, 10,
    ]);
    expect(parameterNames([3, 2, 1]).map(({ name }) => name)).toEqual(["W1", "W2", "b1", "b2"]);
  });
  test("a view writes to θ, and another length is refused", () => {
    const theta = new Float64Array(8);
    viewParameters(theta, [3, 2]).biases[0][1] = 5;
    expect(theta[7]).toBe(5);
    expect(() => viewParameters(new Float64Array(7), [3, 2])).toThrow(
      /theta must have 8 values for layers of 3-2 units, got 7/,
    );
  });
});

describe("initialTheta", () => {
  const sizes = [64, 25, 64];
  test("uniform lies within ±√(6/(fan_in + fan_out + 1)), biases 0", () => {
    const theta = initialTheta(sizes, { kind: "uniform" }, createRandom(0));
    const largest = Math.max(...theta);
    expect(largest).toBeLessThanOrEqual(Math.sqrt(6 / 90));
    expect(largest).toBeGreaterThan(0.95 * Math.sqrt(6 / 90));
    expect(theta.slice(2 * 64 * 25).every((value) => value === 0)).toBe(true);
  });
  test("normal has standard deviation ε = 0.01", () => {
    const weights = initialTheta(sizes, { kind: "normal" }, createRandom(0)).slice(0, 2 * 64 * 25);
    const deviation = Math.sqrt(
      Array.from(weights).reduce((sum, value) => sum + value * value, 0) / weights.length,
    );
    expect(Math.abs(deviation / 0.01 - 1)).toBeLessThan(0.05);
  });
});

describe("forward", () => {
  test("tells every z and a, by hand", () => {
    const theta = Float64Array.of(1, 2, -1, 3, 0.5, -0.5); // W1 = [1 2], W2 = [-1 3]ᵀ … sizes 2-1-2: W1 [1,2], W2 [2,1], b1, b2
    const { z, a, output } = forward(
      createKernels("float64"),
      { sizes: [2, 1, 2], activations: ["relu", "linear"] },
      Float64Array.of(...theta, 1),
      matrix(Float64Array.of(1, 1), 1, 2),
    );
    expect([z[0].get(0, 0), a[1].get(0, 0)]).toEqual([3.5, 3.5]);
    expect([z[1].get(0, 0), z[1].get(0, 1)]).toEqual([-4, 11.5]);
    expect(output).toBe(a[2]);
  });
});
