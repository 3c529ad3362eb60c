// The network's output, with every weighted input z(l) and activation a(l) to look at.

import type { FloatArray } from "../core/arrays.js";
import { assertMatrix, contiguous, type FloatMatrix, type Matrix, matrix, view } from "../core/arrays.js";
import { inputError } from "../core/errors.js";
import { quantity } from "../core/in-words.js";
import type { Kernels } from "../kernels/kernels.js";
import { assertNetwork, type Network, viewParameters } from "./parameters.js";

/** Index 0 is the literature's layer 1: a[0] = x. z has no entry for it, so z[l] belongs to a[l + 1]. */
export interface ForwardPass {
  /** z[l] = W(l+1) a(l+1) + b(l+1), [m, s_{l+2}] */
  readonly z: readonly FloatMatrix[];
  /** a[0] = X, a[l + 1] = f(z[l]) */
  readonly a: readonly FloatMatrix[];
  /** h_{W,b}(x): the last of `a`, [m, s_{n_l}] */
  readonly output: FloatMatrix;
}

/** The examples as the kernels take them, contiguous and in the engine's own memory: a copy unless they lie so. */
export function examplesFor(kernels: Kernels, x: Matrix): Matrix {
  const values = contiguous(x);
  if (kernels.owns(values)) return matrix(values, x.shape[0], x.shape[1]);
  const own = kernels.allocate(values.length);
  own.set(values);
  return matrix(own, x.shape[0], x.shape[1]);
}

/** @throws {InputError} unless `x` is a matrix of examples with as many values each as the layer has units */
export function assertExamples(where: string, argument: string, x: Matrix, units: number): void {
  assertMatrix(where, argument, x);
  if (x.shape[1] !== units)
    throw inputError(where, argument, `have ${quantity(units, "value")} an example`, x.shape[1]);
  if (x.shape[0] === 0) throw inputError(where, argument, "hold at least one example", 0);
}

/**
 * z(l+1) = W(l) a(l) + b(l), a(l+1) = f(z(l+1)), h(x) = a(n_l), for every example.
 *
 * @param theta - [parameterCount(sizes)]
 * @param x - examples as rows, [m, s_1]
 * @throws {InputError} if a shape does not fit the network
 */
export function forward(kernels: Kernels, network: Network, theta: FloatArray, x: Matrix): ForwardPass {
  assertNetwork("forward", network);
  assertExamples("forward", "x", x, network.sizes[0]);
  const { weights, biases } = viewParameters(theta, network.sizes);
  const m = x.shape[0];
  const a: FloatMatrix[] = [view(examplesFor(kernels, x).data, [m, network.sizes[0]])];
  const z: FloatMatrix[] = [];
  network.activations.forEach((f, l) => {
    const size = network.sizes[l + 1];
    const weightedInput = view(kernels.allocate(m * size), [m, size]);
    const activation = view(kernels.allocate(m * size), [m, size]);
    kernels.dense("linear", a[l], weights[l], biases[l], weightedInput);
    kernels.activate(f, weightedInput.data, activation.data);
    z.push(weightedInput);
    a.push(activation);
  });
  return { z, a, output: a[a.length - 1] };
}
