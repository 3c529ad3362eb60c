import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type DType, dtypes, matrix, toDType } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import type { ActivationKind } from "../../src/kernels/activations.js";
import { createKernels } from "../../src/kernels/engine.js";
import { gradientCases } from "../../src/nn/gradient-cases.js";
import { checkGradient } from "../../src/nn/gradient-check.js";
import { initialTheta } from "../../src/nn/initial-values.js";
import { createNetworkObjective } from "../../src/nn/network-objective.js";
import { parameterCount, viewParameters } from "../../src/nn/parameters.js";
import { lbfgs } from "../../src/optim/lbfgs.js";
import { randomMatrix, relativeError } from "../support/data.js";
import { enginesHere } from "../support/engines.js";

const golden = new URL("../golden/network/", import.meta.url);
const kernels = createKernels("float64");

describe.each(readdirSync(golden))("golden case %s", (file) => {
  const expected = JSON.parse(readFileSync(new URL(file, golden), "utf8"));
  const limits: Record<DType, [number, number]> = { float64: [1e-10, 1e-10], float32: [1e-5, 1e-4] };

  const engines = enginesHere.flatMap((options) => dtypes.map((dtype) => ({ options, dtype })));
  test.each(engines)(
    "$options.engine, $options.threads, $dtype: cost, parts, ρ̂ and gradient",
    ({ options, dtype }) => {
      const engine = createKernels(dtype, options);
      const x = matrix(Float64Array.from(expected.x.flat()), expected.x.length, expected.sizes[0]);
      const objective = createNetworkObjective(engine, {
        network: { sizes: expected.sizes, activations: expected.activations },
        x,
        y: x,
        weightDecay: expected.lambda,
        sparsity: { rho: expected.rho, beta: expected.beta, layers: expected.klLayers },
      });
      const gradient = engine.allocate(objective.length);
      const { cost, parts } = objective.evaluate(toDType(expected.theta, dtype), gradient);
      const [costLimit, gradientLimit] = limits[dtype];
      expect(Math.abs(cost / expected.cost - 1)).toBeLessThan(costLimit);
      for (const part of ["error", "decay", "sparsity"])
        expect(Math.abs(parts[part] / expected.costParts[part] - 1)).toBeLessThan(costLimit);
      for (const layer of expected.klLayers)
        expect(relativeError(objective.rhoHat[layer], expected.rhoHat[layer])).toBeLessThan(costLimit);
      expect(relativeError(gradient, expected.gradient)).toBeLessThan(gradientLimit);
      engine.dispose();
    },
  );
});

describe("backpropagation", () => {
  test.each(gradientCases(kernels).map(({ name, objective, theta }) => ({ name, objective, theta })))(
    "agrees with numeric differences: $name",
    ({ objective, theta }) => expect(checkGradient(objective, theta).error).toBeLessThan(1e-9),
  );

  test("the check would notice a gradient that is wrong by one part in a million", () => {
    const [{ objective, theta }] = gradientCases(kernels);
    const wrong = {
      ...objective,
      evaluate: (at: typeof theta, gradient: typeof theta) => {
        const evaluation = objective.evaluate(at, gradient);
        for (let i = 0; i < gradient.length; i++) gradient[i] *= 1 + 1e-6;
        return evaluation;
      },
    };
    expect(checkGradient(wrong, theta).error).toBeGreaterThan(1e-7);
  });
});

