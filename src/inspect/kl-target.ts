// What the KL term of a config asks for.

import type { ResolvedConfig } from "../config/config.js";

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
