import { describe, expect, test } from "vitest";
import type { Objective } from "../../src/core/objective.js";
import { conjugateGradient } from "../../src/optim/conjugate-gradient.js";
import { gradientDescent } from "../../src/optim/gradient-descent.js";
import { lbfgs } from "../../src/optim/lbfgs.js";
import { bowl, minimiserContract, rosenbrock, run } from "../support/minimiser-contract.js";

describe("lbfgs", () => {
  minimiserContract(() => lbfgs(), 100);
  test("solves Rosenbrock's valley within 60 evaluations", () => {
    const state = run(lbfgs(), rosenbrock, Float64Array.of(-1.2, 1), 100);
    expect(state.cost).toBeLessThan(1e-10);
    expect(state.evaluations).toBeLessThan(60);
  });
  test("memory 1 needs more iterations than memory 10 on an ill-conditioned bowl", () => {
    const iterations = (memory: number) =>
      run(lbfgs({ memory }), bowl(60), new Float64Array(60), 500).iteration;
    expect(iterations(1)).toBeGreaterThan(iterations(10));
  });
  test("stops at the tolerances", () => {
    expect(run(lbfgs({ costTolerance: 0.5 }), rosenbrock, Float64Array.of(-1.2, 1), 100).stopped).toBe(
      "cost-tolerance",
    );
    expect(run(lbfgs({ gradientTolerance: 1e9 }), rosenbrock, Float64Array.of(-1.2, 1), 100).iteration).toBe(
      0,
    );
  });
  test("a step whose curvature says nothing is not remembered, nor what its place in the ring held", () => {
    const gradients = [
      [1, 0],
      [0.5, 0], // yᵀs > 0: remembered
      [0.25, 1e10], // yᵀs is nothing beside yᵀy: not
    ];
    let evaluation = 0;
    const scripted: Objective = {
      length: 2,
      evaluate(_theta, gradient) {
        gradient.set(gradients[evaluation]);
        return { cost: -evaluation++, parts: {} };
      },
    };
    expect(run(lbfgs({ memory: 1 }), scripted, Float64Array.of(0, 0), 1).stored).toBe(1);
    evaluation = 0;
    expect(run(lbfgs({ memory: 1 }), scripted, Float64Array.of(0, 0), 2).stored).toBe(0);
  });
  test("refuses memory 0", () =>
    expect(() => lbfgs({ memory: 0 })).toThrow(/memory must be a whole number ≥ 1, got 0/));
});

describe("conjugateGradient", () => {
  minimiserContract(() => conjugateGradient(), 200);
  test("solves Rosenbrock's valley", () => {
    expect(run(conjugateGradient(), rosenbrock, Float64Array.of(-1.2, 1), 200).cost).toBeLessThan(1e-8);
  });
  test("starts each search where the last decrease suggests, whatever the scale of the cost", () => {
    const evaluations = (scale: number) => {
      const scaled: Objective = {
        length: 40,
        evaluate(theta, gradient) {
          const { cost } = bowl(40).evaluate(theta, gradient);
          for (let k = 0; k < 40; k++) gradient[k] *= scale;
          return { cost: scale * cost, parts: {} };
        },
      };
      return run(conjugateGradient(), scaled, new Float64Array(40), 20).evaluations;
    };
    expect(evaluations(1e6)).toBeLessThan(evaluations(1) + 5);
  });
});

describe("gradientDescent", () => {
  minimiserContract(
    () => gradientDescent({ learningRate: 0.1, momentum: 0.5, gradientTolerance: 1e-8 }),
    400,
  );
  test("one step is θ − α ∇J", () => {
    const state = run(gradientDescent({ learningRate: 0.25 }), bowl(3), Float64Array.of(1, 1, 1), 1);
    expect(Array.from(state.theta)).toEqual([1 - 0.25 * 1, 1 - 0.25 * 0, 1 - 0.25 * -3]);
  });
  test("with momentum the second step is μ v − α ∇J", () => {
    const objective = bowl(1);
    const state = run(
      gradientDescent({ learningRate: 0.5, momentum: 0.5 }),
      objective,
      Float64Array.of(8),
      2,
    );
    // v1 = −4, θ1 = 4; v2 = −2 − 2 = −4, θ2 = 0
    expect(state.theta[0]).toBe(0);
  });
  test("too large an α ends in not-finite", () => {
    expect(run(gradientDescent({ learningRate: 10 }), bowl(3), Float64Array.of(1, 1, 1), 5000).stopped).toBe(
      "not-finite",
    );
  });
  test("refuses α ≤ 0 and μ outside [0, 1)", () => {
    expect(() => gradientDescent({ learningRate: 0 })).toThrow(/learningRate must be a number > 0/);
    expect(() => gradientDescent({ learningRate: 1, momentum: 1 })).toThrow(/momentum must lie in \[0, 1\)/);
  });
});
