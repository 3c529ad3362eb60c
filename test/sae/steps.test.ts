// A few steps of each sparse autoencoder: the same bits on any number of threads, and when they are taken up half-way by
// what a checkpoint holds.

import { afterAll, describe, expect, test } from "vitest";
import type { FloatArray } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { createKernels } from "../../src/kernels/engine.js";
import type { Kernels } from "../../src/kernels/kernels.js";
import { adam } from "../../src/optim/adam.js";
import { scheduleClipping } from "../../src/optim/batch-optimiser.js";
import { type Variant, variants } from "../support/sparse-autoencoders.js";

/** Several tasks of examples and of latents. */
const shape = { inputs: 12, latents: 150 };
const EXAMPLES = 200;
const STEPS = 4;

/** All that decides the next step: θ, the moments and the state of the loss. */
type Held = Readonly<Record<string, FloatArray>>;

const copied = (held: Held): Held =>
  Object.fromEntries(Object.entries(held).map(([name, values]) => [name, values.slice()]));

/** Steps [from, to), from what is held or from a beginning. */
function train(kernels: Kernels, variant: Variant, [from, to]: readonly [number, number], held?: Held): Held {
  const loss = variant.loss(kernels, shape, EXAMPLES);
  const optimiser = adam();
  const { moments, step: improve } = optimiser.prepare(kernels, loss.theta, loss.gradient);
  const clipping = scheduleClipping(kernels, loss.gradient, 1);
  const own: Held = { theta: loss.theta, ...moments, ...loss.state };
  const random = createRandom(5, variant.name);
  for (let i = 0; i < loss.theta.length; i++) loss.theta[i] = 0.3 * random.normal();
  for (const [name, values] of Object.entries(held ?? {})) own[name].set(values);
  for (let iteration = from; iteration < to; iteration++) {
    const data = createRandom(5, `batch ${iteration}`);
    for (let i = 0; i < loss.x.data.length; i++) loss.x.data[i] = data.normal();
    const step = { iteration, iterations: STEPS };
    expect(loss.evaluate(step).cost).toBeGreaterThan(0);
    loss.beforeStep?.();
    improve({ learningRate: 0.01, step: iteration + 1, ...clipping() });
    loss.afterStep(step, moments);
  }
  return copied(own);
}

const engines = [1, 2, 3].map((threads) => createKernels("float32", { engine: "wasm", threads }));
afterAll(() => {
  for (const kernels of engines) kernels.dispose();
});

describe.each(variants)("$name", (variant) => {
  test("the same bits on 1, 2 and 3 threads", () => {
    const [one, two, three] = engines.map((kernels) => train(kernels, variant, [0, STEPS]));
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  });

  test("the same bits when it is taken up half-way", () => {
    const [kernels] = engines;
    const half = train(kernels, variant, [0, STEPS / 2]);
    expect(train(kernels, variant, [STEPS / 2, STEPS], half)).toEqual(train(kernels, variant, [0, STEPS]));
  });
});
