// What run and train print at the end of an experiment that varies values.

import { combinationLabel } from "../core/combination-labels.js";
import type { SweepMember, SweepResult } from "../experiments/sweep.js";
import { warningOf } from "../inspect/warning-of.js";
import { interruptedCode } from "./interrupt.js";
import { memberTables, repetitions, type TableMember } from "./member-tables.js";
import { print, printJson, printPictures, shownPath } from "./output.js";
import { printPublished } from "./print-published.js";
import { printEnd, type ReportOptions, runJson } from "./report-run.js";

const tableMembers = (members: readonly SweepMember[]): TableMember[] =>
  members.map(({ set, directory, result }) => ({
    set,
    path: directory.path,
    status: "failed",
    numbers: result,
    warning: result && warningOf(directory, { status: "done", metrics: result }),
  }));

/** Prints the members' numbers, and their means over seeds; exit code 1 if a member failed. */
export function reportSweep(result: SweepResult, { json, quiet }: ReportOptions): void {
  const { members, directory, figures, interrupted } = result;
  const failures = members.flatMap(({ set, failure }) => (failure === null ? [] : [{ set, failure }]));
  if (interrupted) process.exitCode = interruptedCode();
  else if (failures.length > 0) process.exitCode = 1;
  if (json) {
    const all = members.map(({ set, directory, result, failure }) =>
      result === null ? { set, failure, run: directory.path } : { set, ...runJson(result) },
    );
    printJson({
      run: directory.path,
      figures,
      members: all,
      repetitions: repetitions(tableMembers(members)),
    });
  } else if (quiet) print(shownPath(directory.path));
  else printSweep(result);
  for (const { set, failure } of failures) process.stderr.write(`${combinationLabel(set)}: ${failure}\n`);
}

function printSweep({ members, directory, figures, interrupted }: SweepResult): void {
  print(`\n${memberTables(tableMembers(members))}`);
  printPublished(directory);
  printPictures(figures);
  printEnd(directory.path, interrupted);
}
