// Members of a sweep as tables: each with what was set and its numbers, and the settings that several seeds repeat.

import { valueLabels } from "../core/combination-labels.js";
import { meanAndDeviation } from "../core/mean-and-deviation.js";
import { symbolOf } from "../core/setting-symbols.js";
import { bySetting, type Combination } from "../core/varied.js";
import { RANKED_BY } from "../experiments/ranking.js";
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

/** What members are compared by, and how many of their units are silent or constant or have a negative twin. */
const tableNumbers = (final: FinalNumbers): MemberNumbers => ({
  ...numbersOf(final),
  silent: overLayers(final.layers ?? {}, ({ silent }) => silent),
  constant: overLayers(final.layers ?? {}, ({ constant }) => constant),
  twins: overLayers(final.layers ?? {}, ({ twins }) => twins),
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

/** Counts that stand in a table where some member has any. */
const WHERE_ANY = ["constant", "twins"];

/** The numbers that some member knows, in the order in which they are shown. */
function columnsOf(members: readonly TableMember[]): string[] {
  const all = members.flatMap(({ numbers }) => (numbers === null ? [] : [tableNumbers(numbers)]));
  const isTold = (name: string, value: number | null) =>
    value !== null && (!WHERE_ANY.includes(name) || value > 0);
  return Object.keys(all[0] ?? {}).filter((name) => all.some((numbers) => isTold(name, numbers[name])));
}

/** What was set, by key, a row a set. */
function settingCells(of: readonly { readonly set: Combination }[], keys: readonly string[]): string[][] {
  const labels = keys.map((key) =>
    valueLabels(
      key,
      of.map(({ set }) => set[key]),
    ),
  );
  return of.map(({ set }) => keys.map((key, i) => labels[i](set[key])));
}

function memberTable(members: readonly TableMember[], columns: readonly string[]): string {
  const keys = Object.keys(members[0]?.set ?? {});
  const cells = settingCells(members, keys);
  const rows = members.map(({ path, status, numbers: final, warning }, i) => {
    const numbers = final === null ? {} : tableNumbers(final);
    return [
      ...cells[i],
      ...columns.map((name) => short(numbers[name])),
      final === null ? status : (warning?.mark ?? ""),
      shownPath(path),
    ];
  });
  return table([...keys.map((key) => symbolOf(key)), ...columns, "warning", "run"], rows);
}

function repetitionTable(repeats: readonly Repetition[], columns: readonly string[]): string {
  const keys = Object.keys(repeats[0].set);
  const cells = settingCells(repeats, keys);
  const rows = repeats.map(({ seeds, numbers }, i) => [
    ...cells[i],
    String(seeds),
    ...columns.map((name) => {
      const found = numbers[name];
      return found ? meanAndDeviation(found.mean, found.deviation) : "–";
    }),
  ]);
  return table([...keys.map((key) => symbolOf(key)), "seeds", ...columns], rows);
}

/** A row a member; below it, where seeds repeat settings, a row a setting: ranked, where the truth is known. */
export function memberTables(members: readonly TableMember[]): string {
  const [repeats, columns] = [repetitions(members), columnsOf(members)];
  const by = ({ numbers }: Repetition) => numbers[RANKED_BY]?.mean ?? Number.NaN;
  const isRanked = repeats.every((one) => !Number.isNaN(by(one)));
  const shown = isRanked ? [...repeats].sort((a, b) => by(b) - by(a)) : repeats;
  const head = `Mean ± standard deviation over seeds${isRanked ? `, by ${RANKED_BY}` : ""}`;
  const below = repeats.length === 0 ? "" : `\n\n${head}:\n\n${repetitionTable(shown, columns)}`;
  return memberTable(members, columns) + below;
}
