// A network at a given θ on given data: cost, parts, ρ̂ and gradient.

import { join } from "node:path";
import { z } from "zod";
import { describeValue, InputError } from "../../core/errors.js";
import { encodeNpy } from "../../data/io/npy.js";
import { readTheta } from "../../experiments/read-theta.js";
import type { ActivationKind } from "../../kernels/activations.js";
import { createNetworkObjective } from "../../nn/network-objective.js";
import { parameterNames } from "../../nn/parameters.js";
import { type Case, type CaseResult, caseConfig, caseExamples, jsonText } from "./read-case.js";

/** A case's config may say more than this, such as the values to expect. */
const schema = z.object({
  sizes: z.array(z.number()),
  activations: z.array(z.string()),
  lambda: z.number().default(0),
  beta: z.number().default(0),
  rho: z.number().nullish(),
  klLayers: z.array(z.number()).nullish(),
});

/** cost.json and gradient.npy; y = x. @throws {InputError} if a file of it cannot be used */
export function networkCase(given: Case): CaseResult {
  const { folder, kernels } = given;
  const { sizes, activations, lambda, beta, rho, klLayers } = caseConfig(schema, given);
  const x = caseExamples(given);
  const layers = klLayers ?? [];
  if (layers.length > 0 && typeof rho !== "number") {
    throw new InputError(
      `evaluate: rho in ${folder}/config.json must lie inside (0, 1) where klLayers are given, got ${describeValue(rho)}`,
    );
  }
  const objective = createNetworkObjective(kernels, {
    network: { sizes, activations: activations as ActivationKind[] },
    x,
    y: x,
    weightDecay: lambda,
    sparsity: layers.length > 0 ? { rho: rho as number, beta, layers } : undefined,
  });
  const model = { parameters: parameterNames(sizes), title: sizes.join("-") };
  const theta = readTheta("evaluate", join(folder, "theta_rowmajor.npy"), model, kernels.dtype);
  const gradient = kernels.allocate(objective.length);
  const { cost, parts } = objective.evaluate(theta, gradient);
  const rhoHat = Object.fromEntries(
    Object.entries(objective.rhoHat).map(([layer, values]) => [layer, Array.from(values)]),
  );
  return {
    "cost.json": jsonText({ cost, parts, rhoHat }),
    "gradient.npy": encodeNpy(gradient, [gradient.length]),
  };
}
