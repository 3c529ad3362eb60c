// What the hidden layers of a network look for and add.

import { type FloatArray, type FloatNdArray, type Matrix, view } from "../core/arrays.js";
import { rowNorms } from "../core/rows.js";
import { type Network, viewParameters } from "../nn/parameters.js";
import { maximisingInputs } from "./features.js";
import type { LayerAnatomy } from "./model.js";

/** A B for A [m, k], B [k, n], plainly: these products are small and done once. */
function product(a: Matrix, b: Matrix): FloatNdArray {
  const [m, k] = a.shape;
  const n = b.shape[1];
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const factor = a.data[a.offset + i * a.stride[0] + p * a.stride[1]];
      for (let j = 0; j < n; j++)
        out[i * n + j] += factor * b.data[b.offset + p * b.stride[0] + j * b.stride[1]];
    }
  }
  return view(out, [m, n]);
}

/** W(l) ⋯ W(1) of each layer: what its units weigh the inputs by, were the layers before it linear. */
export function encodersOf(weights: readonly FloatNdArray[]): FloatNdArray[] {
  const down: FloatNdArray[] = [];
  for (const [l, own] of weights.entries()) down.push(l === 0 ? own : product(own, down[l - 1]));
  return down;
}

/**
 * The hidden layers of a network as a viewer shows them.
 *
 *   features of layer l: the rows of W(l) ⋯ W(1), each over its norm
 *   atoms of layer l:    the columns of W(n_l − 1) ⋯ W(l+1)
 *
 * For one hidden layer that is x_j = W1_ij / √Σ_j W1_ij² and the columns of W2; deeper, the products ignore the
 * nonlinearities between, and say so.
 *
 * @param autoencoder - whether the output reconstructs the input: else there are no atoms
 */
export function anatomyOf({ sizes }: Network, theta: FloatArray, autoencoder: boolean): LayerAnatomy[] {
  const { weights, biases } = viewParameters(theta, sizes);
  const hidden = sizes.length - 2;
  const down = encodersOf(weights.slice(0, hidden));
  const up: FloatNdArray[] = []; // up[l] = W(n_l − 1) ⋯ W(l+2)
  for (let l = hidden - 1; l >= 0; l--)
    up[l] = l === hidden - 1 ? weights[hidden] : product(up[l + 1], weights[l + 1]);
  return down.map((encoder, l) => ({
    layer: l + 1,
    units: sizes[l + 1],
    features: maximisingInputs(encoder),
    weightNorms: rowNorms(weights[l]),
    atoms: autoencoder ? up[l].transpose(1, 0) : null,
    featuresExact: l === 0,
    atomsExact: l === hidden - 1,
    biases: biases[l],
  }));
}
