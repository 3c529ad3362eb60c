// The classic sparse autoencoder on minibatches: the KL penalty on averages that run from batch to batch.

import { columns, copyMatrix, type FloatArray, matrix } from "../core/arrays.js";
import { inputError } from "../core/errors.js";
import { activations } from "../kernels/activations.js";
import type { Kernels } from "../kernels/kernels.js";
import { createNetworkObjective } from "../nn/network-objective.js";
import { type Network, parameterCount } from "../nn/parameters.js";
import type { Sparsity } from "../nn/sparsity.js";
import type { BatchLoss } from "./model.js";

export interface KlBatchOptions {
  readonly network: Network;
  /** λ ≥ 0; biases are not decayed */
  readonly weightDecay: number;
  /** ρ, β and the layers of the penalty; none if it is null */
  readonly sparsity: Sparsity | null;
  /** η, in (0, 1]: what a batch is worth in ρ̂ */
  readonly rate: number;
  /** Whether an example is followed by its target, [batch, inputs + outputs]; else y = x, as unless given */
  readonly pairs?: boolean;
}

/**
 *   L = 1/B Σ ½‖h(x) − y‖² + λ/2 Σ ‖W‖² + β Σ_j KL(ρ ‖ ρ̂_j),  ρ̂ ← (1 − η) ρ̂ + η ⟨a⟩ after each step
 *
 * The gradient goes through η ⟨a⟩ alone and keeps the η: with a small one, β has to be larger than on all of the data.
 * ρ̂ is ρ at first, as if nothing were amiss: a penalty that comes with what is seen. It is in `state.rhoHat1`, … by layer.
 * L0 counts units of those layers above f(0); without any there is none.
 *
 * @throws {InputError} if η is not in (0, 1], or the network or the sparsity is not allowed
 */
export function klBatchLoss(kernels: Kernels, size: number, options: KlBatchOptions): BatchLoss {
  const { network, weightDecay, sparsity, rate, pairs = false } = options;
  if (!(rate > 0 && rate <= 1)) throw inputError("klBatchLoss", "rate", "lie in (0, 1]", rate);
  const { sizes, activations: kinds } = network;
  const layers = sparsity?.layers ?? [];
  const before: Record<string, Float64Array> = Object.fromEntries(
    layers.map((layer) => [String(layer), new Float64Array(sizes[layer]).fill(sparsity?.rho ?? 0)]),
  );
  const memory = (width: number) => matrix(kernels.allocate(size * width), size, width);
  const [inputs, outputs] = [sizes[0], sizes[sizes.length - 1]];
  const x = memory(inputs);
  const y = pairs ? memory(outputs) : x;
  const given = pairs ? memory(inputs + outputs) : x;
  const part = () => {
    if (!pairs) return;
    copyMatrix(columns(given, 0, inputs), x);
    copyMatrix(columns(given, inputs, inputs + outputs), y);
  };
  const objective = createNetworkObjective(kernels, {
    network,
    x,
    y,
    weightDecay,
    sparsity: sparsity === null ? undefined : { ...sparsity, running: { rate, before } },
  });
  const length = parameterCount(sizes);
  const [theta, gradient] = [kernels.allocate(length), kernels.allocate(length)];
  const counted = layers.map((layer) => ({
    values: objective.sparseActivations[layer].data,
    rest: activations[kinds[layer - 1]].value(0),
  }));
  return {
    x: given,
    theta,
    gradient,
    state: Object.fromEntries(Object.entries(before).map(([layer, values]) => [`rhoHat${layer}`, values])),
    silent: () => 0,
    evaluate() {
      part();
      const { cost, parts } = objective.evaluate(theta, gradient);
      if (counted.length === 0) return { cost, parts };
      return {
        cost,
        parts,
        l0: counted.reduce((sum, { values, rest }) => sum + countAbove(values, rest), 0) / size,
      };
    },
    afterStep() {
      for (const [layer, values] of Object.entries(before)) values.set(objective.rhoHat[layer]);
    },
  };
}

function countAbove(values: FloatArray, rest: number): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > rest) count += 1;
  return count;
}
