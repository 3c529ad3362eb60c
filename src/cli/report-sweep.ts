// What run and train print at the end of an experiment that varies values.

import pc from "picocolors";
import { combinationLabel } from "../core/run-labels.js";
import { symbolOf } from "../core/setting-symbols.js";
import { readable } from "../core/settings.js";
import type { SweepMember, SweepResult } from "../experiments/sweep.js";
import { numbersOf, repeated, settingsOf } from "../experiments/sweep-groups.js";
import { runWarning } from "../inspect/run-warning.js";
import { interruptedCode } from "./interrupt.js";
import { print, printJson, short, table } from "./output.js";
import { type ReportOptions, runJson, shownPath } from "./report-run.js";

type Finished = Extract<SweepMember, { readonly failure: null }>;

const isFinished = (member: SweepMember): member is Finished => member.result !== null;

/** The settings that several seeds repeat, with the mean and standard deviation of each number. */
function repetitions(members: readonly SweepMember[]): {
  readonly set: Readonly<Record<string, unknown>>;
  readonly seeds: number;
  readonly numbers: Readonly<Record<string, { readonly mean: number; readonly deviation: number } | null>>;
}[] {
  return settingsOf(members.filter(isFinished)).flatMap(({ set, members: own }) => {
    if (own.length < 2) return [];
    const numbers = own.map(({ result }) => numbersOf(result));
    const all = Object.keys(numbers[0]).map((name) => [name, repeated(numbers, name)] as const);
    return [{ set, seeds: own.length, numbers: Object.fromEntries(all) }];
  });
}

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
    printJson({ run: directory.path, figures, members: all, repetitions: repetitions(members) });
  } else if (quiet) print(shownPath(directory.path));
  else printSweep(result);
  for (const { set, failure } of failures) process.stderr.write(`${combinationLabel(set)}: ${failure}\n`);
}

const NUMBERS = ["cost J", "error", "FVU", "ρ̂", "active units", "roughness"];

function memberTable(members: readonly SweepMember[]): string {
  const keys = Object.keys(members[0]?.set ?? {});
  const rows = members.map(({ set, directory, result }) => {
    const numbers = result === null ? {} : numbersOf(result);
    return [
      ...keys.map((key) => readable(set[key], key)),
      ...NUMBERS.map((name) => short(numbers[name])),
      result === null ? "failed" : (runWarning(result)?.mark ?? ""),
      shownPath(directory.path),
    ];
  });
  return table([...keys.map(symbolOf), ...NUMBERS, "warning", "run"], rows);
}

function repetitionTable(members: readonly SweepMember[]): string | null {
  const repeats = repetitions(members);
  if (repeats.length === 0) return null;
  const keys = Object.keys(repeats[0].set);
  const rows = repeats.map(({ set, seeds, numbers }) => [
    ...keys.map((key) => readable(set[key], key)),
    String(seeds),
    ...NUMBERS.map((name) => {
      const found = numbers[name];
      return found ? `${short(found.mean)} ± ${Number(found.deviation.toPrecision(2))}` : "–";
    }),
  ]);
  return table([...keys.map(symbolOf), "seeds", ...NUMBERS], rows);
}

function printSweep({ members, directory, figures, interrupted }: SweepResult): void {
  print(`\n${memberTable(members)}`);
  const repeats = repetitionTable(members);
  if (repeats !== null) print(`\nMean ± standard deviation over seeds:\n\n${repeats}`);
  print("");
  for (const figure of figures.filter((path) => path.endsWith(".png")))
    print(`  ${pc.cyan(shownPath(figure))}`);
  const run = shownPath(directory.path);
  print(
    interrupted
      ? `\nInterrupted. To go on: rhohat run ${run} --resume`
      : `\nRun directory: ${run}\nTo look at it in the browser: npx rhohat view ${run}`,
  );
}
