// What run and train print at the end.

import { relative } from "node:path";
import type { RunResult } from "../experiments/run-result.js";
import { headlines } from "../inspect/headlines.js";
import { warningOf } from "../inspect/warning-of.js";
import { colours } from "./colours.js";
import { interruptedCode } from "./interrupt.js";
import { print, printJson, warningLine } from "./output.js";

export interface ReportOptions {
  readonly json: boolean;
  readonly quiet: boolean;
}

export const shownPath = (path: string) => relative(process.cwd(), path) || ".";

/** The object that --json prints of a run. */
export function runJson({ directory, figures, trained: _trained, ...numbers }: RunResult): object {
  return { ...numbers, warning: warningOf(directory, numbers), run: directory.path, figures };
}

function printPlaces(directory: string, figures: readonly string[], interrupted: boolean): void {
  const seen = figures.length === 0 ? [] : [...figures, `${directory}/report.html`];
  if (seen.length > 0) print("");
  else if (!interrupted)
    print(`\nNo figures were drawn: rhohat run ${shownPath(directory)} --resume draws them`);
  for (const path of seen.filter((path) => /(png|html)$/.test(path)))
    print(`  ${colours.cyan(shownPath(path))}`);
  print(
    interrupted
      ? `\nInterrupted. To go on: rhohat run ${shownPath(directory)} --resume`
      : `\nRun directory: ${shownPath(directory)}\nTo look at it in the browser: npx rhohat view ${shownPath(directory)}`,
  );
}

/** Prints the headline numbers and where the pictures are; sets the exit code. */
export function reportRun(result: RunResult, { json, quiet }: ReportOptions): void {
  const interrupted = result.stopped === "interrupted";
  if (interrupted) process.exitCode = interruptedCode();
  if (json) printJson(runJson(result));
  else if (quiet) print(shownPath(result.directory.path));
  else printRun(result, interrupted);
}

function printRun(result: RunResult, interrupted: boolean): void {
  const lines = headlines(result);
  const width = Math.max(...lines.map(({ label }) => label.length));
  print("");
  for (const { label, value } of lines) print(`  ${label.padEnd(width)}  ${colours.bold(value)}`);
  const warning = warningOf(result.directory, result);
  if (warning !== null) print(`\n${warningLine(warning)}`);
  printPlaces(result.directory.path, result.figures, interrupted);
}
