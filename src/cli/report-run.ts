// What run and train print at the end.

import { relative } from "node:path";
import pc from "picocolors";
import { combinationLabel } from "../core/run-labels.js";
import type { RunResult } from "../experiments/run-result.js";
import type { SweepResult } from "../experiments/sweep.js";
import { headlines } from "../inspect/headlines.js";
import { runWarning } from "../inspect/run-warning.js";
import { interruptedCode } from "./interrupt.js";
import { print, printJson, short, table, warningLine } from "./output.js";

export interface ReportOptions {
  readonly json: boolean;
  readonly quiet: boolean;
}

const shown = (path: string) => relative(process.cwd(), path) || ".";

/** The object that --json prints of a run. */
function runJson({ directory, figures, trained: _trained, ...numbers }: RunResult): object {
  return { ...numbers, warning: runWarning(numbers), run: directory.path, figures };
}

function printPlaces(directory: string, figures: readonly string[], interrupted: boolean): void {
  const seen = figures.length === 0 ? [] : [...figures, `${directory}/report.html`];
  if (seen.length > 0) print("");
  else if (!interrupted) print(`\nNo figures were drawn: rhohat run ${shown(directory)} --resume draws them`);
  for (const path of seen.filter((path) => /(png|html)$/.test(path))) print(`  ${pc.cyan(shown(path))}`);
  print(
    interrupted
      ? `\nInterrupted. To go on: rhohat run ${shown(directory)} --resume`
      : `\nRun directory: ${shown(directory)}\nTo look at it in the browser: npx rhohat view ${shown(directory)}`,
  );
}

/** Prints the headline numbers and where the pictures are; sets the exit code. */
export function reportRun(result: RunResult, { json, quiet }: ReportOptions): void {
  const interrupted = result.stopped === "interrupted";
  if (interrupted) process.exitCode = interruptedCode();
  if (json) printJson(runJson(result));
  else if (quiet) print(shown(result.directory.path));
  else printRun(result, interrupted);
}

function printRun(result: RunResult, interrupted: boolean): void {
  const lines = headlines(result);
  const width = Math.max(...lines.map(({ label }) => label.length));
  print("");
  for (const { label, value } of lines) print(`  ${label.padEnd(width)}  ${pc.bold(value)}`);
  const warning = runWarning(result);
  if (warning !== null) print(`\n${warningLine(warning)}`);
  printPlaces(result.directory.path, result.figures, interrupted);
}

/** The same for an experiment that varies a value; exit code 1 if a member failed. */
export function reportSweep(result: SweepResult, { json, quiet }: ReportOptions): void {
  const { members, directory, figures, interrupted } = result;
  const failures = members.flatMap(({ set, failure }) => (failure === null ? [] : [{ set, failure }]));
  if (interrupted) process.exitCode = interruptedCode();
  else if (failures.length > 0) process.exitCode = 1;
  if (json) {
    const all = members.map(({ set, directory, result, failure }) =>
      result === null ? { set, failure, run: directory.path } : { set, ...runJson(result) },
    );
    printJson({ run: directory.path, figures, members: all });
  } else if (quiet) print(shown(directory.path));
  else printSweep(result);
  for (const { set, failure } of failures) process.stderr.write(`${combinationLabel(set)}: ${failure}\n`);
}

function printSweep({ members, directory, figures, interrupted }: SweepResult): void {
  const rows = members.map(({ set, directory, result }) => [
    combinationLabel(set),
    ...(result === null
      ? ["failed", "–", "–", "–", "–", ""]
      : [
          short(result.cost),
          short(result.parts.error),
          short(result.fvu),
          short(Object.values(result.rhoHat)[0]?.mean),
          short(result.roughness),
          runWarning(result)?.mark ?? "",
        ]),
    shown(directory.path),
  ]);
  print("");
  print(table(["value", "cost", "error", "FVU", "ρ̂", "roughness", "warning", "run"], rows));
  print("");
  for (const figure of figures.filter((path) => path.endsWith(".png"))) print(`  ${pc.cyan(shown(figure))}`);
  print(
    interrupted
      ? `\nInterrupted. To go on: rhohat run ${shown(directory.path)} --resume`
      : `\nRun directory: ${shown(directory.path)}`,
  );
}
