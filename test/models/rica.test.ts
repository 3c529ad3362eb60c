// ICA and RICA as kinds of models: what holds their rows, what they find, and that a training is the same to the bit.

import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { contiguous, type FloatArray, matrix, view } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { symmetricEigen } from "../../src/core/symmetric-eigen.js";
import { createKernels } from "../../src/kernels/engine.js";
import type { Kernels } from "../../src/kernels/kernels.js";
import { createModel } from "../../src/models/registry.js";
import { type LbfgsState, lbfgs } from "../../src/optim/lbfgs.js";
import type { Model } from "../../src/sae/model.js";

const [EXAMPLES, INPUTS] = [700, 6];
const modelOf = (keys: object, inputs = INPUTS): Model => {
  const { model } = parseConfig({ name: "rica", data: { kind: "array", path: "x.npy" }, model: keys });
  return createModel(model, { inputs, outputs: null });
};
const engine = (threads = 1, dtype: "float32" | "float64" = "float64") =>
  createKernels(dtype, { engine: "wasm", threads });

/** Orthonormal rows, drawn. */
function rotation(n: number, seed: string): FloatArray {
  const random = createRandom(7, seed);
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) a[i * n + j] = a[j * n + i] = random.normal();
  return contiguous(symmetricEigen(matrix(a, n, n)).vectors);
}

/** Independent sources of variance 1, most of them near 0, sent through a rotation: white, x = s A. */
const mixing = rotation(INPUTS, "mixing");
const x = (() => {
  const random = createRandom(7, "sources");
  const values = new Float64Array(EXAMPLES * INPUTS);
  for (let i = 0; i < EXAMPLES; i++)
    for (let source = 0; source < INPUTS; source++) {
      const s = (random.uniform() < 0.1 ? 3.16 : 0.01) * random.normal();
      for (let j = 0; j < INPUTS; j++) values[i * INPUTS + j] += s * mixing[source * INPUTS + j];
    }
  return matrix(values, EXAMPLES, INPUTS);
})();

/** L-BFGS from a start, or from a state in the middle. */
function train(kernels: Kernels, model: Model, iterations: number, held?: LbfgsState): LbfgsState {
  const objective = model.objective!(kernels, { x, y: null });
  const minimiser = lbfgs();
  const state = minimiser.init(kernels, objective, model.initialTheta(createRandom(1), kernels.dtype));
  if (held !== undefined)
    for (const [name, value] of Object.entries(held))
      if (ArrayBuffer.isView(value))
        (state as unknown as Record<string, FloatArray>)[name].set(value as FloatArray);
      else Object.assign(state, { [name]: value });
  while (state.iteration < iterations && state.stopped === null) minimiser.step(kernels, objective, state);
  return {
    ...state,
    theta: state.theta.slice(),
    steps: state.steps.slice(),
    changes: state.changes.slice(),
    gradient: state.gradient.slice(),
    curvatures: state.curvatures.slice(),
  };
}

const weightsOf = (model: Model, theta: FloatArray) => model.anatomy(theta)[0].atoms!.data;
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, j) => sum + value * b[j], 0);
const row = (m: FloatArray, i: number, n = INPUTS) => m.subarray(i * n, (i + 1) * n);

describe("ica", () => {
  const model = modelOf({ kind: "ica" });
  const kernels = engine();

  test("finds independent sources that were mixed, each once, up to its sign", () => {
    const w = weightsOf(model, train(kernels, model, 60).theta);
    for (let source = 0; source < INPUTS; source++) {
      const cosines = Array.from({ length: INPUTS }, (_, i) => Math.abs(dot(row(w, i), row(mixing, source))));
      expect(Math.max(...cosines)).toBeGreaterThan(0.99);
    }
  });

  test.each([INPUTS, 4])("its %i rows are orthonormal before and after", (latents) => {
    const some = modelOf({ kind: "ica", latents });
    for (const iterations of [0, 15]) {
      const w = weightsOf(some, train(kernels, some, iterations).theta);
      for (let i = 0; i < latents; i++)
        for (let j = 0; j < latents; j++) expect(dot(row(w, i), row(w, j))).toBeCloseTo(i === j ? 1 : 0, 12);
    }
  });

  test("gets as low as the exercise's steps along the gradient, halved until J falls, each made orthonormal", () => {
    const objective = model.objective!(kernels, { x, y: null });
    const theta = model.initialTheta(createRandom(1), "float64");
    const [gradient, unused] = [new Float64Array(theta.length), new Float64Array(theta.length)];
    let { cost } = objective.evaluate(theta, gradient);
    for (let iteration = 0, step = 0.5; iteration < 200 && step > 1e-12; iteration++) {
      const moved = weightsOf(
        model,
        theta.map((value, i) => value - step * gradient[i]),
      );
      const there = objective.evaluate(moved, unused).cost;
      if (there <= cost - 0.02 * step * dot(gradient, gradient)) {
        theta.set(moved);
        ({ cost } = objective.evaluate(theta, gradient));
        step = 0.5;
      } else step /= 2;
    }
    expect(Math.abs(train(kernels, model, 200).cost / cost - 1)).toBeLessThan(1e-4);
  });

  test("more rows than values are refused, and data that are not white are told of", () => {
    expect(() => modelOf({ kind: "ica", latents: 7 })).toThrow(
      "model: latents must be at most the 6 values of an example with the kind ica, whose rows are orthonormal, got 7; make latents fewer, or choose rica",
    );
    const theta = model.initialTheta(createRandom(1), "float64");
    expect(model.warning!(kernels, theta, { x, y: null })).toBeNull();
    const stretched = matrix(
      x.data.map((value, at) => (at % INPUTS === 0 ? 3 * value : value)),
      EXAMPLES,
      INPUTS,
    );
    expect(model.warning!(kernels, theta, { x: stretched, y: null })).toMatch(
      /^the data are not white, as ica takes them to be: their covariance is 1\.\d from that of white ones/,
    );
  });
});

