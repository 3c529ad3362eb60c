// metrics.jsonl: one line an iteration. A kill cuts the last line, a power cut leaves NULs: what is no whole line of
// numbers is passed over.

import type { CostParts } from "../core/objective.js";
import { finite, measured, objectOf, optional, recordOf, whole } from "../core/stored.js";

export interface MetricsLine {
  readonly iteration: number;
  readonly evaluations: number;
  /** NaN where it was not finite */
  readonly cost: number;
  readonly parts: CostParts;
  /** Mean ρ̂ over the sparse units; absent where nothing is sparse. */
  readonly rhoHat?: number;
  readonly seconds: number;
}

const stored = objectOf({
  iteration: whole(0),
  evaluations: whole(0),
  cost: measured,
  parts: recordOf(measured),
  rhoHat: optional(measured),
  seconds: finite,
});

/** A line as it was written; null if it is none. */
export function parseMetricsLine(line: string): MetricsLine | null {
  try {
    const { iteration, evaluations, cost, parts, rhoHat, seconds } = stored(JSON.parse(line), "");
    return {
      iteration,
      evaluations,
      cost: cost ?? Number.NaN,
      parts: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part ?? Number.NaN])),
      ...(rhoHat === undefined ? {} : { rhoHat: rhoHat ?? Number.NaN }),
      seconds,
    };
  } catch {
    return null;
  }
}

/** The whole lines of a text, in order. */
export function parseMetrics(text: string): MetricsLine[] {
  return text
    .split("\n")
    .slice(0, -1)
    .map(parseMetricsLine)
    .filter((line) => line !== null);
}
