// How an experiment file says what it is.

import type { ExperimentConfig } from "./config.js";

/**
 * Gives an experiment file its types: `export default defineExperiment({ … })`.
 * The config is checked when the experiment is run.
 */
export function defineExperiment(config: ExperimentConfig): ExperimentConfig {
  return config;
}
