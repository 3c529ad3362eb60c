// A network as a model: one that reconstructs its input, without penalties.

import { createNetworkObjective } from "../../src/nn/network-objective.js";
import type { Network } from "../../src/nn/parameters.js";
import type { Model } from "../../src/sae/model.js";
import { createNetworkModel } from "../../src/sae/network-model.js";

export const autoencoderOf = (network: Network): Model =>
  createNetworkModel({
    network,
    sparsity: null,
    reconstructs: true,
    weightDecay: 0,
    rhoRate: 1,
    frozen: [],
    initial: { kind: "uniform" },
    objective: (kernels, { x }) => createNetworkObjective(kernels, { network, x, y: x }),
  });

/** s_1 … s_{n_l} of a network's model. */
export const sizesOf = ({ inputs, layers, outputs }: Model): number[] => [
  inputs,
  ...layers.map(({ units }) => units),
  outputs,
];
