// What run and train print at the end.

import type { RunResult } from "../experiments/run-result.js";
import { headlines } from "../inspect/headlines.js";
import { warningOf } from "../inspect/warning-of.js";
import { interruptedCode } from "./interrupt.js";
import {
  print,
  printFindings,
  printJson,
  printNumbers,
  printPictures,
  shownPath,
  warningLine,
} from "./output.js";

import { printPublished } from "./print-published.js";

export interface ReportOptions {
  readonly json: boolean;
  readonly quiet: boolean;
}

/** The object that --json prints of a run. */
export function runJson({ directory, figures, trained: _trained, ...numbers }: RunResult): object {
  return {
    ...numbers,
    warning: warningOf(directory, { status: "done", metrics: numbers }),
    run: directory.path,
    figures,
  };
}

/** What can be done with it now. */
export function printEnd(directory: string, interrupted: boolean): void {
  const run = shownPath(directory);
  print(
    interrupted
      ? `\nInterrupted. To go on: rhohat run ${run} --resume`
      : `\nRun directory: ${run}\nTo look at it in the browser: npx rhohat view ${run}`,
  );
}

function printPlaces(directory: string, figures: readonly string[], interrupted: boolean): void {
  const seen = figures.length === 0 ? [] : [...figures, `${directory}/report.html`];
  printPictures(seen);
  if (seen.length === 0 && !interrupted)
    print(`\nNo figures were drawn: rhohat run ${shownPath(directory)} --resume draws them`);
  printEnd(directory, interrupted);
}

/** Prints the headline numbers and where the pictures are. */
export function reportRun(result: RunResult, { json, quiet }: ReportOptions): void {
  if (json) printJson(runJson(result));
  else if (quiet) print(shownPath(result.directory.path));
  else printRun(result);
}

function printRun(result: RunResult): void {
  const interrupted = result.stopped === "interrupted";
  print("");
  printNumbers(headlines(result));
  printPublished(result.directory);
  const warning = warningOf(result.directory, { status: "done", metrics: result });
  if (warning !== null) print(`\n${warningLine(warning)}`);
  printFindings(result.findings);
  printPlaces(result.directory.path, result.figures, interrupted);
}

/** The same of a run that was trained now: one that was interrupted ends with the signal's exit code. */
export function reportTrained(result: RunResult, options: ReportOptions): void {
  if (result.stopped === "interrupted") process.exitCode = interruptedCode();
  reportRun(result, options);
}
