// metrics.jsonl: one line an iteration. A kill cuts the last line, a power cut leaves NULs: what is no whole line of
// numbers is passed over.

import type { CostParts } from "../core/objective.js";
import { finite, measured, objectOf, optional, recordOf, whole } from "../core/stored.js";
import { type HeldOutNumbers, heldOutNumbers } from "./run-record.js";

export interface MetricsLine {
  readonly iteration: number;
  readonly evaluations: number;
  /** NaN where it was not finite */
  readonly cost: number;
  readonly parts: CostParts;
  /** Mean ρ̂ over the sparse units; absent where nothing is sparse. */
  readonly rhoHat?: number;
  /** Of minibatches: active latents of an example, on average */
  readonly l0?: number;
  /** Latents that have not been active for long */
  readonly silent?: number;
  /** Examples seen */
  readonly examples?: number;
  /** λ, what a penalty weighed, where that changes over the training */
  readonly coefficient?: number;
  /** At checkpoints, on what is held out */
  readonly heldOut?: HeldOutNumbers;
  readonly seconds: number;
}

const stored = objectOf({
  iteration: whole(0),
  evaluations: whole(0),
  cost: measured,
  parts: recordOf(measured),
  rhoHat: optional(measured),
  l0: optional(measured),
  silent: optional(measured),
  examples: optional(measured),
  coefficient: optional(measured),
  heldOut: optional(heldOutNumbers),
  seconds: finite,
});

/** A line as it was written; null if it is none. */
function parseMetricsLine(line: string): MetricsLine | null {
  try {
    const { iteration, evaluations, cost, parts, seconds, ...others } = stored(JSON.parse(line), "");
    return {
      iteration,
      evaluations,
      cost: cost ?? Number.NaN,
      parts: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part ?? Number.NaN])),
      ...Object.fromEntries(
        Object.entries(others).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, value ?? Number.NaN]],
        ),
      ),
      seconds,
    };
  } catch {
    return null;
  }
}

/** Letters of a line of numbers, at least. */
const SHORTEST = 50;

/** The lines of a text that have ended and may hold numbers; in a damaged file there are millions that do not. */
function* linesOf(text: string): Generator<string> {
  for (let from = 0, end = text.indexOf("\n"); end !== -1; from = end + 1, end = text.indexOf("\n", from))
    if (text[from] === "{" && end - from >= SHORTEST) yield text.slice(from, end);
}

/** The whole lines of a text, in order, each with what it says. */
export function* parseMetrics(
  text: string,
): Generator<{ readonly text: string; readonly line: MetricsLine }> {
  for (const written of linesOf(text)) {
    const line = parseMetricsLine(written);
    if (line !== null) yield { text: written, line };
  }
}
