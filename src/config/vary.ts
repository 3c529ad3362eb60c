// The values that a config varies, and the configs of the runs that come of it.

import type { ExperimentConfig, ResolvedConfig, VaryConfig } from "./config.js";
import { parseConfig } from "./parse.js";
import { withValue } from "./with-value.js";

/** One combination of values, by key: { "model.rho": 0.05, seed: 1 }. */
export type Combination = Readonly<Record<string, unknown>>;

/** What varies: none, one key or several. */
export function variedKeys({
  vary,
}: {
  readonly vary?: ExperimentConfig["vary"] | undefined;
}): readonly VaryConfig[] {
  if (vary === undefined) return [];
  return Array.isArray(vary) ? vary : [vary as VaryConfig];
}

/** Every combination of the values, the last key the fastest. */
export function combinations(varied: readonly VaryConfig[]): Combination[] {
  return varied.reduce<Combination[]>(
    (all, { key, values }) => all.flatMap((before) => values.map((value) => ({ ...before, [key]: value }))),
    [{}],
  );
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
