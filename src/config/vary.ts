// The values that a config varies, and the configs of the runs that come of it.

import { combinations } from "../core/varied.js";
import type { ExperimentConfig, ResolvedConfig, VaryConfig } from "./config.js";
import { parseConfig } from "./parse.js";
import { withValue } from "./with-value.js";

/** What varies: none, one key or several. */
export function variedKeys({
  vary,
}: {
  readonly vary?: ExperimentConfig["vary"] | undefined;
}): readonly VaryConfig[] {
  if (vary === undefined) return [];
  return Array.isArray(vary) ? vary : [vary as VaryConfig];
}

/**
 * The config of each combination: the sweep's own without `vary`, with the values set.
 *
 * @throws {InputError} that names the key whose value is not allowed
 */
export function memberConfigs({ vary, ...config }: ResolvedConfig): ResolvedConfig[] {
  return combinations(variedKeys({ vary })).map((set) => {
    const changed = Object.entries(set).reduce<ExperimentConfig>(
      (before, [key, value]) => withValue(before, key, value),
      config,
    );
    return parseConfig(changed, `vary ${Object.keys(set).join(", ")}`);
  });
}
