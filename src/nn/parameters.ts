// θ: all parameters of a network in one flat vector, [W1, W2, …, b1, b2, …], each W row-major [out, in].

import { dtypeOf, type FloatArray, type FloatNdArray, view, zeros } from "../core/arrays.js";
import { assertCount, inputError } from "../core/errors.js";
import { type ActivationKind, assertActivationKind } from "../kernels/activations.js";

/** The shape of a network: what θ means. */
export interface Network {
  /** Units in each layer, s_1 … s_{n_l}: inputs first, outputs last; biases are not counted. */
  readonly sizes: readonly number[];
  /** f of layers 2 … n_l: one less than `sizes`. */
  readonly activations: readonly ActivationKind[];
}

/** Named views onto θ: writing to one writes to θ. */
export interface Parameters {
  /** weights[l] is W(l+1) [s_{l+2}, s_{l+1}]: from layer l+1 of the literature to the next. */
  readonly weights: readonly FloatNdArray[];
  /** biases[l], [s_{l+2}] */
  readonly biases: readonly FloatArray[];
}

/** @throws {InputError} unless the network has at least two layers, each of at least one unit, and an activation for each but the first */
export function assertNetwork(where: string, { sizes, activations }: Network): void {
  if (sizes.length < 2) throw inputError(where, "sizes", "name at least two layers", sizes);
  for (const size of sizes) assertCount(where, "sizes: units in a layer", size);
  if (activations.length !== sizes.length - 1) {
    throw inputError(
      where,
      "activations",
      `have one entry for each of the ${sizes.length - 1} layers after the input`,
      activations,
    );
  }
  for (const kind of activations) assertActivationKind(where, "activations", kind);
}

/** The length of θ: Σ_l s_{l+1} s_l + s_{l+1}. */
export function parameterCount(sizes: readonly number[]): number {
  let count = 0;
  for (let l = 0; l + 1 < sizes.length; l++) count += sizes[l + 1] * (sizes[l] + 1);
  return count;
}

/**
 * W(l) and b(l) as views onto θ.
 *
 * @param theta - [parameterCount(sizes)]
 * @throws {InputError} if θ has another length
 */
export function viewParameters(theta: FloatArray, sizes: readonly number[]): Parameters {
  const length = parameterCount(sizes);
  if (theta.length !== length) {
    throw inputError(
      "viewParameters",
      "theta",
      `have ${length} values for layers of ${sizes.join("-")} units`,
      theta.length,
    );
  }
  const weights: FloatNdArray[] = [];
  const biases: FloatArray[] = [];
  let offset = 0;
  for (let l = 0; l + 1 < sizes.length; l++) {
    weights.push(view(theta, [sizes[l + 1], sizes[l]], offset));
    offset += sizes[l + 1] * sizes[l];
  }
  for (const size of sizes.slice(1)) {
    biases.push(theta.subarray(offset, offset + size));
    offset += size;
  }
  return { weights, biases };
}

/**
 * The first layers of a network, up to a hidden layer, which then is the output; of that layer some units only, if given.
 *
 * @param layer - the hidden layer, counted from 1
 * @returns a network of its own: what it computes is a(layer + 1) of the whole one
 */
export function headOf(
  { sizes, activations }: Network,
  theta: FloatArray,
  layer: number,
  units?: readonly number[],
): { network: Network; theta: FloatArray } {
  const { weights, biases } = viewParameters(theta, sizes);
  const chosen = units ?? Array.from({ length: sizes[layer] }, (_, unit) => unit);
  const network = {
    sizes: [...sizes.slice(0, layer), chosen.length],
    activations: activations.slice(0, layer),
  };
  const head = zeros(dtypeOf(theta), parameterCount(network.sizes));
  const parts = viewParameters(head, network.sizes);
  const last = layer - 1;
  const width = sizes[last];
  for (let l = 0; l < last; l++) {
    parts.biases[l].set(biases[l]);
    for (let i = 0; i < sizes[l + 1]; i++)
      for (let j = 0; j < sizes[l]; j++) parts.weights[l].set(i, j, weights[l].get(i, j));
  }
  for (const [to, unit] of chosen.entries()) {
    parts.biases[last][to] = biases[last][unit];
    for (let j = 0; j < width; j++) parts.weights[last].set(to, j, weights[last].get(unit, j));
  }
  return { network, theta: head };
}

/** The name of each block of θ as the literature has it, with its shape: W1, W2, …, b1, b2, …. */
export function parameterNames(
  sizes: readonly number[],
): { name: string; shape: number[]; offset: number }[] {
  const layers = sizes.slice(1).map((size, l) => ({ out: size, in: sizes[l], layer: l + 1 }));
  let offset = 0;
  const place = (name: string, shape: number[]) => {
    const block = { name, shape, offset };
    offset += shape.reduce((product, length) => product * length, 1);
    return block;
  };
  return [
    ...layers.map((layer) => place(`W${layer.layer}`, [layer.out, layer.in])),
    ...layers.map((layer) => place(`b${layer.layer}`, [layer.out])),
  ];
}
