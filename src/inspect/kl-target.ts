// What the KL term of a config asks for.

import type { ResolvedConfig } from "../config/config.js";
import { activations } from "../kernels/activations.js";

/** ρ, and the hidden layers with the KL term, counted from 1; null where β = 0 or there is none. */
export function klTarget(
  model: ResolvedConfig["model"],
): { readonly rho: number; readonly layers: readonly number[] } | null {
  const sparsity =
    model.kind === "network"
      ? model.sparsity
      : { rho: model.rho, beta: model.beta, layers: model.sparseLayers ?? model.hidden.map((_, l) => l + 1) };
  return sparsity === undefined || sparsity.beta === 0 ? null : sparsity;
}

/** What is asked of the average activations. */
export interface SparsityTarget {
  readonly rho: number;
  /** Hidden layers with the KL term, counted from 1 */
  readonly layers: readonly number[];
  /** ρ̂ of a unit from its mean activation: of the activation taken to (0, 1) */
  readonly rhoHat: (mean: number) => number;
}

/** The target that a config names, with what it is compared with; null where β = 0 or there is none. */
export function sparsityTarget(model: ResolvedConfig["model"]): SparsityTarget | null {
  const target = klTarget(model);
  const interval = activations[model.activation].unitInterval;
  if (target === null || interval === null) return null;
  const { rho, layers } = target;
  return { rho, layers, rhoHat: (mean) => interval.offset + interval.scale * mean };
}
