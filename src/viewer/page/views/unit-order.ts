// The order in which units are shown: by what, and which way round. In the address "density", or "-density" reversed.

import { unitNumber } from "../../../core/unit-numbers.js";
import type { LayerAnswer } from "../../../inspect/answers.js";
import { orderByNumber } from "../../../viz/sort-units.js";
import { passes, rangesIn } from "./unit-filter.js";

interface Order {
  /** A number of units, or index: their own number */
  readonly by: string;
  readonly reversed: boolean;
  /** Whether the numbers rise */
  readonly rises: boolean;
}

/** What the address asks for. */
export function orderIn(sort: string): Order {
  const known = unitNumber(sort.replace(/^-/, ""));
  const reversed = sort.startsWith("-");
  return { by: known?.name ?? "index", reversed, rises: (known?.rises ?? known === undefined) !== reversed };
}

/** The units of a layer that the address asks for, in its order. */
export function unitsShown(
  answer: LayerAnswer | null,
  units: number,
  { sort = "index", where = "" }: { readonly sort?: string; readonly where?: string },
): number[] {
  const { by, rises } = orderIn(sort);
  const all = Array.from({ length: units }, (_, unit) => unit);
  const shown = answer === null || where === "" ? all : all.filter(passes(answer.numbers, rangesIn(where)));
  const values = by === "index" ? all : answer?.numbers[by];
  return values === undefined ? shown : orderByNumber(shown, values, rises);
}

/** The next of the units shown, or the one before, round and round; of one that is not shown the first or the last of them. */
export function neighbour(shown: readonly number[], unit: number, by: 1 | -1): number {
  const at = shown.indexOf(unit);
  const from = at < 0 && by < 0 ? shown.length : at;
  return shown[(from + by + shown.length) % shown.length] ?? unit;
}
