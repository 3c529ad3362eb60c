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
}

const VISIBLE = 6;
const EXAMPLES = 8;
const depths: readonly (readonly number[])[] = [[5], [5, 4], [5, 4, 5]];
const penalties = ["none", "decay", "decay + KL"] as const;

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
 * Networks with one to three hidden layers of each activation, each with a sigmoid, a linear and its own kind of output,
 * without penalty, with weight decay, and with KL sparsity on all hidden layers where the activation allows it.
 */
export function gradientCases(kernels: Kernels): GradientCase[] {
  const cases: GradientCase[] = [];
  for (const f of activationKinds) {
    for (const output of new Set<ActivationKind>([f, "sigmoid", "linear"])) {
      for (const hidden of depths) {
        for (const penalty of penalties) {
          if (penalty === "decay + KL" && activations[f].unitInterval === null) continue;
          const random = createRandom(1, `${f} ${output} ${hidden} ${penalty}`);
          const network: Network = {
            sizes: [VISIBLE, ...hidden, VISIBLE],
            activations: [...hidden.map(() => f), output],
          };
          const x = examples(random);
          const theta = thetaAwayFromKinks(kernels, network, x, random);
          const sparsity =
            penalty === "decay + KL"
              ? { rho: 0.2, beta: 0.5, layers: hidden.map((_, l) => l + 1) }
              : undefined;
          const weightDecay = penalty === "none" ? 0 : 0.01;
          const objective = createNetworkObjective(kernels, {
            network,
            x,
            y: examples(random),
            weightDecay,
            sparsity,
          });
          cases.push({
            name: `${f} → ${output}, ${network.sizes.join("-")}, ${penalty}`,
            objective,
            theta,
          });
        }
      }
    }
  }
  return cases;
}
