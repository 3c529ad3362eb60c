// How an experiment file says what it is.

import type { AnyModelConfig } from "../models/registry.js";
import type { ExperimentConfig } from "./config.js";

/**
 * Gives an experiment file its types: `export default defineExperiment({ … })`; where its model is of a kind that
 * `registerModel` made known, `defineExperiment<z.input<typeof schema>>({ … })` of the kind's schema.
 * The config is checked when the experiment is run.
 *
 * @typeParam OwnModel - as in `ExperimentConfig`
 */
export function defineExperiment<OwnModel extends AnyModelConfig = never>(
  config: ExperimentConfig<NoInfer<OwnModel>>,
): ExperimentConfig {
  // The package's own code asks the registry for what it does not know of a kind.
  return config as ExperimentConfig;
}
