// From a model config to a network, its objective and where it starts.

import type { InitialConfig, ResolvedConfig } from "../config/config.js";
import type { FloatArray, FloatNdArray } from "../core/arrays.js";
import { assertNever, InputError } from "../core/errors.js";
import { createRandom } from "../core/random.js";
import type { Kernels } from "../kernels/kernels.js";
import { initialTheta } from "../nn/initial-values.js";
import { createNetworkObjective, type NetworkObjective } from "../nn/network-objective.js";
import type { Network } from "../nn/parameters.js";
import type { Sparsity } from "../nn/sparsity.js";
import { createSparseAutoencoder } from "../sae/sparse-autoencoder.js";
import type { Dataset } from "./dataset.js";
import { readTheta } from "./read-theta.js";

export interface Model {
  readonly network: Network;
  readonly sparsity: Sparsity | null;
  /** Whether y = x */
  readonly autoencoder: boolean;
  objective(kernels: Kernels): NetworkObjective;
  initialTheta(kernels: Kernels): FloatArray;
}

/**
 * The model of a config on its data.
 *
 * @throws {InputError} if the model is not allowed or does not fit the data
 */
export function createModel(
  { model, seed }: Pick<ResolvedConfig, "model" | "seed">,
  { x, y }: Dataset,
): Model {
  const visible = x.shape[1];
  const start = (network: Network, kernels: Kernels) => startingTheta(model.initial, network, seed, kernels);
  switch (model.kind) {
    case "classic": {
      const { kind: _kind, initial: _initial, ...options } = model;
      const sae = createSparseAutoencoder({ visible, ...options });
      return {
        network: sae.network,
        sparsity: sae.sparsity,
        autoencoder: true,
        objective: (kernels) => sae.objective(kernels, x),
        initialTheta: (kernels) => start(sae.network, kernels),
      };
    }
    case "network": {
      const targets = requireTargets(y);
      const { hidden, activation, output = activation, weightDecay, sparsity } = model;
      const network: Network = {
        sizes: [visible, ...hidden, targets.shape[1]],
        activations: [...hidden.map(() => activation), output],
      };
      return {
        network,
        sparsity: sparsity ?? null,
        autoencoder: false,
        objective: (kernels) =>
          createNetworkObjective(kernels, { network, x, y: targets, weightDecay, sparsity }),
        initialTheta: (kernels) => start(network, kernels),
      };
    }
    default:
      return assertNever(model);
  }
}

function startingTheta(
  initial: InitialConfig,
  { sizes }: Network,
  seed: number,
  kernels: Kernels,
): FloatArray {
  if (initial.kind !== "file")
    return initialTheta(sizes, initial, createRandom(seed, "initial-values"), kernels.dtype);
  return readTheta("theta0", initial.path, sizes, kernels.dtype);
}

function requireTargets(y: FloatNdArray | null): FloatNdArray {
  if (y === null) {
    throw new InputError(
      'model: the kind "network" must have targets y; use data of kind "table", or the model "classic", which sets y = x',
    );
  }
  return y;
}
