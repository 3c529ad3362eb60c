// ICA and RICA as models: a unit looks for its row of W, and adds it.

import {
  contiguous,
  dtypeOf,
  type FloatArray,
  type Matrix,
  matrix,
  rows,
  transpose,
  view,
  zeros,
} from "../core/arrays.js";
import { rowNorms } from "../core/rows.js";
import type { Kernels } from "../kernels/kernels.js";
import { createReferenceKernels } from "../kernels/reference.js";
import { assertExamples, examplesFor } from "../nn/forward.js";
import { growing } from "../nn/growing.js";
import { flat } from "./dictionary.js";
import { chunkOf } from "./dictionary-model.js";
import { maximisingInputs } from "./features.js";
import { latentsOfPass } from "./latents-of-pass.js";
import type { FullObjective, Model, Pass } from "./model.js";
import { createRicaCost, type RicaOptions, ricaLoss } from "./rica.js";

/** W of V in an engine's memory: `theta` is followed where it lies there. */
function createWeights(
  kernels: Kernels,
  theta: FloatArray,
  inputs: number,
  { latents, constraint }: RicaOptions,
) {
  const own = kernels.owns(theta) ? theta : kernels.allocate(theta.length);
  if (own !== theta) own.set(theta);
  const w = matrix(kernels.allocate(theta.length), latents, inputs);
  return { w, ...constraint(kernels, matrix(own, latents, inputs), w) };
}

/** One layer of latents that have a sign, tied: W x, decoded by Wᵀ; θ is V [M, d], of which W is made. */
export function createRicaModel(inputs: number, options: RicaOptions): Model {
  const { latents } = options;
  const createPass = (kernels: Kernels, theta: FloatArray, most?: number) =>
    createRicaPass(kernels, theta, inputs, options, most);
  return {
    title: `${inputs}-${latents}-${inputs}`,
    inputs,
    outputs: inputs,
    reconstructs: true,
    parameters: [{ name: "V", shape: [latents, inputs], offset: 0 }],
    layers: [{ layer: 1, units: latents, rest: 0, signed: true, off: 0, target: null }],
    initialTheta(random, dtype) {
      const v = zeros(dtype, latents * inputs);
      for (let i = 0; i < v.length; i++) v[i] = random.normal();
      return flat(createWeightsOf(v)).slice();
    },
    anatomy(theta) {
      const w = createWeightsOf(theta);
      return [
        {
          layer: 1,
          units: latents,
          features: maximisingInputs(w),
          weightNorms: rowNorms(w),
          atoms: view(flat(w), [latents, inputs]),
          featuresExact: true,
          atomsExact: true,
          biases: zeros(dtypeOf(theta), latents),
        },
      ];
    },
    createPass,
    latentsOf: latentsOfPass(createPass),
    objective(kernels, { x }): FullObjective {
      assertExamples("model", "x", x, inputs);
      const own = createRicaCost(kernels, examplesFor(kernels, x), options);
      return {
        length: own.theta.length,
        rhoHat: {},
        evaluate(theta, gradient) {
          own.theta.set(theta);
          const evaluation = own.evaluate();
          gradient.set(own.gradient);
          return evaluation;
        },
      };
    },
    batchLoss: (kernels, batch) => ricaLoss(kernels, inputs, batch, options),
    assertReachable() {},
  };

  /** W of some V, beside any training */
  function createWeightsOf(v: FloatArray): Matrix {
    const { w, apply } = createWeights(createReferenceKernels(dtypeOf(v)), v, inputs, options);
    apply();
    return w;
  }
}

function createRicaPass(
  kernels: Kernels,
  theta: FloatArray,
  inputs: number,
  options: RicaOptions,
  most?: number,
): Pass {
  const { latents } = options;
  const { w, apply } = createWeights(kernels, theta, inputs, options);
  apply(); // for what is decoded before anything was sent through
  const chunk = chunkOf(latents + 2 * inputs, most);
  const memory = (width: number) => matrix(kernels.allocate(chunk * width), chunk, width);
  const [x, z, output] = [inputs, latents, inputs].map(memory);
  const decoded = growing(kernels);
  return {
    run(examples, visit) {
      assertExamples("encode", "x", examples, inputs);
      apply();
      const m = examples.shape[0];
      for (let from = 0; from < m; from += chunk) {
        const count = Math.min(chunk, m - from);
        const [own, latent, out] = [x, z, output].map((part) => rows(part, 0, count));
        flat(own).set(contiguous(rows(examples, from, from + count)));
        kernels.matmul(own, transpose(w), latent);
        kernels.matmul(latent, w, out);
        visit(from, { x: own, latents: [latent], output: out });
      }
    },
    decode(_layer, latent) {
      const [count] = latent.shape;
      const out = matrix(decoded(count * inputs), count, inputs);
      kernels.matmul(latent, w, out);
      return out;
    },
  };
}
