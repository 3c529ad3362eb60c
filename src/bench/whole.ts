// Whole jobs: what a person waits for.

import { type DType, dtypes, type Matrix, matrix, zeros } from "../core/arrays.js";
import { createRandom } from "../core/random.js";
import { samplePatches } from "../data/patches.js";
import { preprocessImages } from "../data/preprocess/image-steps.js";
import { fitPreprocessing } from "../data/preprocess/pipeline.js";
import { loadPhotos } from "../data/sources/photos.js";
import type { ActivationKind } from "../kernels/activations.js";
import type { Kernels } from "../kernels/kernels.js";
import { initialTheta } from "../nn/initial-values.js";
import { lbfgs } from "../optim/lbfgs.js";
import { createSparseAutoencoder } from "../sae/sparse-autoencoder.js";
import type { Job, PreparedJob } from "./job.js";
import { topKJobs } from "./top-k-step.js";

interface Size {
  readonly visible: number;
  readonly hidden: number;
  readonly examples: number;
  readonly output: ActivationKind;
}

/** Multiplications and additions of one evaluation: two products forward, three backward. */
const flopsOf = ({ visible, hidden, examples }: Size) => 2 * 5 * visible * hidden * examples;

function uniformData(dtype: DType, examples: number, visible: number): Matrix {
  const random = createRandom(0, "bench");
  const data = zeros(dtype, examples * visible);
  for (let i = 0; i < data.length; i++) data[i] = 0.1 + 0.8 * random.uniform();
  return matrix(data, examples, visible);
}

/** Cost and gradient at the initial values. */
function evaluation(kernels: Kernels, { visible, hidden, examples, output }: Size): PreparedJob {
  const sae = createSparseAutoencoder({ visible, hidden: [hidden], output });
  const objective = sae.objective(kernels, uniformData(kernels.dtype, examples, visible));
  const start = initialTheta(sae.network.sizes, { kind: "uniform" }, createRandom(0), kernels.dtype);
  const theta = kernels.allocate(start.length);
  theta.set(start);
  const gradient = kernels.allocate(start.length);
  let cost = Number.NaN;
  return {
    run() {
      cost = objective.evaluate(theta, gradient).cost;
    },
    result: () => [cost, ...gradient],
  };
}

function evaluationJob(name: string, size: Size, precisions: readonly DType[]): Job {
  return {
    name,
    dtypes: precisions,
    threaded: true,
    flops: flopsOf(size),
    prepare: (kernels) => evaluation(kernels, size),
    check: (kernels) => evaluation(kernels, { ...size, examples: Math.min(size.examples, 1500) }),
  };
}

/** L-BFGS on the patches of natural-patches; training only, as the exercise is timed elsewhere. */
function training(kernels: Kernels, iterations: number): PreparedJob {
  const images = preprocessImages([{ kind: "whiten-1-over-f" }], loadPhotos());
  const random = createRandom(0, "patches");
  const { patches } = samplePatches(images, { size: [8, 8], count: 10_000, random });
  const { values: x } = fitPreprocessing([{ kind: "normalize-ufldl" }], patches);
  const sae = createSparseAutoencoder({ visible: 64, hidden: [25] });
  const objective = sae.objective(kernels, x);
  const start = initialTheta(
    sae.network.sizes,
    { kind: "uniform" },
    createRandom(0, "initial-values"),
    kernels.dtype,
  );
  let cost = Number.NaN;
  return {
    run() {
      const minimiser = lbfgs({ gradientTolerance: 0, costTolerance: 0 });
      const state = minimiser.init(kernels, objective, start);
      while (state.stopped === null && state.iteration < iterations)
        minimiser.step(kernels, objective, state);
      cost = state.cost;
    },
    result: () => [cost],
  };
}

const EXERCISE: Size = { visible: 64, hidden: 25, examples: 10_000, output: "sigmoid" };
const LARGE: Size = { visible: 192, hidden: 400, examples: 100_000, output: "linear" };

export const wholeJobs: readonly Job[] = [
  evaluationJob("exercise: cost and gradient, 10 000 × 64-25-64", EXERCISE, dtypes),
  evaluationJob("large: cost and gradient, 100 000 × 192-400-192, linear output", LARGE, ["float32"]),
  {
    name: "exercise: training, 400 L-BFGS iterations",
    dtypes: ["float64"],
    threaded: true,
    flops: 414 * flopsOf(EXERCISE),
    prepare: (kernels) => training(kernels, 400),
    check: (kernels) => training(kernels, 4),
  },
  ...topKJobs,
];
