// What run and train print at the end.

import { relative } from "node:path";
import pc from "picocolors";
import type { RunResult } from "../experiments/runner.js";
import type { SweepResult } from "../experiments/sweep.js";
import { headlines } from "../inspect/headlines.js";
import { INTERRUPTED } from "./interrupt.js";
import { print, printJson, short, table } from "./output.js";

export interface ReportOptions {
  readonly json: boolean;
  readonly quiet: boolean;
}

const shown = (path: string) => relative(process.cwd(), path) || ".";

/** The object that --json prints of a run. */
function runJson({
  cost,
  parts,
  iterations,
  evaluations,
  seconds,
  stopped,
  rhoHat,
  roughness,
  directory,
  figures,
}: RunResult): object {
  return {
    cost,
    parts,
    iterations,
    evaluations,
    seconds,
    stopped,
    rhoHat,
    roughness,
    run: directory.path,
    figures,
  };
}

function printPlaces(directory: string, figures: readonly string[], interrupted: boolean): void {
  print("");
  for (const figure of figures.filter((path) => path.endsWith(".png"))) print(`  ${pc.cyan(shown(figure))}`);
  print(`  ${pc.cyan(shown(`${directory}/report.html`))}`);
  print(
    interrupted
      ? `\nInterrupted. To go on: rhohat run ${shown(directory)} --resume`
      : `\nRun directory: ${shown(directory)}\nTo look at it in the browser: npx rhohat view ${shown(directory)}`,
  );
}

/** Prints the headline numbers and where the pictures are; sets the exit code. */
export function reportRun(result: RunResult, { json, quiet }: ReportOptions): void {
  const interrupted = result.stopped === "interrupted";
  if (interrupted) process.exitCode = INTERRUPTED;
  if (json) printJson(runJson(result));
  else if (quiet) print(shown(result.directory.path));
  else printRun(result, interrupted);
}

function printRun(result: RunResult, interrupted: boolean): void {
  const lines = headlines(result);
  const width = Math.max(...lines.map(({ label }) => label.length));
  print("");
  for (const { label, value } of lines) print(`  ${label.padEnd(width)}  ${pc.bold(value)}`);
  printPlaces(result.directory.path, result.figures, interrupted);
}

/** The same for an experiment that varies a value. */
export function reportSweep(result: SweepResult, { json, quiet }: ReportOptions): void {
  if (result.interrupted) process.exitCode = INTERRUPTED;
  const { members, values, directory, figures } = result;
  if (json) {
    const all = members.map((member, i) => ({ value: values[i], ...runJson(member) }));
    printJson({ run: directory.path, figures, members: all });
  } else if (quiet) print(shown(directory.path));
  else printSweep(result);
}

function printSweep({ members, values, directory, figures, interrupted }: SweepResult): void {
  const rows = members.map((member, i) => [
    String(values[i]),
    short(member.cost),
    short(member.parts.error),
    short(Object.values(member.rhoHat)[0]?.mean),
    short(member.roughness),
    shown(member.directory.path),
  ]);
  print("");
  print(table(["value", "cost", "error", "ρ̂", "roughness", "run"], rows));
  print("");
  for (const figure of figures.filter((path) => path.endsWith(".png"))) print(`  ${pc.cyan(shown(figure))}`);
  print(
    interrupted
      ? `\nInterrupted. To go on: rhohat run ${shown(directory.path)} --resume`
      : `\nRun directory: ${shown(directory.path)}`,
  );
}
