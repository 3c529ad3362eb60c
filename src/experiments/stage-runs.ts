// Runs of earlier stages that a stage names: stage:NAME becomes the folder of that run.

import type { ResolvedConfig } from "../config/config.js";
import { STAGE } from "../config/stages-schema.js";
import { inputError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";

/** A config with each run that it names given to a function. */
function withRuns(config: ResolvedConfig, change: (run: string) => string): ResolvedConfig {
  const { through, model } = config;
  const stacked = "initial" in model && model.initial.kind === "runs";
  return {
    ...config,
    ...(through && { through: through.map((passage) => ({ ...passage, run: change(passage.run) })) }),
    ...(stacked && {
      model: {
        ...model,
        initial: { ...model.initial, runs: model.initial.runs.map(change) },
      } as typeof model,
    }),
  };
}

/**
 * The config of a stage with the runs of stages before it in place of their names.
 *
 * @param before - folders of those runs, by the names of their stages
 * @throws {InputError} that names the nearest, if there is no such stage before it
 */
export function withStageRuns(config: ResolvedConfig, before: ReadonlyMap<string, string>): ResolvedConfig {
  return withRuns(config, (run) => {
    if (!run.startsWith(STAGE)) return run;
    const name = run.slice(STAGE.length);
    const found = before.get(name);
    if (found === undefined)
      throw inputError("stages", "run", "name a stage before", run, didYouMean(name, [...before.keys()]));
    return found;
  });
}

/** Whether a config names the run of a stage. */
export const needsStages = ({ through = [], model }: ResolvedConfig): boolean =>
  [
    ...through.map(({ run }) => run),
    ...("initial" in model && model.initial.kind === "runs" ? model.initial.runs : []),
  ].some((run) => run.startsWith(STAGE));
