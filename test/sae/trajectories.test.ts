// Where 50 steps of each sparse autoencoder lead, seed 0, wasm engine: the same bits on every machine and after every
// change. A value that is meant to change is written anew by `npx vitest run test/sae/trajectories -u`, with the reason
// in the commit.

import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { matrix } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { createBatches } from "../../src/data/batches/memory-batches.js";
import { createKernels } from "../../src/kernels/engine.js";
import { adam } from "../../src/optim/adam.js";
import { miniBatch } from "../../src/train/mini-batch.js";
import { variants } from "../support/sparse-autoencoders.js";

const shape = { inputs: 16, latents: 40 };
const [EXAMPLES, BATCH, STEPS] = [600, 64, 50];
/** Each example is a sum of few of so many features. */
const FEATURES = 24;

function sparseExamples(): Float64Array {
  const random = createRandom(0, "features");
  const features = Float64Array.from({ length: FEATURES * shape.inputs }, () => random.normal());
  const x = new Float64Array(EXAMPLES * shape.inputs);
  for (let i = 0; i < EXAMPLES; i++)
    for (let feature = 0; feature < FEATURES; feature++) {
      if (random.uniform() > 0.1) continue;
      const strength = 1 + 0.2 * random.normal();
      for (let j = 0; j < shape.inputs; j++)
        x[i * shape.inputs + j] += strength * features[feature * shape.inputs + j];
    }
  return x;
}

const x = matrix(sparseExamples(), EXAMPLES, shape.inputs);
const kernels = createKernels("float64", { engine: "wasm", threads: 1 });

test.each(variants)("$name", async (variant) => {
  const loss = variant.loss(kernels, shape, BATCH);
  const random = createRandom(0, "initial values");
  for (let i = 0; i < loss.theta.length; i++) loss.theta[i] = 0.3 * random.normal();
  const training = await miniBatch({
    kernels,
    loss,
    batches: createBatches(x, { batch: BATCH, seed: 0 }),
    optimiser: adam(),
    learningRate: 0.01,
    schedule: { warmUp: 5, decay: "linear", decayIterations: 10 },
    clip: 1,
    iterations: STEPS,
  });
  const { state } = training;
  const first = state.cost;
  while (state.iteration < STEPS) await training.step();
  const { theta } = state;
  const bytes = new Uint8Array(theta.buffer, theta.byteOffset, theta.byteLength);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  expect(state.cost).toBeLessThan(first);
  expect({
    first,
    cost: state.cost,
    parts: state.parts,
    l0: state.l0,
    silent: state.silent,
    hash,
  }).toMatchSnapshot();
});
