// A kind of model that the package does not have, in one file: x̂ = relu(x Wᵀ + b) W, tied weights and an L1 penalty.
// It computes with plain loops; registerModel makes it known, and the experiment below trains it.

import { defineExperiment, matrix, registerModel, view } from "rhohat";
import { z } from "zod";

/** Latents of one example. */
function encode(theta, units, inputs, x, at) {
  return Float64Array.from({ length: units }, (_, j) => {
    let z = theta[units * inputs + j];
    for (let d = 0; d < inputs; d++) z += theta[j * inputs + d] * x[at + d];
    return Math.max(0, z);
  });
}

function decode(theta, inputs, latents) {
  const output = new Float64Array(inputs);
  for (const [j, f] of latents.entries())
    if (f !== 0) for (let d = 0; d < inputs; d++) output[d] += f * theta[j * inputs + d];
  return output;
}

const rowsOf = ({ data, shape, stride, offset }) =>
  Array.from({ length: shape[0] }, (_, i) =>
    Float64Array.from({ length: shape[1] }, (_, d) => data[offset + i * stride[0] + d * stride[1]]),
  );
const matrixOf = (rows, width) =>
  matrix(Float64Array.from(rows.flatMap((row) => [...row])), rows.length, width);

/** J = 1/m Σ (‖x̂ − x‖² + λ ‖f‖₁) and its gradient. */
function objective({ units, inputs, l1 }, x) {
  const examples = rowsOf(x);
  const m = examples.length;
  return {
    length: units * inputs + units,
    rhoHat: {},
    evaluate(theta, gradient) {
      gradient.fill(0);
      let [error, sparsity] = [0, 0];
      for (const example of examples) {
        const f = encode(theta, units, inputs, example, 0);
        const residual = decode(theta, inputs, f).map((value, d) => value - example[d]);
        for (const value of residual) error += (value * value) / m;
        for (let j = 0; j < units; j++) {
          if (f[j] === 0) continue;
          sparsity += (l1 * f[j]) / m;
          let slope = l1 / m;
          for (let d = 0; d < inputs; d++) slope += (2 / m) * residual[d] * theta[j * inputs + d];
          for (let d = 0; d < inputs; d++)
            gradient[j * inputs + d] += (2 / m) * residual[d] * f[j] + slope * example[d];
          gradient[units * inputs + j] += slope;
        }
      }
      return { cost: error + sparsity, parts: { error, sparsity } };
    },
  };
}

function createTied({ latents: units, l1 }, { inputs }) {
  const latents = (theta, x) => rowsOf(x).map((row) => encode(theta, units, inputs, row, 0));
  const atoms = (theta) => view(Float64Array.from(theta.subarray(0, units * inputs)), [units, inputs]);
  return {
    title: `${inputs}-${units}, tied`,
    inputs,
    outputs: inputs,
    reconstructs: true,
    parameters: [
      { name: "W", shape: [units, inputs], offset: 0 },
      { name: "b", shape: [units], offset: units * inputs },
    ],
    layers: [{ layer: 1, units, rest: 0, off: 0, target: null }],
    initialTheta(random) {
      const theta = new Float64Array(units * inputs + units);
      for (let i = 0; i < units * inputs; i++) theta[i] = 0.3 * random.normal();
      return theta;
    },
    anatomy(theta) {
      const norms = Array.from({ length: units }, (_, j) =>
        Math.hypot(...theta.subarray(j * inputs, (j + 1) * inputs)),
      );
      const features = atoms(theta);
      for (let j = 0; j < units; j++)
        for (let d = 0; d < inputs; d++) features.set(j, d, features.get(j, d) / (norms[j] || 1));
      const biases = theta.subarray(units * inputs);
      const exact = { featuresExact: true, atomsExact: true };
      return [{ layer: 1, units, features, weightNorms: norms, atoms: atoms(theta), biases, ...exact }];
    },
    createPass: (_kernels, theta) => ({
      run(x, visit) {
        const f = latents(theta, x);
        const output = f.map((row) => decode(theta, inputs, row));
        visit(0, { x, latents: [matrixOf(f, units)], output: matrixOf(output, inputs) });
      },
      decode: (_layer, f) =>
        matrixOf(
          rowsOf(f).map((row) => decode(theta, inputs, row)),
          inputs,
        ),
    }),
    latentsOf(_kernels, theta, { units: chosen }, x, visit) {
      visit(
        0,
        matrixOf(
          latents(theta, x).map((f) => chosen.map((j) => f[j])),
          chosen.length,
        ),
      );
    },
    objective: (_kernels, { x }) => objective({ units, inputs, l1 }, x),
    assertReachable() {},
  };
}

export const tied = {
  kind: "tied",
  description: "relu latents with tied weights and an L1 penalty",
  schema: z.strictObject({
    kind: z.literal("tied"),
    latents: z.int().min(1).meta({ description: "latents" }),
    l1: z.number().min(0).default(0.1).meta({ description: "weight of the L1 penalty" }),
  }),
  create: createTied,
  shapeOf: ({ W }) => (W === undefined ? null : { inputs: W[1], outputs: W[1] }),
};

registerModel(tied);

export default defineExperiment({
  name: "tied",
  question: "Is a kind of one's own a kind like any other?",
  data: {
    kind: "patches",
    source: { kind: "photos" },
    size: [6, 6],
    count: 200,
    preprocess: [{ kind: "remove-mean" }],
  },
  model: { kind: "tied", latents: 6 },
  optimizer: { kind: "lbfgs", iterations: 60 },
  checkpointEvery: 5,
});
