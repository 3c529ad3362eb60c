// A run, or those of an experiment that varies values, made at the command line: told of as it goes, stopped politely,
// reported at the end.

import type { ResolvedConfig } from "../config/config.js";
import { variedIn } from "../core/varied.js";
import { type RunOptions, runExperiment } from "../experiments/runner.js";
import { runSweep } from "../experiments/sweep.js";
import { type Interruption, withInterrupt } from "./interrupt.js";
import { createProgress } from "./progress.js";
import { type ReportOptions, reportTrained } from "./report-run.js";
import { reportSweep } from "./report-sweep.js";

type Attending = Interruption & Required<Pick<RunOptions, "onProgress" | "onPhase" | "onNotice">>;

/**
 * Does work that shows its progress and can be interrupted, and then prints its result.
 *
 * @param work - gets what tells of it; returns what prints the result
 */
export async function attended(
  quiet: boolean,
  work: (attending: Attending) => Promise<() => void>,
): Promise<void> {
  const progress = createProgress(quiet);
  const report = await withInterrupt(progress.interrupted, async (interruption) => {
    try {
      return await work({
        ...interruption,
        onProgress: progress.update,
        onPhase: progress.phase,
        onNotice: progress.notice,
      });
    } finally {
      progress.stop();
    }
  });
  report();
}

/** Runs an experiment, or each of its combinations. @returns what prints the result */
export async function begin(
  config: ResolvedConfig,
  options: RunOptions,
  asked: ReportOptions,
): Promise<() => void> {
  if (variedIn(config).length === 0) {
    const run = await runExperiment(config, options);
    return () => reportTrained(run, asked);
  }
  const sweep = await runSweep(config, options);
  return () => reportSweep(sweep, asked);
}
