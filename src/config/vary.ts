// The configs of the runs that come of a config: those that it varies, or its stages.

import { InputError } from "../core/errors.js";
import { combinations, variedIn } from "../core/varied.js";
import type { ExperimentConfig, ResolvedConfig } from "./config.js";
import { parseConfig } from "./parse.js";
import { withValue } from "./with-value.js";

/** A config with some keys set. @throws {InputError} that names the key whose value is not allowed */
const changed = (
  config: ExperimentConfig,
  set: Readonly<Record<string, unknown>>,
  where: string,
): ResolvedConfig =>
  parseConfig(
    Object.entries(set).reduce((before, [key, value]) => withValue(before, key, value), config),
    where,
  );

/**
 * The config of each combination: the sweep's own without `vary`, with the values set; or of each stage, with its own keys.
 *
 * @throws {InputError} that names the key whose value is not allowed, or if there are both
 */
export function memberConfigs({ vary, stages, published: _, ...config }: ResolvedConfig): ResolvedConfig[] {
  if (stages === undefined)
    return combinations(variedIn({ vary })).map((set) =>
      changed(config, set, `vary ${Object.keys(set).join(", ")}`),
    );
  if (vary !== undefined)
    throw new InputError(
      `config: vary must be given without stages, ${config.name} has both; vary a key of one training, or run the stages once for each value (--set)`,
    );
  return stages.map(({ name, set }) => changed(config, set, `stage ${name}`));
}
