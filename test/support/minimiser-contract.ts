// What every full-batch optimiser must do.

import { expect, test } from "vitest";
import type { FloatArray } from "../../src/core/arrays.js";
import type { Objective } from "../../src/core/objective.js";
import { createKernels } from "../../src/kernels/engine.js";
import type { Minimiser, MinimiserState } from "../../src/optim/minimiser.js";

const kernels = createKernels("float64");

/** ½ Σ k (θ_k − k)²: condition number n, minimum at θ_k = k. */
export function bowl(length: number): Objective {
  return {
    length,
    evaluate(theta, gradient) {
      let cost = 0;
      for (let k = 0; k < length; k++) {
        gradient[k] = (k + 1) * (theta[k] - k);
        cost += 0.5 * (k + 1) * (theta[k] - k) ** 2;
      }
      return { cost, parts: { error: cost } };
    },
  };
}

/** (1 − x)² + 100 (y − x²)², minimum at (1, 1). @see Rosenbrock (1960) */
export const rosenbrock: Objective = {
  length: 2,
  evaluate(theta, gradient) {
    const [x, y] = theta;
    const valley = y - x * x;
    gradient[0] = -2 * (1 - x) - 400 * x * valley;
    gradient[1] = 200 * valley;
    return { cost: (1 - x) ** 2 + 100 * valley ** 2, parts: {} };
  },
};

/** −Σ θ: falls for ever; NaN from θ > 1e6 on. */
const cliff: Objective = {
  length: 2,
  evaluate(theta, gradient) {
    gradient.fill(-1e5);
    const cost = -1e5 * (theta[0] + theta[1]);
    return { cost: cost < -1e11 ? Number.NaN : cost, parts: {} };
  },
};

export function run<State extends MinimiserState>(
  minimiser: Minimiser<State>,
  objective: Objective,
  start: FloatArray,
  iterations: number,
): State {
  const state = minimiser.init(kernels, objective, start);
  while (state.stopped === null && state.iteration < iterations) minimiser.step(kernels, objective, state);
  return state;
}

/** Its arrays copied, as a checkpoint does. */
function copyOf<State extends MinimiserState>(state: State): State {
  const entries = Object.entries(state).map(([key, value]) => [
    key,
    ArrayBuffer.isView(value) ? (value as Float64Array).slice() : structuredClone(value),
  ]);
  return Object.fromEntries(entries) as State;
}

export function minimiserContract<State extends MinimiserState>(
  create: () => Minimiser<State>,
  iterations: number,
): void {
  test("finds the minimum of a quadratic", () => {
    const state = run(create(), bowl(8), new Float64Array(8), iterations);
    for (let k = 0; k < 8; k++) expect(state.theta[k]).toBeCloseTo(k, 4);
  });
  test("leaves the start as it was", () => {
    const start = Float64Array.of(-1.2, 1);
    run(create(), rosenbrock, start, 3);
    expect(Array.from(start)).toEqual([-1.2, 1]);
  });
  test("cost, parts and gradient are those at θ", () => {
    const state = run(create(), bowl(5), new Float64Array(5), 4);
    const gradient = new Float64Array(5);
    expect(bowl(5).evaluate(state.theta, gradient)).toEqual({ cost: state.cost, parts: state.parts });
    expect(Array.from(state.gradient)).toEqual(Array.from(gradient));
  });
  test("a state copied half way goes on to the same bits in a new optimiser", () => {
    const whole = run(create(), rosenbrock, Float64Array.of(-1.2, 1), 14);
    const half = copyOf(run(create(), rosenbrock, Float64Array.of(-1.2, 1), 7));
    const again = create();
    while (half.stopped === null && half.iteration < 14) again.step(kernels, rosenbrock, half);
    expect(half).toEqual(whole);
  });
  test("says that it stopped at a minimum", () => {
    const state = run(create(), bowl(3), Float64Array.of(0, 1, 2), 5);
    expect(state.stopped).toBe("gradient-tolerance");
    expect(state.iteration).toBeLessThanOrEqual(1);
  });
  test("says so when the cost is no longer a number, or stops before it gets there", () => {
    const state = run(create(), cliff, new Float64Array(2), 1e5);
    expect(["not-finite", "line-search-failed"]).toContain(state.stopped);
  });
  test("a start without a finite cost is told at once", () => {
    const state = create().init(kernels, cliff, Float64Array.of(1e7, 0));
    expect(state.stopped).toBe("not-finite");
  });
}