describe("createNetworkObjective", () => {
  const x = randomMatrix(5, 3);

  test("by hand: one linear unit, one example", () => {
    const one = matrix(Float64Array.of(2), 1, 1);
    const objective = createNetworkObjective(kernels, {
      network: { sizes: [1, 1], activations: ["linear"] },
      x: one,
      y: matrix(Float64Array.of(5), 1, 1),
      weightDecay: 0.1,
    });
    const gradient = new Float64Array(2);
    // h = 3·2 + 1 = 7, error ½·2², decay ½·0.1·3²; ∂W = 2·2 + 0.1·3, ∂b = 2
    expect(objective.evaluate(Float64Array.of(3, 1), gradient).parts).toEqual({
      error: 2,
      decay: 0.45,
      sparsity: 0,
    });
    expect(Array.from(gradient)).toEqual([4.3, 2]);
  });

  test("biases are not decayed", () => {
    const network = { sizes: [3, 2], activations: ["linear"] as const };
    const theta = new Float64Array(parameterCount(network.sizes)).fill(100, 6);
    expect(
      createNetworkObjective(kernels, { network, x, y: randomMatrix(5, 2), weightDecay: 1 }).evaluate(
        theta,
        theta.slice(),
      ).parts.decay,
    ).toBe(0);
  });

  test("hidden units that start equal stay equal, whatever the optimiser does: that is why the start is random", () => {
    const network = { sizes: [3, 4, 3], activations: ["sigmoid", "sigmoid"] as const };
    const sparsity = { rho: 0.2, beta: 1, layers: [1] };
    const objective = createNetworkObjective(kernels, { network, x, y: x, weightDecay: 1e-3, sparsity });
    const rowsOf = (theta: Float64Array | Float32Array) => {
      const W1 = viewParameters(theta, network.sizes).weights[0];
      return [0, 1, 2, 3].map((unit) => [0, 1, 2].map((j) => W1.get(unit, j)));
    };
    const train = (theta: Float64Array) => {
      const minimiser = lbfgs();
      const state = minimiser.init(kernels, objective, theta);
      for (let i = 0; i < 20; i++) minimiser.step(kernels, objective, state);
      return rowsOf(state.theta);
    };
    const equal = train(new Float64Array(objective.length).fill(0.1));
    for (const row of equal) expect(row).toEqual(equal[0]);
    expect(equal[0]).not.toEqual([0.1, 0.1, 0.1]);
    const random = train(initialTheta(network.sizes, { kind: "normal" }, createRandom(0)) as Float64Array);
    expect(random[1]).not.toEqual(random[0]);
  });

  test("a saturated unit costs much, but never NaN", () => {
    for (const dtype of ["float64", "float32"] as const) {
      const engine = createKernels(dtype);
      const network = { sizes: [1, 1, 1], activations: ["sigmoid", "sigmoid"] as const };
      const data = matrix(toDType([0.5, 0.5], dtype), 2, 1);
      const objective = createNetworkObjective(engine, {
        network,
        x: data,
        y: data,
        sparsity: { rho: 0.01, beta: 3, layers: [1] },
      });
      for (const bias of [1000, -1000]) {
        const gradient = engine.allocate(4);
        const { cost } = objective.evaluate(toDType([0, 0, bias, 0], dtype), gradient);
        expect(Number.isFinite(cost)).toBe(true);
        expect(gradient.every(Number.isFinite)).toBe(true);
        expect(cost).toBeGreaterThan(bias > 0 ? 10 : 0.3);
      }
    }
  });

  test.each([
    [
      "KL on relu",
      { activations: ["relu", "linear"], sparsity: { rho: 0.1, beta: 1, layers: [1] } },
      /hidden layer 1 must lie in a bounded range.*use sigmoid or tanh/,
    ],
    [
      "KL on linear",
      { activations: ["linear", "linear"], sparsity: { rho: 0.1, beta: 1, layers: [1] } },
      /bounded range/,
    ],
    ["KL on the output", { sparsity: { rho: 0.1, beta: 1, layers: [2] } }, /be hidden layers, 1 to 1, got 2/],
    ["ρ of 0", { sparsity: { rho: 0, beta: 1, layers: [1] } }, /rho must lie inside \(0, 1\), got 0/],
    ["negative β", { sparsity: { rho: 0.1, beta: -1, layers: [1] } }, /beta must be a number ≥ 0, got -1/],
    ["negative λ", { weightDecay: -1 }, /weightDecay must be a number ≥ 0/],
    ["0 hidden units", { sizes: [3, 0, 3] }, /units in a layer must be a whole number ≥ 1, got 0/],
    ["an unknown activation", { activations: ["sigmoid", "sigmoyd"] }, /did you mean sigmoid\?/],
  ])("refuses %s", (_name, change, message) => {
    const {
      sizes = [3, 2, 3],
      activations = ["sigmoid", "sigmoid"],
      ...rest
    } = change as unknown as Record<string, never>;
    expect(() =>
      createNetworkObjective(kernels, {
        network: { sizes, activations: activations as ActivationKind[] },
        x,
        y: x,
        ...rest,
      }),
    ).toThrow(message);
  });
});
