// The base network, on pairs (x, y).

import { z } from "zod";
import { InputError } from "../core/errors.js";
import { insideUnitInterval, key, kind, notNegative } from "../core/rules.js";
import { DEFAULT_EPSILON } from "../nn/initial-values.js";
import { createNetworkObjective } from "../nn/network-objective.js";
import type { Network } from "../nn/parameters.js";
import { createNetworkModel } from "../sae/network-model.js";
import type { ModelKind } from "./model-kind.js";
import { networkCauses } from "./network-causes.js";
import {
  ACTIVATION,
  activation,
  areLayers,
  areWeights,
  BETA,
  drawnValues,
  frozen,
  HIDDEN,
  hidden,
  initial,
  layers,
  layersOf,
  output,
  RHO,
  RHO_RATE,
  rhoRate,
  WEIGHT_DECAY,
  weightsOf,
} from "./network-keys.js";
import { networkShape } from "./network-shape.js";
import { INITIAL } from "./start-from-file.js";

const schema = z
  .strictObject({
    kind: kind("network"),
    hidden: key(hidden(), HIDDEN),
    activation: key(activation().default("tanh"), ACTIVATION),
    output: output(),
    weightDecay: key(notNegative().default(0), WEIGHT_DECAY),
    sparsity: key(
      z
        .strictObject({
          rho: key(insideUnitInterval(), RHO),
          beta: key(notNegative(), BETA),
          layers: key(layers(), { description: "the hidden layers with the KL penalty, counted from 1" }),
        })
        .exactOptional(),
      { description: "a KL penalty", unless: "none" },
    ),
    rhoRate: rhoRate(),
    frozen: frozen(),
    initial: key(initial.default({ kind: "normal", epsilon: DEFAULT_EPSILON }), INITIAL),
  })
  .refine(({ sparsity, hidden }) => areLayers(sparsity?.layers, hidden), {
    path: ["sparsity", "layers"],
    error: ({ input }) => layersOf((input as { hidden: readonly number[] }).hidden),
  })
  .refine(({ frozen, hidden }) => areWeights(frozen, hidden), {
    path: ["frozen"],
    error: ({ input }) => weightsOf((input as { hidden: readonly number[] }).hidden),
  });

type NetworkConfig = z.output<typeof schema>;

/** ρ where the first hidden layer is sparse */
const rhoOf = ({ sparsity }: NetworkConfig): number | null =>
  sparsity !== undefined && sparsity.beta > 0 && sparsity.layers.includes(1) ? sparsity.rho : null;

export const network: ModelKind<NetworkConfig> & { readonly schema: typeof schema } = {
  kind: "network",
  description: "the base network, on pairs (x, y)",
  schema,
  create(config, { inputs, outputs }) {
    const { hidden, activation, output = activation, weightDecay, sparsity, initial } = config;
    if (outputs === null) {
      throw new InputError(
        'model: the kind "network" must have targets y; use data of kind "table", or the model "classic", which sets y = x',
      );
    }
    const network: Network = {
      sizes: [inputs, ...hidden, outputs],
      activations: [...hidden.map(() => activation), output],
    };
    return createNetworkModel({
      network,
      sparsity: sparsity === undefined || sparsity.beta === 0 ? null : sparsity,
      reconstructs: false,
      weightDecay,
      rhoRate: config.rhoRate ?? RHO_RATE,
      frozen: config.frozen ?? [],
      initial: drawnValues(initial),
      objective: (kernels, { x, y }) =>
        createNetworkObjective(kernels, { network, x, y: y ?? x, weightDecay, sparsity }),
    });
  },
  shapeOf: networkShape,
  completed: (config) => ({ ...config, output: config.output ?? config.activation }),
  causes: (numbers, config, optimizer) =>
    networkCauses(numbers, { ...config, rho: rhoOf(config) }, optimizer.kind),
};
