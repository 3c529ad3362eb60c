// Members of a sweep as tables: each with what was set and its numbers, and the settings that several seeds repeat.

import { meanAndDeviation } from "../core/mean-and-deviation.js";
import { symbolOf } from "../core/setting-symbols.js";
import { readable } from "../core/settings.js";
import { bySetting, type Combination } from "../core/varied.js";
import { type MemberNumbers, numbersOf, repeated } from "../experiments/sweep-groups.js";
import type { RunWarning } from "../inspect/run-warning.js";
import { overLayers } from "../metrics/units-at-work.js";
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

/** What members are compared by, and their silent and constant units. */
const tableNumbers = (final: FinalNumbers): MemberNumbers => ({
  ...numbersOf(final),
  silent: overLayers(final.layers ?? {}, ({ silent }) => silent),
  constant: overLayers(final.layers ?? {}, ({ constant }) => constant),
});

/** The settings that several seeds repeat, with the mean and standard deviation of each number. */
export function repetitions(members: readonly TableMember[]): Repetition[] {
  const known = members.flatMap(({ set, numbers }) => (numbers === null ? [] : [{ set, numbers }]));
  return bySetting(known).flatMap(({ set, members: own }) => {
    if (own.length < 2) return [];
    const numbers = own.map((member) => tableNumbers(member.numbers));
    const all = Object.keys(numbers[0]).map((name) => [name, repeated(numbers, name)] as const);
    return [{ set, seeds: own.length, numbers: Object.fromEntries(all) }];
  });
}

/** The numbers that some member knows, in the order in which they are shown; constant units where some member has any. */
function columnsOf(members: readonly TableMember[]): string[] {
  const all = members.flatMap(({ numbers }) => (numbers === null ? [] : [tableNumbers(numbers)]));
  const isTold = (name: string, value: number | null) => value !== null && (name !== "constant" || value > 0);
  return Object.keys(all[0] ?? {}).filter((name) => all.some((numbers) => isTold(name, numbers[name])));
}

function memberTable(members: readonly TableMember[], columns: readonly string[]): string {
  const keys = Object.keys(members[0]?.set ?? {});
  const rows = members.map(({ set, path, status, numbers: final, warning }) => {
    const numbers = final === null ? {} : tableNumbers(final);
    return [
      ...keys.map((key) => readable(set[key], key)),
      ...columns.map((name) => short(numbers[name])),
      final === null ? status : (warning?.mark ?? ""),
      shownPath(path),
    ];
  });
  return table([...keys.map(symbolOf), ...columns, "warning", "run"], rows);
}

function repetitionTable(repeats: readonly Repetition[], columns: readonly string[]): string {
  const keys = Object.keys(repeats[0].set);
  const rows = repeats.map(({ set, seeds, numbers }) => [
    ...keys.map((key) => readable(set[key], key)),
    String(seeds),
    ...columns.map((name) => {
      const found = numbers[name];
      return found ? meanAndDeviation(found.mean, found.deviation) : "–";
    }),
  ]);
  return table([...keys.map(symbolOf), "seeds", ...columns], rows);
}

/** A row a member; below it, where seeds repeat settings, a row a setting. */
export function memberTables(members: readonly TableMember[]): string {
  const [repeats, columns] = [repetitions(members), columnsOf(members)];
  const below =
    repeats.length === 0
      ? ""
      : `\n\nMean ± standard deviation over seeds:\n\n${repetitionTable(repeats, columns)}`;
  return memberTable(members, columns) + below;
}
