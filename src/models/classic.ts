// The classic sparse autoencoder: y = x, and KL on the hidden layers.

import { z } from "zod";
import { insideUnitInterval, key, kind, notNegative } from "../core/rules.js";
import { createNetworkModel } from "../sae/network-model.js";
import { classicDefaults, createSparseAutoencoder } from "../sae/sparse-autoencoder.js";
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
    kind: kind("classic"),
    hidden: key(hidden().default([25]), HIDDEN),
    activation: key(activation().default(classicDefaults.activation), ACTIVATION),
    output: output(),
    rho: key(insideUnitInterval().default(classicDefaults.rho), RHO),
    beta: key(notNegative().default(classicDefaults.beta), BETA),
    weightDecay: key(notNegative().default(classicDefaults.weightDecay), WEIGHT_DECAY),
    sparseLayers: key(layers().exactOptional(), {
      description: "the hidden layers with the KL penalty, counted from 1",
      flag: "sparse-layers",
      unless: "all",
    }),
    rhoRate: rhoRate(),
    frozen: frozen(),
    initial: key(initial.default({ kind: "uniform" }), INITIAL),
  })
  .refine(({ sparseLayers, hidden }) => areLayers(sparseLayers, hidden), {
    path: ["sparseLayers"],
    error: ({ input }) => layersOf((input as { hidden: readonly number[] }).hidden),
  })
  .refine(({ frozen, hidden }) => areWeights(frozen, hidden), {
    path: ["frozen"],
    error: ({ input }) => weightsOf((input as { hidden: readonly number[] }).hidden),
  });

type ClassicConfig = z.output<typeof schema>;

/** ρ where the first hidden layer is sparse */
const rhoOf = ({ rho, beta, sparseLayers = [1] }: ClassicConfig): number | null =>
  beta > 0 && sparseLayers.includes(1) ? rho : null;

export const classic: ModelKind<ClassicConfig> & { readonly schema: typeof schema } = {
  kind: "classic",
  description: "the sparse autoencoder: y = x, and KL on the hidden layers",
  schema,
  create(config, { inputs }) {
    const { kind: _, initial, rhoRate = RHO_RATE, frozen = [], ...options } = config;
    const { network, sparsity, objective } = createSparseAutoencoder({ visible: inputs, ...options });
    return createNetworkModel({
      network,
      sparsity,
      reconstructs: true,
      weightDecay: config.weightDecay,
      rhoRate,
      frozen,
      initial: drawnValues(initial),
      objective: (kernels, { x }) => objective(kernels, x),
    });
  },
  shapeOf: networkShape,
  completed: (config) => ({
    ...config,
    output: config.output ?? config.activation,
    sparseLayers: config.sparseLayers ?? config.hidden.map((_, l) => l + 1),
  }),
  causes: (numbers, config, optimizer) =>
    networkCauses(numbers, { ...config, rho: rhoOf(config) }, optimizer.kind),
};
