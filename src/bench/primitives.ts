// Each primitive of the kernel contract at a size that real work has.

import { dtypes, type FloatArray, type Matrix, matrix, transpose } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import type { Job } from "./job.js";
import { fillRandom } from "./random-values.js";
import { sparsePrimitiveJobs } from "./sparse-primitives.js";

const LONG = 100_000;
const EXAMPLES = 10_000;

const values = (kernels: Kernels, length: number, seed: number): FloatArray =>
  fillRandom(kernels.allocate(length), seed, [0.1, 0.9]);

const matrixOf = (kernels: Kernels, rows: number, columns: number, seed: number): Matrix =>
  matrix(values(kernels, rows * columns, seed), rows, columns);

/** C = A B with A [m, k], B [k, n], either of which may be the transpose of what lies in memory. */
function product(name: string, [m, k, n]: readonly [number, number, number], turned: "" | "A" | "B"): Job {
  return {
    name: `matmul ${name}`,
    dtypes,
    threaded: false,
    flops: 2 * m * k * n,
    prepare(kernels) {
      const a = turned === "A" ? transpose(matrixOf(kernels, k, m, 1)) : matrixOf(kernels, m, k, 1);
      const b = turned === "B" ? transpose(matrixOf(kernels, n, k, 2)) : matrixOf(kernels, k, n, 2);
      const c = matrixOf(kernels, m, n, 3);
      return { run: () => kernels.matmul(a, b, c), result: () => c.data };
    },
  };
}

/** A primitive on vectors: `call` gets two of them and one for the result. */
function vector(
  name: string,
  call: (kernels: Kernels, x: FloatArray, y: FloatArray, out: FloatArray) => void,
): Job {
  return {
    name: `${name}, ${LONG / 1000} k`,
    dtypes,
    threaded: false,
    flops: 0,
    prepare(kernels) {
      const [x, y, out] = [1, 2, 3].map((seed) => values(kernels, LONG, seed));
      return { run: () => call(kernels, x, y, out), result: () => out };
    },
  };
}

const adamStep = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 10 };

export const primitiveJobs: readonly Job[] = [
  product("X Wᵀ, 10000×64 · 64×25", [EXAMPLES, 64, 25], "B"),
  product("δ W, 10000×64 · 64×25", [EXAMPLES, 64, 25], ""),
  product("δᵀ X, 25×10000 · 10000×64", [25, EXAMPLES, 64], "A"),
  product("512×512 · 512×512", [512, 512, 512], ""),
  vector("sigmoid", (k, x, _, out) => k.activate("sigmoid", x, out)),
  vector("tanh", (k, x, _, out) => k.activate("tanh", x, out)),
  vector("exp", (k, x, _, out) => k.exp(x, out)),
  vector("log", (k, x, _, out) => k.log(x, out)),
  vector("column sums", (k, x, _, out) => k.columnSums(matrix(x, LONG / 100, 100), out.subarray(0, 100))),
  vector("dot", (k, x, y, out) => {
    out[0] = k.dot(x, y);
  }),
  vector("axpy", (k, x, _, out) => k.axpy(1e-3, x, out)),
  vector("scale", (k, x, _, out) => k.scale(0.5, x, out)),
  {
    name: `squared error backward, ${LONG / 1000} k`,
    dtypes,
    threaded: false,
    flops: 0,
    prepare(kernels) {
      const [x, y, delta] = [1, 2, 3].map((seed) => values(kernels, LONG, seed));
      const sum = kernels.allocate(1, "float64");
      return {
        run: () => kernels.squaredErrorBackward("sigmoid", x, y, delta, sum),
        result: () => delta,
      };
    },
  },
  {
    name: `adam, ${LONG / 1000} k`,
    dtypes,
    threaded: false,
    flops: 0,
    prepare(kernels) {
      const [theta, gradient, mean, square] = [1, 2, 3, 4].map((seed) => values(kernels, LONG, seed));
      return { run: () => kernels.adam(theta, gradient, mean, square, adamStep), result: () => theta };
    },
  },
  ...sparsePrimitiveJobs,
];
