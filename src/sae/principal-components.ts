// The directions in which examples vary most: what a learned dictionary is held against.

import { contiguous, type FloatMatrix, type Matrix, view } from "../core/arrays.js";
import { symmetricEigen } from "../core/symmetric-eigen.js";
import { meanExample } from "./geometric-median.js";

/**
 * The eigenvectors of the covariance Σ_i (x_i − x̄)(x_i − x̄)ᵀ / m, those of the largest eigenvalues first, each of norm
 * 1, its entry of largest magnitude positive.
 *
 * @param x - [m, d]
 * @returns all d of them as rows, [d, d]
 */
export function principalComponents(x: Matrix): FloatMatrix {
  const [examples, inputs] = x.shape;
  const [data, mean] = [contiguous(x), meanExample(x)];
  const covariance = new Float64Array(inputs * inputs);
  const centred = new Float64Array(inputs);
  for (let i = 0; i < examples; i++) {
    for (let j = 0; j < inputs; j++) centred[j] = data[i * inputs + j] - mean[j];
    for (let j = 0; j < inputs; j++)
      for (let k = j; k < inputs; k++) covariance[j * inputs + k] += centred[j] * centred[k];
  }
  for (let i = 0; i < covariance.length; i++) covariance[i] /= examples;
  return symmetricEigen(view(covariance, [inputs, inputs])).vectors;
}
