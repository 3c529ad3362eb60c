// From a model config to a network, its objective and where it starts.

import type { FloatArray, FloatNdArray } from "../core/arrays.js";
import { InputError, assertNever } from "../core/errors.js";
import { createRandom } from "../core/random.js";
import type { Kernels } from "../kernels/kernels.js";
import { initialTheta } from "../nn/initial-values.js";
import { type NetworkObjective, createNetworkObjective } from "../nn/network-objective.js";
import type { Network } from "../nn/parameters.js";
import type { Sparsity } from "../nn/sparsity.js";
import { createSparseAutoencoder } from "../sae/sparse-autoencoder.js";
import type { ResolvedConfig } from "./config.js";
import type { Dataset } from "./dataset.js";

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
export function createModel({ model, seed }: Pick<ResolvedConfig, "model" | "seed">, { x, y }: Dataset): Model {
  const visible = x.shape[1];
  const start = (network: Network, kernels: Kernels) =>
    initialTheta(network.sizes, model.initial ?? { kind: "uniform" }, createRandom(seed, "initial-values"), kernels.dtype);
  switch (model.kind) {
    case "classic": {
      const sae = createSparseAutoencoder({ visible, ...model });
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
      const { hidden, activation = "tanh", output = activation, weightDecay = 0, sparsity } = model;
      const network: Network = {
        sizes: [visible, ...hidden, targets.shape[1]],
        activations: [...hidden.map(() => activation), output],
      };
      return {
        network,
        sparsity: sparsity ?? null,
        autoencoder: false,
        objective: (kernels) => createNetworkObjective(kernels, { network, x, y: targets, weightDecay, sparsity }),
        initialTheta: (kernels) => start(network, kernels),
      };
    }
    default:
      return assertNever(model);
  }
}

function requireTargets(y: FloatNdArray | null): FloatNdArray {
  if (y === null) {
    throw new InputError('model: the kind "network" must have targets y; use data of kind "table", or the model "classic", which sets y = x');
  }
  return y;
}
