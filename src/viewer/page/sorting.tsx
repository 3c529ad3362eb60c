// Tables that are sorted by a click on a column's head. The order stands in the address: "cost", "-cost" for falling.

import type { ComponentChildren, VNode } from "preact";
import { route, setQuery } from "./route.js";
import { TermMark } from "./term.js";

type Value = string | number | null;

export interface Column<Row> {
  /** In the address */
  readonly key: string;
  readonly title: string;
  readonly value: (row: Row) => Value;
  /** What stands in its cells */
  readonly cell: (row: Row) => ComponentChildren;
  /** Left out on narrow screens */
  readonly wide?: boolean;
  readonly isNumber?: boolean;
  /** What the row is called, with what else is said of it below */
  readonly isName?: boolean;
}

const classOf = ({ wide, isNumber, isName }: Pick<Column<never>, "wide" | "isNumber" | "isName">) =>
  [wide && "wide", isNumber && "number", isName && "name"].filter(Boolean).join(" ");

/** The order that the address asks for: a key, with - before it for falling. */
function useOrder(standard: string): { readonly key: string; readonly falling: boolean } {
  const sort = route.value.query.sort ?? standard;
  return { key: sort.replace(/^-/, ""), falling: sort.startsWith("-") };
}

/** Rows in the order of the address; equal ones as they were, what is not known last either way. */
export function useSorted<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  standard: string,
): readonly Row[] {
  const { key, falling } = useOrder(standard);
  const value = columns.find((column) => column.key === key)?.value;
  if (value === undefined) return rows;
  const compare = (a: Value, b: Value) => {
    if (a === b) return 0;
    if (a === null) return 1;
    if (b === null) return -1;
    return (a < b ? -1 : 1) * (falling ? -1 : 1);
  };
  return [...rows].sort((a, b) => compare(value(a), value(b)));
}

export function SortHead<Row>({
  columns,
  standard,
}: {
  columns: readonly Column<Row>[];
  standard: string;
}): VNode {
  const order = useOrder(standard);
  return (
    <>
      {columns.map((column) => {
        const { key, title } = column;
        const isIt = order.key === key;
        const next = isIt && !order.falling ? `-${key}` : key;
        return (
          <th
            scope="col"
            class={classOf(column)}
            aria-sort={isIt ? (order.falling ? "descending" : "ascending") : "none"}
          >
            <button type="button" onClick={() => setQuery({ sort: next === standard ? undefined : next })}>
              {title}
              {isIt ? (order.falling ? " ↓" : " ↑") : ""}
            </button>
            <TermMark word={title} />
          </th>
        );
      })}
    </>
  );
}

export function Cells<Row>({ row, columns }: { row: Row; columns: readonly Column<Row>[] }): VNode {
  return (
    <>
      {columns.map((column) => (
        <td class={classOf(column)}>{column.cell(row)}</td>
      ))}
    </>
  );
}
