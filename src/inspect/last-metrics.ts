// The end of metrics.jsonl, without reading the rest.

import { parseMetrics } from "../train/metrics-file.js";
import type { MetricsLine, RunDirectory } from "../train/run-directory.js";
import { readRunFileFrom } from "../train/run-file.js";

/** Bytes: a line of metrics is much shorter. */
const TAIL = 8192;
/** Lines by which the fall is measured, at most. */
const LAST = 10;

/** The last whole lines of metrics.jsonl, at least one where there is one. */
export function lastMetrics(directory: RunDirectory): MetricsLine[] {
  const tail = readRunFileFrom(directory.path, "metrics.jsonl", (size) => size - TAIL, TAIL);
  return Array.from(parseMetrics(new TextDecoder().decode(tail?.bytes)), ({ line }) => line);
}

/**
 * The share of the cost by which it fell an iteration over the last ten, (J_then − J) / (iterations · J); null where that
 * is not known: on minibatches the cost is a batch's.
 */
export function fallOfCost(directory: RunDirectory): number | null {
  const lines = lastMetrics(directory).slice(-LAST - 1);
  const [first, last] = [lines[0], lines.at(-1)];
  if (last === undefined || last.iteration === first.iteration || last.examples !== undefined) return null;
  return (first.cost - last.cost) / ((last.iteration - first.iteration) * last.cost);
}
