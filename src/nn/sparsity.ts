// KL sparsity on chosen hidden layers: β Σ_l Σ_j KL(ρ ‖ ρ̂(l)_j), and what it sends back through each unit.

import type { FloatArray, Matrix } from "../core/arrays.js";
import { assertInsideUnitInterval, assertNotNegative, inputError } from "../core/errors.js";
import { activations } from "../kernels/activations.js";
import type { Kernels } from "../kernels/kernels.js";
import { klDivergence } from "./kl-divergence.js";
import type { Network } from "./parameters.js";

/** The KL penalty: β Σ_l Σ_j KL(ρ ‖ ρ̂(l)_j) over chosen hidden layers. */
export interface Sparsity {
  /** ρ: target average activation, in (0, 1), for tanh too */
  readonly rho: number;
  /** β: the weight of the penalty, ≥ 0 */
  readonly beta: number;
  /** Hidden layers that are sparse, counted from 1: 1 is the first hidden layer. */
  readonly layers: readonly number[];
  /** Where batches follow each other: what ρ̂ was before; none unless given */
  readonly running?: RunningAverages | undefined;
}

/**
 * A ρ̂ that remembers: ρ̂ = (1 − η) ρ̂_before + η ⟨a⟩, of the batch. ρ̂_before is held fixed in the gradient, which keeps the
 * factor η. With η = 1 and one batch it is the exercise.
 */
interface RunningAverages {
  /** η, in (0, 1] */
  readonly rate: number;
  /** ρ̂_before by the layer's number, [hidden], on the (0, 1) scale: read at each evaluation, never written */
  readonly before: Readonly<Record<string, FloatArray>>;
}

/** The penalty of one hidden layer. */
export interface SparseLayer {
  /** 1 for the first hidden layer: the index of its activations in a[]. */
  readonly layer: number;
  /** ρ̂_j, on the (0, 1) scale, [hidden]; as of the last `penalise` */
  readonly rhoHat: FloatArray;
  /** β · s · η · dKL/dρ̂_j, [hidden]: s = 1 for sigmoid, ½ for tanh, η = 1 unless averages run; as of the last `penalise` */
  readonly slopes: FloatArray;
  /** Σ_j KL(ρ ‖ ρ̂_j), without β, from sums of the activations over parts of the examples, [parts, hidden] */
  penalise(sums: Matrix, examples: number): number;
}

/** @throws {InputError} if ρ, β or a layer is not allowed: KL needs activations in (0, 1), which relu and linear do not have */
export function assertSparsity(where: string, { rho, beta, layers }: Sparsity, network: Network): void {
  assertInsideUnitInterval(where, "rho", rho);
  assertNotNegative(where, "beta", beta);
  const hidden = network.sizes.length - 2;
  for (const layer of layers) {
    if (!(Number.isInteger(layer) && layer >= 1 && layer <= hidden)) {
      throw inputError(where, "layers of the KL penalty", `be hidden layers, 1 to ${hidden}`, layer);
    }
    const kind = network.activations[layer - 1];
    if (activations[kind].unitInterval === null) {
      throw inputError(
        where,
        `the activation of hidden layer ${layer}`,
        "lie in a bounded range for the KL penalty",
        kind,
        "use sigmoid or tanh, or set beta to 0",
      );
    }
  }
  if (new Set(layers).size !== layers.length) {
    throw inputError(where, "layers of the KL penalty", "name each layer once", layers);
  }
}

/** The penalty on one layer, with memory of its own for ρ̂ and the slopes. */
export function createSparseLayer(
  kernels: Kernels,
  network: Network,
  sparsity: Sparsity,
  layer: number,
): SparseLayer {
  const units = network.sizes[layer];
  const interval = activations[network.activations[layer - 1]].unitInterval;
  if (interval === null) throw new Error(`layer ${layer} was not checked by assertSparsity`);
  const rate = sparsity.running?.rate ?? 1;
  const before = sparsity.running?.before[layer];
  const rhoHat = kernels.allocate(units);
  const slopes = kernels.allocate(units);
  return {
    layer,
    rhoHat,
    slopes,
    penalise(sums, examples) {
      kernels.columnSums(sums, rhoHat, interval.scale / examples);
      // The map is affine, so the mean of the mapped activations is the mapped mean.
      if (interval.offset !== 0) for (let j = 0; j < units; j++) rhoHat[j] += interval.offset;
      if (before !== undefined)
        for (let j = 0; j < units; j++) rhoHat[j] = (1 - rate) * before[j] + rate * rhoHat[j];
      const divergence = klDivergence(sparsity.rho, rhoHat, slopes, kernels.epsilon);
      kernels.scale(sparsity.beta * interval.scale * rate, slopes, slopes);
      return divergence;
    },
  };
}
