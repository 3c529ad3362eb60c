// What the layers above one make of its activations.

import { type FloatArray, type Matrix, matrix } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import { growing } from "./growing.js";
import { type Network, viewParameters } from "./parameters.js";

/**
 * From a(layer), [m, s_layer], to the network's output, [m, s_last], in memory that is taken once: the next call writes over
 * what it returns.
 *
 * @param theta - followed as it is at each call
 */
export function createLayersAbove(
  kernels: Kernels,
  { sizes, activations }: Network,
  theta: FloatArray,
): (layer: number, a: Matrix) => Matrix {
  const memory = activations.map(() => growing(kernels));
  return (layer, given) => {
    const { weights, biases } = viewParameters(theta, sizes);
    const [count] = given.shape;
    let a = given;
    for (let l = layer; l < activations.length; l++) {
      const out = matrix(memory[l](count * sizes[l + 1]), count, sizes[l + 1]);
      kernels.dense(activations[l], a, weights[l], biases[l], out);
      a = out;
    }
    return a;
  };
}
