// Members of a sweep as tables: each with what was set and its numbers, and the settings that several seeds repeat.

import { meanAndDeviation } from "../core/mean-and-deviation.js";
import { symbolOf } from "../core/setting-symbols.js";
import { readable } from "../core/settings.js";
import { bySetting, type Combination } from "../core/varied.js";
import { numbersOf, repeated } from "../experiments/sweep-groups.js";
import type { RunWarning } from "../inspect/run-warning.js";
import type { FinalNumbers } from "../train/run-record.js";
import { short, shownPath, table } from "./output.js";

/** A member, and its numbers where it has any. */
export interface TableMember {
  readonly set: Combination;
  readonly path: string;
  /** Stands where there are no numbers: failed, running */
  readonly status: string;
  readonly numbers: FinalNumbers | null;
  readonly warning: RunWarning | null;
}

/** A setting that several seeds repeat. */
interface Repetition {
  readonly set: Combination;
  readonly seeds: number;
  readonly numbers: Readonly<Record<string, { readonly mean: number; readonly deviation: number } | null>>;
}

/** The settings that several seeds repeat, with the mean and standard deviation of each number. */
export function repetitions(members: readonly TableMember[]): Repetition[] {
  const known = members.flatMap(({ set, numbers }) => (numbers === null ? [] : [{ set, numbers }]));
  return bySetting(known).flatMap(({ set, members: own }) => {
    if (own.length < 2) return [];
    const numbers = own.map((member) => numbersOf(member.numbers));
    const all = Object.keys(numbers[0]).map((name) => [name, repeated(numbers, name)] as const);
    return [{ set, seeds: own.length, numbers: Object.fromEntries(all) }];
  });
}

const NUMBERS = ["cost J", "error", "FVU", "mean ρ̂", "active units", "roughness"];

function memberTable(members: readonly TableMember[]): string {
  const keys = Object.keys(members[0]?.set ?? {});
  const rows = members.map(({ set, path, status, numbers: final, warning }) => {
    const numbers = final === null ? {} : numbersOf(final);
    return [
      ...keys.map((key) => readable(set[key], key)),
      ...NUMBERS.map((name) => short(numbers[name])),
      final === null ? status : (warning?.mark ?? ""),
      shownPath(path),
    ];
  });
  return table([...keys.map(symbolOf), ...NUMBERS, "warning", "run"], rows);
}

function repetitionTable(repeats: readonly Repetition[]): string {
  const keys = Object.keys(repeats[0].set);
  const rows = repeats.map(({ set, seeds, numbers }) => [
    ...keys.map((key) => readable(set[key], key)),
    String(seeds),
    ...NUMBERS.map((name) => {
      const found = numbers[name];
      return found ? meanAndDeviation(found.mean, found.deviation) : "–";
    }),
  ]);
  return table([...keys.map(symbolOf), "seeds", ...NUMBERS], rows);
}

/** A row a member; below it, where seeds repeat settings, a row a setting. */
export function memberTables(members: readonly TableMember[]): string {
  const repeats = repetitions(members);
  const below =
    repeats.length === 0 ? "" : `\n\nMean ± standard deviation over seeds:\n\n${repetitionTable(repeats)}`;
  return memberTable(members) + below;
}
