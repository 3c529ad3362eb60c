// A config with also that written down which follows from its other keys.

import { modelKind } from "../models/registry.js";
import { descentTolerances } from "../optim/minimiser.js";
import type { ResolvedConfig } from "./config.js";

function completedModel(model: ResolvedConfig["model"]): ResolvedConfig["model"] {
  return (modelKind(model.kind).completed?.(model) as typeof model | undefined) ?? model;
}

function completedOptimizer(optimizer: ResolvedConfig["optimizer"]): ResolvedConfig["optimizer"] {
  const none = { gradientTolerance: 0, costTolerance: 0 };
  return { ...(optimizer.kind === "gradient-descent" ? none : descentTolerances), ...optimizer };
}

/**
 * The config with nothing left to follow from another key: the output's f, the layers that are sparse, the tolerances.
 * Two configs that do the same are equal then.
 */
export const completed = (config: ResolvedConfig): ResolvedConfig => ({
  ...config,
  model: completedModel(config.model),
  optimizer: completedOptimizer(config.optimizer),
});