describe("rica", () => {
  test.each([
    [{ latents: 4 }, 1],
    [{ latents: 24 }, 0.5],
    [{ latents: 24, rowNorm: 1 }, 1],
  ])("rows of %j have the length %f", (keys, length) => {
    const model = modelOf({ kind: "rica", ...keys });
    const w = weightsOf(model, train(engine(), model, 8).theta);
    for (let i = 0; i < keys.latents; i++)
      expect(Math.sqrt(dot(row(w, i), row(w, i)))).toBeCloseTo(length, 12);
  });

  test("with many rows of the length √(d/M) it reconstructs white data, with rows of length 1 it cannot", () => {
    const error = (rowNorm?: number) => {
      const model = modelOf({
        kind: "rica",
        latents: 24,
        l1: 0,
        ...(rowNorm === undefined ? {} : { rowNorm }),
      });
      return train(engine(), model, 100).parts.error;
    };
    const squares = dot(x.data, x.data) / EXAMPLES;
    expect(error()).toBeLessThan(1e-6);
    expect(error(1)).toBeGreaterThan(0.4 * 9 * squares); // x̂ = 4 x
  });
});

describe.each([
  { kind: "ica", latents: 5 },
  { kind: "rica", latents: 11 },
])("$kind", (keys) => {
  const model = modelOf(keys);

  test("a training has the same bits on 1, 2 and 3 threads, and taken up in the middle", () => {
    const [one, two, three] = [1, 2, 3].map((threads) => {
      const kernels = engine(threads, "float32");
      const state = train(kernels, model, 8);
      kernels.dispose();
      return state;
    });
    expect(two).toEqual(one);
    expect(three).toEqual(one);
    const kernels = engine(1, "float32");
    expect(train(kernels, model, 8, train(kernels, model, 3))).toEqual(one);
  });

  test("what examples are sent through is what J is about", () => {
    const kernels = engine();
    const theta = model.initialTheta(createRandom(3), "float64").map((value, i) => value * (1 + i / 50));
    const { parts } = model.objective!(kernels, { x, y: null }).evaluate(
      theta,
      new Float64Array(theta.length),
    );
    const [latents, output]: [number[][], number[][]] = [[], []];
    const pass = model.createPass(kernels, theta);
    pass.run(x, (_from, seen) => {
      for (let i = 0; i < seen.x.shape[0]; i++) {
        latents.push([...row(contiguous(seen.latents[0]), i, keys.latents)]);
        output.push([...row(contiguous(seen.output), i)]);
      }
    });
    let [error, l1] = [0, 0];
    for (const [i, values] of output.entries()) {
      for (const [j, value] of values.entries())
        error += (value - x.data[i * INPUTS + j]) ** 2 / (2 * EXAMPLES);
      for (const z of latents[i]) l1 += Math.sqrt(z * z + (keys.kind === "ica" ? 1e-6 : 1e-2)) / EXAMPLES;
    }
    expect(parts.l1).toBeCloseTo(l1, 10);
    if (keys.kind === "rica") expect(parts.error).toBeCloseTo(error, 10);
    expect([...contiguous(pass.decode(1, matrix(Float64Array.from(latents[9]), 1, keys.latents)))]).toEqual(
      output[9].map((value) => expect.closeTo(value, 12)),
    );
    const some: number[][] = [];
    model.latentsOf(kernels, theta, { layer: 1, units: [3, 1] }, x, (_from, { data, shape }) => {
      for (let i = 0; i < shape[0]; i++) some.push([data[2 * i], data[2 * i + 1]]);
    });
    expect(some).toEqual(latents.map((all) => [all[3], all[1]]));
  });

  test("patches are whitened, and all of the data are trained on, where a config says nothing", () => {
    const data = { kind: "patches", source: { kind: "photos" }, size: [4, 4], count: 9 };
    const short = parseConfig({ name: "short", data, model: { kind: keys.kind } });
    expect([short.data, short.optimizer]).toMatchObject([
      { preprocess: [{ kind: "centre-features" }, { kind: "zca-whiten", epsilon: 1e-5 }] },
      { kind: "lbfgs" },
    ]);
  });

  test("stops where the cost is no number", () => {
    const huge = view(new Float64Array(EXAMPLES * INPUTS).fill(1e200), [EXAMPLES, INPUTS]);
    const objective = modelOf({ ...keys, kind: "rica" }).objective!(engine(), { x: huge, y: null });
    expect(lbfgs().init(engine(), objective, new Float64Array(objective.length).fill(1)).stopped).toBe(
      "not-finite",
    );
  });
});
