// The classic sparse autoencoder: the base network with y = x and a KL penalty on its hidden layers.

import { assertMatrix, type FloatArray, type FloatMatrix, type Matrix } from "../core/arrays.js";
import { assertCount, inputError } from "../core/errors.js";
import { assertOptions } from "../core/known-names.js";
import type { ActivationKind } from "../kernels/activations.js";
import { activations } from "../kernels/activations.js";
import type { Kernels } from "../kernels/kernels.js";
import { forward } from "../nn/forward.js";
import { createNetworkObjective, type NetworkObjective } from "../nn/network-objective.js";
import { assertNetwork, type Network, viewParameters } from "../nn/parameters.js";
import { assertSparsity, type Sparsity } from "../nn/sparsity.js";
import { maximisingInputs } from "./features.js";

/** The exercise's */
export const classicDefaults = {
  activation: "sigmoid",
  rho: 0.01,
  beta: 3,
  weightDecay: 1e-4,
} as const;

/** Layers, activations and the weights of the penalties. */
export interface SparseAutoencoderOptions {
  /** Values an example, s_1 = s_{n_l} */
  readonly visible: number;
  /** Units of each hidden layer, [25] for the exercise everyone knows */
  readonly hidden: readonly number[];
  /** f of the hidden layers */
  readonly activation?: ActivationKind;
  /** f of the output: linear where the data have no bounds */
  readonly output?: ActivationKind;
  /** ρ, in (0, 1) */
  readonly rho?: number;
  /** β; 0 turns the penalty off */
  readonly beta?: number;
  /** λ */
  readonly weightDecay?: number;
  /** The hidden layers that are sparse, counted from 1; all unless given */
  readonly sparseLayers?: readonly number[];
}

const OPTIONS = [
  "visible",
  "hidden",
  "activation",
  "output",
  "rho",
  "beta",
  "weightDecay",
  "sparseLayers",
] satisfies (keyof SparseAutoencoderOptions)[];

/** The model: a network with y = x, its objective, and what its units look for. */
export interface SparseAutoencoder {
  readonly network: Network;
  /** Null where β = 0: then nothing is asked of the average activations. */
  readonly sparsity: Sparsity | null;
  readonly weightDecay: number;
  /** J(θ) on `x` [m, visible], with y = x. @throws {InputError} if the data lie outside the range of the output's f */
  objective(kernels: Kernels, x: Matrix): NetworkObjective;
  /** x̂ = h_{W,b}(x), [m, visible] */
  reconstruct(kernels: Kernels, theta: FloatArray, x: Matrix): FloatMatrix;
  /** x_j = W1_ij / √(Σ_j W1_ij²), [hidden, visible] */
  features(theta: FloatArray): FloatMatrix;
}

/**
 * The sparse autoencoder of Ng's lecture notes; more than one hidden layer makes it deep.
 * The defaults are the exercise's: `classicDefaults`.
 *
 * @throws {InputError} if a size, ρ, β or λ is not allowed, or KL is asked of relu or linear units
 * @see Ng, Sparse autoencoder (CS294A lecture notes); UFLDL, exercise "Sparse autoencoder"
 */
export function createSparseAutoencoder(options: SparseAutoencoderOptions): SparseAutoencoder {
  const where = "createSparseAutoencoder";
  assertOptions(where, options, OPTIONS);
  const {
    visible,
    hidden,
    activation = classicDefaults.activation,
    output = activation,
    rho = classicDefaults.rho,
    beta = classicDefaults.beta,
    weightDecay = classicDefaults.weightDecay,
  } = options;
  if (!Array.isArray(hidden) || hidden.length === 0)
    throw inputError(where, "hidden", "name at least one hidden layer", hidden);
  for (const size of hidden) assertCount(where, "hidden units in a layer", size);
  const network: Network = {
    sizes: [visible, ...hidden, visible],
    activations: [...hidden.map(() => activation), output],
  };
  assertNetwork(where, network);
  const wanted = { rho, beta, layers: options.sparseLayers ?? hidden.map((_, l) => l + 1) };
  if (beta !== 0) assertSparsity(where, wanted, network);
  const sparsity = beta === 0 ? null : wanted;
  return {
    network,
    sparsity,
    weightDecay,
    objective(kernels, x) {
      assertMatrix("sparse autoencoder", "data", x);
      assertWithinRange(x, output, dataToReach);
      return createNetworkObjective(kernels, {
        network,
        x,
        y: x,
        weightDecay,
        sparsity: sparsity ?? undefined,
      });
    },
    reconstruct: (kernels, theta, x) => forward(kernels, network, theta, x).output,
    features: (theta) => maximisingInputs(viewParameters(theta, network.sizes).weights[0]),
  };
}

/** How data that an output is to reach are told of. */
export const dataToReach = {
  where: "sparse autoencoder",
  what: "data",
  remedy:
    "take the preprocessing step scale for values 0 … 255, else normalize-ufldl, or use a linear output",
};

/**
 * A bounded output cannot reach data outside its range: training would only saturate it.
 *
 * @throws {InputError} that names the first value which is, and the remedy
 */
export function assertWithinRange(
  { data, shape, stride, offset }: Matrix,
  output: ActivationKind,
  { where, what, remedy }: { readonly where: string; readonly what: string; readonly remedy: string },
): void {
  const [low, high] = activations[output].range;
  for (let i = 0; i < shape[0]; i++) {
    for (let j = 0; j < shape[1]; j++) {
      const value = data[offset + i * stride[0] + j * stride[1]];
      if (value < low || value > high) {
        throw inputError(
          where,
          what,
          `lie in [${low}, ${high}], the range of a ${output} output`,
          `${value} (example ${i}, value ${j})`,
          remedy,
        );
      }
    }
  }
}
