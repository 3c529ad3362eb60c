// The reference engine: every primitive of the contract in plain TypeScript, to be read and to test others by.

import { type DType, zeros } from "../core/arrays.js";
import { activations } from "./activations.js";
import type { Kernels } from "./kernels.js";
import { createMatrixProduct } from "./matmul.js";

/** The engine that runs everywhere and defines what the others must compute. Sums are accumulated in float64. */
export function createReferenceKernels(dtype: DType): Kernels {
  const product = createMatrixProduct();

  const kernels: Kernels = {
    engine: "reference",
    dtype,
    epsilon: dtype === "float64" ? 2 ** -53 : 2 ** -24,

    allocate: (length) => zeros(dtype, length),

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

    squaredError(a, y, difference) {
      let sum = 0;
      for (let i = 0; i < a.length; i++) {
        const d = a[i] - y[i];
        difference[i] = d;
        sum += d * d;
      }
      return sum;
    },

    columnSums({ data, shape: [m, n], stride, offset }, sums, alpha = 1) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let i = 0; i < m; i++) sum += data[offset + i * stride[0] + j * stride[1]];
        sums[j] = alpha * sum;
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
