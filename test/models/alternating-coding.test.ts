// Sparse coding by turns as a kind of model: what its codes and its steps are, and its keys.

import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { type FloatArray, matrix } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { createKernels } from "../../src/kernels/engine.js";
import { createModel } from "../../src/models/registry.js";
import { alternatingCodingLoss } from "../../src/sae/alternating-coding.js";
import { flat } from "../../src/sae/dictionary.js";
import { neighbourhoodsOn } from "../../src/sae/neighbourhoods.js";

const kernels = createKernels("float64", { engine: "wasm", threads: 1 });
const [B, INPUTS, GRID] = [30, 6, { rows: 3, columns: 4 }];
const LATENTS = GRID.rows * GRID.columns;
const options = { weight: 0.2, epsilon: 1e-3, weightDecay: 0.03, iterations: 3000, silentAfter: 10 };
const now = { iteration: 0, iterations: 1 };

function drawnLoss(side: number) {
  const neighbourhoods = neighbourhoodsOn(GRID, side);
  const shape = { inputs: INPUTS, latents: LATENTS };
  const loss = alternatingCodingLoss(kernels, shape, B, { ...options, neighbourhoods });
  const random = createRandom(4, `side ${side}`);
  for (let i = 0; i < loss.x.data.length; i++) loss.x.data[i] = random.normal();
  for (let i = 0; i < loss.theta.length; i++) loss.theta[i] = 0.5 * random.normal();
  return { loss, neighbourhoods };
}

/** ‖u − f W‖² + λ Σ_g √(Σ_{j∈g} f_j² + ε), written out. */
function codeCost(f: FloatArray, u: FloatArray, w: FloatArray, members: Int32Array, size: number): number {
  let cost = 0;
  for (let j = 0; j < INPUTS; j++) {
    let left = u[j];
    for (let i = 0; i < LATENTS; i++) left -= f[i] * w[i * INPUTS + j];
    cost += left * left;
  }
  for (let g = 0; g < LATENTS; g++) {
    let squares = options.epsilon;
    for (let at = 0; at < size; at++) squares += f[members[g * size + at]] ** 2;
    cost += options.weight * Math.sqrt(squares);
  }
  return cost;
}

describe.each([1, 3])("neighbourhoods of %i a side", (side) => {
  test("the codes are a minimum: no slope in any direction, and more around", () => {
    const { loss, neighbourhoods } = drawnLoss(side);
    loss.evaluate(now);
    const w = loss.theta.subarray(0, LATENTS * INPUTS);
    const b = loss.theta.subarray(LATENTS * INPUTS);
    for (let example = 0; example < 5; example++) {
      const u = Float64Array.from(b, (value, j) => loss.x.data[loss.x.offset + example * INPUTS + j] - value);
      const f = flat(loss.latents!()).slice(example * LATENTS, (example + 1) * LATENTS);
      const at = (change: (f: FloatArray) => void) => {
        const moved = f.slice();
        change(moved);
        return codeCost(moved, u, w, neighbourhoods.members, neighbourhoods.size);
      };
      const least = at(() => {});
      for (let i = 0; i < LATENTS; i++) {
        const [up, down] = [1e-5, -1e-5].map((step) =>
          at((moved) => {
            moved[i] += step;
          }),
        );
        expect(Math.abs(up - down) / 2e-5).toBeLessThan(1e-8);
        expect(up).toBeGreaterThan(least);
      }
    }
  });

  test("a step of length 1 leads to the least J for these codes: there the gradient is 0", () => {
    const { loss } = drawnLoss(side);
    const { cost } = loss.evaluate(now);
    const f = flat(loss.latents!()).slice();
    loss.beforeStep!();
    kernels.axpy(-1, loss.gradient, loss.theta);
    const [w, b] = [loss.theta.subarray(0, LATENTS * INPUTS), loss.theta.subarray(LATENTS * INPUTS)];
    const slopes = new Float64Array(loss.theta.length);
    for (let i = 0; i < B; i++)
      for (let j = 0; j < INPUTS; j++) {
        let error = b[j] - loss.x.data[loss.x.offset + i * INPUTS + j];
        for (let k = 0; k < LATENTS; k++) error += f[i * LATENTS + k] * w[k * INPUTS + j];
        for (let k = 0; k < LATENTS; k++) slopes[k * INPUTS + j] += (2 / B) * f[i * LATENTS + k] * error;
        slopes[LATENTS * INPUTS + j] += (2 / B) * error;
      }
    for (let at = 0; at < w.length; at++) slopes[at] += 2 * options.weightDecay * w[at];
    for (const slope of slopes) expect(Math.abs(slope)).toBeLessThan(1e-12);
    expect(loss.evaluate(now).cost).toBeLessThan(cost);
  });
});

const configOf = (keys: object) =>
  parseConfig({
    name: "turns",
    data: { kind: "array", path: "x.npy" },
    model: { kind: "alternating-coding", ...keys },
  });
const modelOf = (keys: object) => createModel(configOf(keys).model, { inputs: INPUTS, outputs: null });

test("a map has a grid, latents alone have none; the rows and columns are those that are asked for", () => {
  expect(modelOf({ latents: 12 }).grid).toBeUndefined();
  expect(modelOf({ latents: 12, neighbourhood: 3 }).grid).toEqual({ rows: 3, columns: 4 });
  expect(modelOf({ latents: 20, neighbourhood: 3, gridColumns: 4 }).grid).toEqual({ rows: 5, columns: 4 });
  expect(() => modelOf({ latents: 20, neighbourhood: 3, gridColumns: 6 })).toThrow(
    "model: gridColumns must divide the 20 latents, got 6; a grid near a square has 5",
  );
  expect(() => modelOf({ latents: 20, neighbourhood: 7 })).toThrow("must be odd and at most 4");
});

test("unless it is told otherwise it makes whole steps on large batches, and clips none", () => {
  const standard = { kind: "sgd", learningRate: 1, clip: 0, batch: 2000, iterations: 200 };
  expect(configOf({}).optimizer).toMatchObject(standard);
  const own = parseConfig({ ...configOf({}), optimizer: { kind: "sgd", batch: 500 } });
  expect(own.optimizer).toMatchObject({ ...standard, batch: 500 });
  const other = parseConfig({ ...configOf({}), optimizer: { kind: "adam" } });
  expect(other.optimizer).toMatchObject({ kind: "adam", learningRate: 1e-3, clip: 1 });
});

test("a latent is active where it is further than √ε from 0, in its statistics and in its loss", () => {
  const model = modelOf({ latents: 12, smoothing: 0.04 });
  expect(model.layers[0]).toMatchObject({ signed: true, rest: 0, within: 0.2 });
  const x = matrix(
    Float64Array.from({ length: 50 * INPUTS }, (_, i) => ((i * 31) % 17) / 4 - 2),
    50,
    INPUTS,
  );
  const loss = model.batchLoss!(kernels, 50);
  const theta = model.initialTheta(createRandom(1), "float64");
  loss.x.data.set(x.data, loss.x.offset);
  loss.theta.set(theta);
  const { l0 } = loss.evaluate(now);
  let active = 0;
  model.createPass(kernels, theta).run(x, (_from, { latents: [f] }) => {
    active += flat(f).filter((value) => Math.abs(value) > 0.2).length;
  });
  expect(l0).toBe(active / 50);
  expect(l0).toBeGreaterThan(0.5);
  expect(l0).toBeLessThan(11.5);
});
