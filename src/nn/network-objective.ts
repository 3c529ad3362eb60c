// J(θ) of the base network and its gradient by backpropagation: forward and backward side by side.

import { type FloatArray, type Matrix, matrix, transpose } from "../core/arrays.js";
import { assertNotNegative, inputError } from "../core/errors.js";
import type { Evaluation, Objective } from "../core/objective.js";
import type { Kernels } from "../kernels/kernels.js";
import { assertExamples, examplesFor } from "./forward.js";
import {
  assertNetwork,
  type Network,
  type Parameters,
  parameterCount,
  viewParameters,
} from "./parameters.js";
import { assertSparsity, createSparseLayer, type Sparsity } from "./sparsity.js";

export interface NetworkObjectiveOptions {
  readonly network: Network;
  /** Inputs as rows, [m, s_1] */
  readonly x: Matrix;
  /** Targets, [m, s_{n_l}]; for an autoencoder the same as `x`, and then held once */
  readonly y: Matrix;
  /** λ ≥ 0; biases are not decayed */
  readonly weightDecay?: number;
  /** KL sparsity; none if it is left out */
  readonly sparsity?: Sparsity | undefined;
}

/** An objective that also tells the average activations it found. */
export interface NetworkObjective extends Objective {
  /** ρ̂ of each sparse layer, by the layer's number (1 is the first hidden one), as of the last evaluation. */
  readonly rhoHat: Readonly<Record<string, FloatArray>>;
}

/**
 * The cost of a network on its data:
 *
 *   J(θ) = 1/m Σ_i ½‖h(x(i)) − y(i)‖²  +  λ/2 Σ_l Σ_ij (W(l)_ij)²  +  β Σ_{l sparse} Σ_j KL(ρ ‖ ρ̂(l)_j)
 *
 * in the parts error, decay and sparsity. Its gradient, by backpropagation:
 *
 *   δ(n_l) = (a(n_l) − y) ∘ f'(z(n_l))
 *   δ(l)   = (W(l)ᵀ δ(l+1) + β s (−ρ/ρ̂ + (1−ρ)/(1−ρ̂))) ∘ f'(z(l))
 *   ∂J/∂W(l) = 1/m Σ_i δ(l+1) a(l)ᵀ + λ W(l),   ∂J/∂b(l) = 1/m Σ_i δ(l+1)
 *
 * ρ̂ is over all the examples, so every activation is computed before any δ.
 *
 * @throws {InputError} if a shape, λ or the sparsity is not allowed
 * @see Ng, Sparse autoencoder (CS294A lecture notes), sections 2 and 3
 */
export function createNetworkObjective(kernels: Kernels, options: NetworkObjectiveOptions): NetworkObjective {
  const { network, weightDecay = 0, sparsity } = options;
  const { sizes, activations: f } = network;
  const where = "createNetworkObjective";
  assertNetwork(where, network);
  assertExamples(where, "x", options.x, sizes[0]);
  assertExamples(where, "y", options.y, sizes[sizes.length - 1]);
  if (options.x.shape[0] !== options.y.shape[0]) {
    throw inputError(where, "y", `have ${options.x.shape[0]} examples, as x has`, options.y.shape[0]);
  }
  assertNotNegative(where, "weightDecay", weightDecay);
  if (sparsity !== undefined) assertSparsity(where, sparsity, network);

  const m = options.x.shape[0];
  const x = examplesFor(kernels, options.x);
  const y = options.y === options.x ? x : examplesFor(kernels, options.y);
  const layerMemory = (size: number) => matrix(kernels.allocate(m * size), m, size);
  const a = [x, ...sizes.slice(1).map(layerMemory)]; // a[l]: [m, s_{l+1}]
  const delta = [x, ...sizes.slice(1).map(layerMemory)]; // delta[0] is never written
  const sparse = sparsity?.layers.map((layer) => createSparseLayer(kernels, network, sparsity, layer)) ?? [];
  const views = rememberViews(sizes);

  function forwardPass({ weights, biases }: Parameters): void {
    for (let l = 0; l < f.length; l++) kernels.dense(f[l], a[l], weights[l], biases[l], a[l + 1]);
  }

  /** Expects δ of the output in the last `delta`; the gradient of the weights gets λ W as well. */
  function backwardPass({ weights }: Parameters, gradient: Parameters): void {
    for (let l = f.length - 1; l >= 0; l--) {
      kernels.matmul(transpose(delta[l + 1]), a[l], gradient.weights[l], 1 / m);
      kernels.axpy(weightDecay, flat(weights[l]), flat(gradient.weights[l]));
      kernels.columnSums(delta[l + 1], gradient.biases[l], 1 / m);
      if (l === 0) break;
      const slopes = sparse.find(({ layer }) => layer === l)?.slopes ?? null;
      kernels.matmul(delta[l + 1], weights[l], delta[l]);
      kernels.activationBackward(f[l - 1], a[l].data, delta[l].data, slopes);
    }
  }

  function evaluate(theta: FloatArray, gradient: FloatArray): Evaluation {
    const parameters = views(theta);
    forwardPass(parameters);

    const last = f.length;
    const error = (0.5 / m) * kernels.squaredError(a[last].data, y.data, delta[last].data);
    let squares = 0;
    for (const W of parameters.weights) squares += kernels.dot(flat(W), flat(W));
    const decay = 0.5 * weightDecay * squares;
    let divergence = 0;
    for (const layer of sparse) divergence += layer.penalise(a[layer.layer]);
    const penalty = sparsity === undefined ? 0 : sparsity.beta * divergence;

    kernels.activationBackward(f[last - 1], a[last].data, delta[last].data, null);
    backwardPass(parameters, views(gradient));
    return { cost: error + decay + penalty, parts: { error, decay, sparsity: penalty } };
  }

  const rhoHat = Object.fromEntries(sparse.map((layer) => [String(layer.layer), layer.rhoHat]));
  return { length: parameterCount(sizes), evaluate, rhoHat };
}

/** The elements of a weight view: W is row-major and in one piece. */
function flat({ data, offset, shape }: Matrix): FloatArray {
  return data.subarray(offset, offset + shape[0] * shape[1]);
}

/** The views of each θ that was seen: an optimiser hands over the same few arrays again and again. */
function rememberViews(sizes: readonly number[]): (theta: FloatArray) => Parameters {
  const seen = new WeakMap<FloatArray, Parameters>();
  return (theta) => {
    const known = seen.get(theta);
    if (known !== undefined) return known;
    const parameters = viewParameters(theta, sizes);
    seen.set(theta, parameters);
    return parameters;
  };
}
