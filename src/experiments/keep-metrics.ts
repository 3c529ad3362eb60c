// The lines of metrics.jsonl, as a training goes on.

import type { ResolvedConfig } from "../config/config.js";
import { mean } from "../metrics/average.js";
import type { FullObjective } from "../sae/model.js";
import type { MetricsLine, RunDirectory } from "../train/run-directory.js";
import type { Training, TrainingState } from "../train/training.js";

/** Of minibatches a line of metrics tells every so many: each says little. */
const BATCHES_A_LINE = 10;

/** A training, and what its lines are made by. */
interface Kept {
  readonly config: Pick<ResolvedConfig, "checkpointEvery">;
  /** Null on minibatches */
  readonly objective: FullObjective | null;
  readonly iterations: number;
  readonly training: Training;
}

/** What tells of a training as it goes. */
interface Metrics {
  /** Of training, those of earlier parts with them */
  seconds(): number;
  /** The line of an iteration; it is written where one is due. */
  line(state: TrainingState): MetricsLine;
}

/** The lines of metrics.jsonl of a training that goes on from here. */
export function keepMetrics(
  directory: RunDirectory,
  { config, objective, iterations, training }: Kept,
): Metrics {
  const before = directory.readMetrics();
  const written = new Set(before.map((line) => line.iteration));
  const [already, started] = [before.at(-1)?.seconds ?? 0, performance.now()];
  const seconds = () => already + (performance.now() - started) / 1000;
  const sparseUnits = Object.values(objective?.rhoHat ?? {});
  const every = objective === null ? BATCHES_A_LINE : 1;
  return {
    seconds,
    line({ iteration, evaluations, cost, parts, l0, silent = 0, examples, coefficient, stopped }) {
      const isLast = iteration === iterations;
      const isKept = isLast || iteration % config.checkpointEvery === 0;
      const held = isKept && stopped === null ? training.heldOut?.() : undefined;
      const line = {
        iteration,
        evaluations,
        cost,
        parts,
        ...(sparseUnits.length === 0
          ? {}
          : { rhoHat: mean(sparseUnits.flatMap((layer) => Array.from(layer))) }),
        ...(l0 === undefined ? {} : { l0, silent }),
        ...(examples === undefined ? {} : { examples }),
        ...(coefficient === undefined ? {} : { coefficient }),
        ...(held === undefined ? {} : { heldOut: held }),
        seconds: seconds(),
      };
      const isDue = isLast || iteration % every === 0 || held !== undefined || stopped !== null;
      if (isDue && !written.has(iteration)) directory.appendMetrics([line]);
      return line;
    },
  };
}
