// A network of layers as a model: the classic sparse autoencoder and the base network are such.

import type { DType, FloatArray } from "../core/arrays.js";
import { sizeOf } from "../core/arrays.js";
import type { Random } from "../core/random.js";
import { activations } from "../kernels/activations.js";
import type { Kernels } from "../kernels/kernels.js";
import { createChunks } from "../nn/chunked-activations.js";
import { type InitialValues, initialTheta } from "../nn/initial-values.js";
import { createLayersAbove } from "../nn/layers-above.js";
import type { NetworkObjective } from "../nn/network-objective.js";
import { headOf, type Network, parameterNames } from "../nn/parameters.js";
import type { Sparsity } from "../nn/sparsity.js";
import { klBatchLoss } from "./kl-batch.js";
import type { BatchLoss, LatentLayer, Model, Pass, TrainingData } from "./model.js";
import { anatomyOf } from "./network-anatomy.js";
import { assertWithinRange } from "./sparse-autoencoder.js";

/** What makes a network a model. */
export interface NetworkModelParts {
  readonly network: Network;
  /** The KL penalty; null for none */
  readonly sparsity: Sparsity | null;
  /** Whether y = x */
  readonly reconstructs: boolean;
  readonly initial: InitialValues;
  objective(kernels: Kernels, data: TrainingData): NetworkObjective;
  readonly weightDecay: number;
  /** η of ρ̂ on minibatches */
  readonly rhoRate: number;
  /** Weights that stay as they started: 1 for W1, … */
  readonly frozen: readonly number[];
}

/** What sets the gradient of weights to 0, so that no optimiser moves them. */
function holding(sizes: readonly number[], frozen: readonly number[]): (gradient: FloatArray) => void {
  const held = parameterNames(sizes).filter(({ name }) => frozen.some((layer) => name === `W${layer}`));
  return (gradient) => {
    for (const { offset, shape } of held) gradient.fill(0, offset, offset + sizeOf(shape));
  };
}

/** An objective of which some of θ stays. */
const withHeld = (objective: NetworkObjective, hold: (gradient: FloatArray) => void): NetworkObjective => ({
  ...objective,
  evaluate(theta, gradient) {
    const evaluation = objective.evaluate(theta, gradient);
    hold(gradient);
    return evaluation;
  },
});
const withHeldBatch = (loss: BatchLoss, hold: (gradient: FloatArray) => void): BatchLoss => ({
  ...loss,
  evaluate(step) {
    const evaluation = loss.evaluate(step);
    hold(loss.gradient);
    return evaluation;
  },
});

/** The hidden layers are the layers of latents. */
export function createNetworkModel(parts: NetworkModelParts): Model {
  const { network, sparsity, reconstructs, initial, weightDecay, rhoRate: rate, frozen } = parts;
  const { sizes } = network;
  const hold = frozen.length === 0 ? null : holding(sizes, frozen);
  const last = sizes.length - 1;
  return {
    title: sizes.join("-"),
    inputs: sizes[0],
    outputs: sizes[last],
    reconstructs,
    parameters: parameterNames(sizes),
    layers: sizes.slice(1, last).map((units, l) => latentLayer(network, sparsity, l + 1, units)),
    initialTheta: (random: Random, dtype: DType) => initialTheta(sizes, initial, random, dtype),
    anatomy: (theta) => anatomyOf(network, theta, reconstructs),
    createPass: (kernels, theta, most) => createNetworkPass(kernels, network, theta, most),
    latentsOf(kernels, theta, { layer, units }, x, visit) {
      const head = headOf(network, theta, layer, units);
      createChunks(
        kernels,
        head.network,
        head.theta,
        x.shape[0],
      )(x, (from, a) => visit(from, a[a.length - 1]));
    },
    objective(kernels, data) {
      const whole = parts.objective(kernels, data);
      return hold === null ? whole : withHeld(whole, hold);
    },
    batchLoss(kernels, batch) {
      const whole = klBatchLoss(kernels, batch, {
        network,
        weightDecay,
        sparsity,
        rate,
        pairs: !reconstructs,
      });
      return hold === null ? whole : withHeldBatch(whole, hold);
    },
    assertReachable: (x, told) => assertWithinRange(x, network.activations[last - 1], told),
  };
}

function latentLayer(
  { activations: kinds }: Network,
  sparsity: Sparsity | null,
  layer: number,
  units: number,
): LatentLayer {
  const { value, unitInterval } = activations[kinds[layer - 1]];
  const { offset, scale } = unitInterval ?? { offset: 0, scale: 1 };
  const isSparse = sparsity !== null && unitInterval !== null && sparsity.layers.includes(layer);
  const off = offset === 0 ? 0 : -offset / scale;
  const target = isSparse ? { rho: sparsity.rho, rhoHat: (mean: number) => offset + scale * mean } : null;
  return { layer, units, rest: value(0), off, target };
}

function createNetworkPass(kernels: Kernels, network: Network, theta: FloatArray, most?: number): Pass {
  const chunks = createChunks(kernels, network, theta, most);
  return {
    run(x, visit) {
      chunks(x, (from, a) => visit(from, { x: a[0], latents: a.slice(1, -1), output: a[a.length - 1] }));
    },
    decode: createLayersAbove(kernels, network, theta),
  };
}
