// J(θ) of the base network and its gradient by backpropagation: forward and backward side by side.

import { columns, type FloatArray, type Matrix, matrix, rows, transpose } from "../core/arrays.js";
import { assertNotNegative, inputError } from "../core/errors.js";
import { extent } from "../core/extent.js";
import { quantity } from "../core/in-words.js";
import type { Evaluation, Objective } from "../core/objective.js";
import type { Kernels, Task } from "../kernels/kernels.js";
import { assertExamples, examplesFor } from "./forward.js";
import { assertNetwork, type Network, parameterCount, viewParameters } from "./parameters.js";
import { planShards, type Span, split } from "./shards.js";
import { assertSparsity, createSparseLayer, type Sparsity } from "./sparsity.js";

/** A network, its data, and what is added to the error. */
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

/** How many elements of ∇J one task sums up over the shards. */
const VALUES_A_SUM = 1024;

/** An objective that also tells the average activations it found. */
export interface NetworkObjective extends Objective {
  /** ρ̂ of each sparse layer, by the layer's number (1 is the first hidden one), as of the last evaluation. */
  readonly rhoHat: Readonly<Record<string, FloatArray>>;
  /** The activations of each sparse layer, by the layer's number, [m, units], as of the last evaluation. */
  readonly sparseActivations: Readonly<Record<string, Matrix>>;
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
    throw inputError(
      where,
      "y",
      `have ${quantity(options.x.shape[0], "example")}, as x has`,
      options.y.shape[0],
    );
  }
  assertNotNegative(where, "weightDecay", weightDecay);
  if (sparsity !== undefined) assertSparsity(where, sparsity, network);

  const m = options.x.shape[0];
  const x = examplesFor(kernels, options.x);
  const y = options.y === options.x ? x : examplesFor(kernels, options.y);
  const length = parameterCount(sizes);
  const shards = planShards(m, 2 * sizes.reduce((sum, size) => sum + size, 0), length);
  const tileRows = extent(shards.flat().map(({ from, to }) => to - from))[1];

  // θ and ∇J where the tasks find them, and what each shard adds to ∇J.
  const own = kernels.allocate(length);
  const { weights, biases } = viewParameters(own, sizes);
  const summed = kernels.allocate(length);
  const flatWeights = weights.map(flat);
  const flatGradients = viewParameters(summed, sizes).weights.map(flat);
  const partial = matrix(kernels.allocate(shards.length * length), shards.length, length);
  const squares = kernels.allocate(shards.length, "float64");

  // ρ̂ needs all examples, so activations up to the last sparse layer are computed first and kept; those after it
  // and every δ only live as long as their tile.
  const sparse = sparsity?.layers.map((layer) => createSparseLayer(kernels, network, sparsity, layer)) ?? [];
  const kept = Math.max(0, ...sparse.map(({ layer }) => layer));
  const sums = sparse.map(({ layer }) => {
    const units = sizes[layer];
    return matrix(kernels.allocate(shards.length * units), shards.length, units);
  });
  const a = sizes.map((size, l) => {
    if (l === 0) return x;
    return l <= kept
      ? matrix(kernels.allocate(m * size), m, size)
      : matrix(kernels.scratch(tileRows * size), tileRows, size);
  });
  const delta = sizes.map((size) => matrix(kernels.scratch(tileRows * size), tileRows, size));

  /** a(l) of a tile: its rows where they are kept, else the first rows of the tile's memory. */
  const activations = (l: number, { from, to }: Span) =>
    l <= kept ? rows(a[l], from, to) : rows(a[l], 0, to - from);

  function forwardTask(tiles: readonly Span[], shard: number): Task {
    return (k) => {
      for (const tile of tiles) {
        for (let l = 0; l < kept; l++) {
          k.dense(f[l], activations(l, tile), weights[l], biases[l], activations(l + 1, tile));
        }
      }
      const all = { from: tiles[0].from, to: tiles[tiles.length - 1].to };
      sparse.forEach(({ layer }, s) => {
        k.columnSums(activations(layer, all), rowOf(sums[s], shard));
      });
    };
  }

  function backwardTask(tiles: readonly Span[], shard: number): Task {
    const gradient = viewParameters(rowOf(partial, shard), sizes);
    const last = f.length;
    return (k) => {
      tiles.forEach((tile, t) => {
        const before = t === 0 ? 0 : 1; // what the shard's earlier tiles have summed
        const layer = (l: number) => activations(l, tile);
        const deltas = (l: number) => rows(delta[l], 0, tile.to - tile.from);
        for (let l = kept; l < last; l++) k.dense(f[l], layer(l), weights[l], biases[l], layer(l + 1));

        const targets = flat(rows(y, tile.from, tile.to));
        k.squaredErrorBackward(
          f[last - 1],
          flat(layer(last)),
          targets,
          flat(deltas(last)),
          squares.subarray(shard, shard + 1),
        );
        for (let l = last - 1; l >= 0; l--) {
          k.matmul(transpose(deltas(l + 1)), layer(l), gradient.weights[l], 1 / m, before);
          k.columnSums(deltas(l + 1), gradient.biases[l], 1 / m, before);
          if (l === 0) break;
          const slopes = sparse.find((candidate) => candidate.layer === l)?.slopes ?? null;
          k.matmul(deltas(l + 1), weights[l], deltas(l));
          k.activationBackward(f[l - 1], flat(layer(l)), flat(deltas(l)), slopes);
        }
      });
    };
  }

  const forward = kernels.schedule(shards.map(forwardTask));
  const backward = kernels.schedule(shards.map(backwardTask));
  const sumUp = kernels.schedule(
    split(length, Math.ceil(length / VALUES_A_SUM)).map(({ from, to }) => (k) => {
      k.columnSums(columns(partial, from, to), summed.subarray(from, to));
    }),
  );

  const parts = { error: 0, decay: 0, sparsity: 0 };
  const evaluation = { cost: 0, parts };

  function evaluate(theta: FloatArray, gradient: FloatArray): Evaluation {
    if (theta.length !== length) {
      throw inputError(
        "evaluate",
        "theta",
        `have ${length} values, as the network has parameters`,
        theta.length,
      );
    }
    own.set(theta);
    squares.fill(0);
    forward();
    let divergence = 0;
    for (let s = 0; s < sparse.length; s++) divergence += sparse[s].penalise(sums[s], m);
    backward();
    sumUp();
    let decay = 0;
    for (let l = 0; l < weights.length; l++) {
      decay += kernels.dot(flatWeights[l], flatWeights[l]);
      kernels.axpy(weightDecay, flatWeights[l], flatGradients[l]);
    }
    gradient.set(summed);

    let squaredError = 0;
    for (let shard = 0; shard < squares.length; shard++) squaredError += squares[shard];
    parts.error = (0.5 / m) * squaredError;
    parts.decay = 0.5 * weightDecay * decay;
    parts.sparsity = sparsity === undefined ? 0 : sparsity.beta * divergence;
    evaluation.cost = parts.error + parts.decay + parts.sparsity;
    return evaluation;
  }

  const rhoHat = Object.fromEntries(sparse.map((layer) => [String(layer.layer), layer.rhoHat]));
  const sparseActivations = Object.fromEntries(sparse.map(({ layer }) => [String(layer), a[layer]]));
  return { length, evaluate, rhoHat, sparseActivations };
}

/** The elements of a matrix that is row-major and in one piece. */
function flat({ data, offset, shape }: Matrix): FloatArray {
  return data.subarray(offset, offset + shape[0] * shape[1]);
}

/** Row i of such a matrix. */
function rowOf(m: Matrix, i: number): FloatArray {
  return flat(rows(m, i, i + 1));
}
