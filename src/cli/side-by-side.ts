// Runs side by side, a column each, and below them what is amiss.

import { headlines } from "../inspect/headlines.js";
import { summaryWarning } from "../inspect/warning-of.js";
import type { RunDirectory, RunRecord } from "../train/run-directory.js";
import { print, table, warningLine } from "./output.js";

/** A run, its record, and what tells it from the others. */
export interface ShownRun {
  readonly directory: RunDirectory;
  readonly record: RunRecord;
  readonly label: string;
}

/** Facts of a run by their names, in the order in which they stand. */
export type Rows = ReadonlyMap<string, string>;

/** What people look at first; nothing of a run that has no numbers yet. */
export const headlineRows = ({ metrics }: RunRecord): Rows =>
  new Map((metrics === undefined ? [] : headlines(metrics)).map(({ label, value }) => [label, value]));

/** The same sections of all runs, each a row a fact. */
export function sideBySide(labels: readonly string[], runs: readonly (readonly Rows[])[]): string {
  const rows = runs[0].flatMap((_, section) => {
    const keys = [...new Set(runs.flatMap((run) => [...run[section].keys()]))];
    const own = keys.map((key) => [key, ...runs.map((run) => run[section].get(key) ?? "–")]);
    return section === 0 || own.length === 0 ? own : [["", ...runs.map(() => "")], ...own];
  });
  return table(["", ...labels], rows);
}

/** The warning of a run, or of a sweep's members, below its numbers; with whose it is where there are several. */
export function printWarning({ directory, record, label }: ShownRun, of: number): void {
  const warning = summaryWarning(directory, record);
  if (warning !== null) print(`\n${of === 1 ? "" : `${label}: `}${warningLine(warning)}`);
}
