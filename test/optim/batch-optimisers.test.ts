// Steps from gradients that are given, by hand and against the plain formula; on any engine.

import { describe, expect, test } from "vitest";
import type { FloatArray } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { createKernels } from "../../src/kernels/engine.js";
import { adam } from "../../src/optim/adam.js";
import { scheduleClipping } from "../../src/optim/batch-optimiser.js";
import { sgd } from "../../src/optim/sgd.js";
import { engineName, enginesHere } from "../support/engines.js";

/** More than one task has. */
const LENGTH = 70_001;

describe.each(enginesHere.map((options) => [engineName(options), options] as const))("%s", (_, options) => {
  const kernels = createKernels("float64", options);
  const drawn = (seed: number): FloatArray => {
    const random = createRandom(seed, "optimisers");
    const values = kernels.allocate(LENGTH);
    for (let i = 0; i < LENGTH; i++) values[i] = random.normal();
    return values;
  };

  test("sgd by hand: v ← μ v − α φ g, θ ← θ + v", () => {
    const [theta, gradient] = [kernels.allocate(2), kernels.allocate(2)];
    theta.set([1, 2]);
    const { step, moments } = sgd({ momentum: 0.5 }).prepare(kernels, theta, gradient);
    gradient.set([4, -8]);
    step({ learningRate: 0.25, step: 1, factor: 0.5 });
    expect([[...theta], [...moments.velocity]]).toEqual([
      [0.5, 3],
      [-0.5, 1],
    ]);
    gradient.set([1, 1]);
    step({ learningRate: 0.25, step: 2 });
    expect([...theta]).toEqual([0, 3.25]);
  });

  test("adam is the paper's formula on φ g, over three steps", () => {
    const [theta, gradient] = [drawn(1), drawn(2)];
    const [plain, m, v] = [Float64Array.from(theta), new Float64Array(LENGTH), new Float64Array(LENGTH)];
    const { step } = adam({ beta1: 0.8, beta2: 0.9, epsilon: 1e-3 }).prepare(kernels, theta, gradient);
    for (let t = 1; t <= 3; t++) {
      gradient.set(drawn(2 + t));
      step({ learningRate: 0.1, step: t, factor: 0.3 });
      for (let i = 0; i < LENGTH; i++) {
        const g = 0.3 * gradient[i];
        m[i] = 0.8 * m[i] + 0.2 * g;
        v[i] = 0.9 * v[i] + 0.1 * g * g;
        plain[i] -= (0.1 * (m[i] / (1 - 0.8 ** t))) / (Math.sqrt(v[i] / (1 - 0.9 ** t)) + 1e-3);
      }
    }
    let off = 0;
    for (let i = 0; i < LENGTH; i++) off = Math.max(off, Math.abs(theta[i] - plain[i]));
    expect(off).toBeLessThan(1e-12);
  });

  test("a gradient is clipped to a norm, where it is longer and there is one", () => {
    const gradient = drawn(7);
    const norm = Math.sqrt(Float64Array.from(gradient).reduce((sum, g) => sum + g * g, 0));
    const clipped = scheduleClipping(kernels, gradient, 2)();
    expect(clipped.norm / norm).toBeCloseTo(1, 12);
    expect(clipped.factor).toBeCloseTo(2 / (norm + 1e-6), 12);
    expect(scheduleClipping(kernels, gradient, 2 * norm)().factor).toBe(1);
    expect(scheduleClipping(kernels, gradient, 0)().factor).toBe(1);
  });
});

test.each([
  [() => adam({ beta1: 1 }), "adam: beta1 must lie in [0, 1), got 1"],
  [() => adam({ beta_2: 0.9 } as never), "did you mean beta2?"],
  [() => sgd({ momentum: -0.1 }), "sgd: momentum must lie in [0, 1), got -0.1"],
])("%s is refused", (make, message) => expect(make).toThrow(message));
