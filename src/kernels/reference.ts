// The reference engine: every primitive of the contract in plain TypeScript, to be read and to test others by.

import { type DType, dtypeOf, type FloatArray, zeros } from "../core/arrays.js";
import { exp, log, wholePower } from "../core/elementary.js";
import { inputError } from "../core/errors.js";
import { activations } from "./activations.js";
import type { Kernels } from "./kernels.js";
import { createMatrixProduct } from "./matmul.js";
import { gatherPrimitives, rowPrimitives } from "./reference-gather.js";
import { createSelection } from "./reference-selection.js";

/** @throws {InputError} if an array of that length is more than this machine, or JavaScript, gives */
function reserved(dtype: DType, length: number): FloatArray {
  try {
    return zeros(dtype, length);
  } catch {
    const remedy = "use fewer examples or hidden units, or a smaller memory of L-BFGS";
    throw inputError("allocate", "an array", "fit into memory", `${length} values of ${dtype}`, remedy);
  }
}

/** The engine that runs everywhere and defines what the others must compute. Sums are accumulated in float64. */
export function createReferenceKernels(dtype: DType): Kernels {
  const product = createMatrixProduct();

  const kernels: Kernels = {
    engine: "reference",
    dtype,
    epsilon: dtype === "float64" ? 2 ** -53 : 2 ** -24,
    threads: 1,
    library: null,

    allocate: (length, other = dtype) => reserved(other, length),
    allocateIndices: (length) => new Int32Array(length),
    scratch: (length) => reserved(dtype, length),
    owns: (array) => dtypeOf(array) === dtype,
    schedule: (tasks) => () => {
      for (const task of tasks) task(kernels);
    },
    dispose() {},

    ...rowPrimitives,
    ...gatherPrimitives,
    ...createSelection(dtype),

    matmul: (a, b, c, alpha = 1, beta = 0) => product(a, b, c, alpha, beta),

    dense(f, x, weights, bias, out) {
      const { value } = activations[f];
      const { data, shape, stride, offset } = out;
      const transposed = {
        data: weights.data,
        shape: [weights.shape[1], weights.shape[0]],
        stride: [weights.stride[1], weights.stride[0]],
        offset: weights.offset,
      };
      product(x, transposed, out, 1, 0);
      for (let i = 0; i < shape[0]; i++) {
        for (let j = 0; j < shape[1]; j++) {
          const at = offset + i * stride[0] + j * stride[1];
          data[at] = value(data[at] + bias[j]);
        }
      }
    },

    activate(f, z, a) {
      const { value } = activations[f];
      for (let i = 0; i < z.length; i++) a[i] = value(z[i]);
    },

    exp(x, y) {
      for (let i = 0; i < x.length; i++) y[i] = exp(x[i]);
    },

    log(x, y) {
      for (let i = 0; i < x.length; i++) y[i] = log(x[i]);
    },

    activationBackward(f, a, gradient, slopes) {
      const { slope } = activations[f];
      if (slopes === null) {
        for (let i = 0; i < a.length; i++) gradient[i] *= slope(a[i]);
        return;
      }
      const n = slopes.length;
      for (let i = 0; i < a.length; i += n) {
        for (let j = 0; j < n; j++) gradient[i + j] = (gradient[i + j] + slopes[j]) * slope(a[i + j]);
      }
    },

    squaredErrorBackward(f, a, y, delta, sum) {
      const { slope } = activations[f];
      let squares = 0;
      for (let i = 0; i < a.length; i++) {
        const difference = a[i] - y[i];
        squares += difference * difference;
        delta[i] = difference * slope(a[i]);
      }
      sum[0] += squares;
    },

    columnSums({ data, shape: [m, n], stride, offset }, sums, alpha = 1, beta = 0) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let i = 0; i < m; i++) sum += data[offset + i * stride[0] + j * stride[1]];
        sums[j] = beta === 0 ? alpha * sum : alpha * sum + beta * sums[j];
      }
    },

    dot(x, y) {
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
      return sum;
    },

    axpy(alpha, x, y) {
      for (let i = 0; i < x.length; i++) y[i] += alpha * x[i];
    },

    scale(alpha, x, y) {
      for (let i = 0; i < x.length; i++) y[i] = alpha * x[i];
    },

    adam(theta, gradient, mean, square, { learningRate, beta1, beta2, epsilon, step }) {
      const meanScale = 1 / (1 - wholePower(beta1, step));
      const squareScale = 1 / (1 - wholePower(beta2, step));
      for (let i = 0; i < theta.length; i++) {
        mean[i] = beta1 * mean[i] + (1 - beta1) * gradient[i];
        square[i] = beta2 * square[i] + (1 - beta2) * gradient[i] * gradient[i];
        theta[i] -= (learningRate * mean[i] * meanScale) / (Math.sqrt(square[i] * squareScale) + epsilon);
      }
    },

    maxAbs(x) {
      let largest = 0;
      for (let i = 0; i < x.length; i++) {
        const size = Math.abs(x[i]);
        if (Number.isNaN(size)) return size;
        if (size > largest) largest = size;
      }
      return largest;
    },
  };
  return kernels;
}
