// Small networks of every activation × penalty × depth, for the numeric gradient check.

import { type FloatArray, type Matrix, matrix } from "../core/arrays.js";
import type { Objective } from "../core/objective.js";
import { createRandom, type Random } from "../core/random.js";
import { type ActivationKind, activationKinds, activations } from "../kernels/activations.js";
import type { Kernels } from "../kernels/kernels.js";
import { forward } from "./forward.js";
import { initialTheta } from "./initial-values.js";
import { createNetworkObjective } from "./network-objective.js";
import type { Network } from "./parameters.js";

export interface GradientCase {
  readonly name: string;
  readonly objective: Objective;
  readonly theta: FloatArray;
  /** Whether what is no derivative by design is left out of it; no unless given */
  readonly leavesOut?: boolean;
}

const VISIBLE = 6;
const EXAMPLES = 8;
const depths: readonly (readonly number[])[] = [[5], [5, 4], [5, 4, 5]];
const mixed: readonly (readonly ActivationKind[])[] = [
  ["relu", "sigmoid", "tanh"],
  ["tanh", "linear", "sigmoid"],
];

interface Penalty {
  readonly name: string;
  readonly weightDecay: number;
  /** The hidden layers that are sparse, counted from 1 */
  readonly layers: readonly number[];
}

/** None, decay, decay and KL on every layer that can have it, KL alone on some of those. */
function penaltiesFor(hidden: readonly ActivationKind[]): Penalty[] {
  const able = hidden.flatMap((f, l) => (activations[f].unitInterval === null ? [] : [l + 1]));
  const penalties = [
    { name: "none", weightDecay: 0, layers: [] },
    { name: "decay", weightDecay: 0.01, layers: [] },
  ];
  if (able.length === 0) return penalties;
  const parts =
    able.length > 2 ? [able.slice(-1), [able[0], able[2]]] : able.slice(1).map((layer) => [layer]);
  return [
    ...penalties,
    { name: "decay + KL", weightDecay: 0.01, layers: able },
    ...parts.map((layers) => ({ name: `KL on ${layers.join(" and ")}`, weightDecay: 0, layers })),
  ];
}

/** Examples in (0.1, 0.9), [EXAMPLES, VISIBLE]. */
function examples(random: Random): Matrix {
  const values = Float64Array.from({ length: EXAMPLES * VISIBLE }, () => 0.1 + 0.8 * random.uniform());
  return matrix(values, EXAMPLES, VISIBLE);
}

/**
 * θ at which no relu unit is within reach of its kink: there the derivative does not exist, and differences
 * across it say nothing about backpropagation.
 */
function thetaAwayFromKinks(kernels: Kernels, network: Network, x: Matrix, random: Random): FloatArray {
  for (;;) {
    const theta = initialTheta(network.sizes, { kind: "uniform" }, random);
    // Biases of 0 would leave their gradients untried at any other place.
    for (let i = theta.length - network.sizes.slice(1).reduce((a, b) => a + b); i < theta.length; i++) {
      theta[i] = 0.4 * random.uniform() - 0.2;
    }
    const { z } = forward(kernels, network, theta, x);
    const kinked = network.activations.some(
      (f, l) => f === "relu" && z[l].data.some((value: number) => Math.abs(value) < 1e-3),
    );
    if (!kinked) return theta;
  }
}

/**
 * Networks with one to three hidden layers of each activation, each with a sigmoid, a linear and its own kind of
 * output, and some whose layers differ; each with every penalty that its activations allow.
 */
export function gradientCases(kernels: Kernels): GradientCase[] {
  const uniform = activationKinds.flatMap((f) =>
    [...new Set<ActivationKind>([f, "sigmoid", "linear"])].flatMap((output) =>
      depths.map((hidden) => ({ sizes: hidden, kinds: [...hidden.map(() => f), output] })),
    ),
  );
  const others = mixed.map((kinds) => ({ sizes: depths[2], kinds: [...kinds, "linear" as const] }));
  return [...uniform, ...others].flatMap(({ sizes: hidden, kinds }) => {
    const network: Network = { sizes: [VISIBLE, ...hidden, VISIBLE], activations: kinds };
    const structure = [...new Set(kinds.slice(0, -1))].join("-");
    const title = `${structure} → ${kinds[hidden.length]}, ${network.sizes.join("-")}`;
    return penaltiesFor(kinds.slice(0, -1)).map((penalty) =>
      gradientCase(kernels, network, penalty, `${title}, ${penalty.name}`),
    );
  });
}

function gradientCase(
  kernels: Kernels,
  network: Network,
  { weightDecay, layers }: Penalty,
  name: string,
): GradientCase {
  const random = createRandom(1, name);
  const x = examples(random);
  const theta = thetaAwayFromKinks(kernels, network, x, random);
  const sparsity = layers.length === 0 ? undefined : { rho: 0.2, beta: 0.5, layers };
  const y = examples(random);
  return {
    name,
    theta,
    objective: createNetworkObjective(kernels, { network, x, y, weightDecay, sparsity }),
  };
}
