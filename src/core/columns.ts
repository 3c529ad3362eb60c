// Rows that are alike, column by column: as JSON a small part of what the rows themselves would be, since names stand
// once, and so do values that repeat.

/** Values of a column: as they are; those that repeat once, with the place of each row's; or objects by their keys. */
export type Column = readonly unknown[] | Repeated | Objects;

interface Repeated {
  readonly of: Columns;
  /** Which of them each row has; not there where there is one */
  readonly at?: readonly number[];
}

interface Objects {
  /** Lists of keys that objects have, in their order */
  readonly keysOf: Column;
  /** By key, the values of the objects that have it */
  readonly valuesOf: Readonly<Record<string, Column>>;
}

/** Rows column by column. */
export interface Columns {
  readonly rows: number;
  readonly column: Column;
}

type Row = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function columnOf(values: readonly unknown[]): Column {
  const places = new Map<string, number>();
  const of: unknown[] = [];
  const at: number[] = [];
  const most = values.length / 2;
  for (let i = 0; i < values.length && of.length <= most; i++) {
    const text = JSON.stringify(values[i]);
    const place = places.get(text) ?? places.size;
    if (place === places.size) of.push(values[i]);
    places.set(text, place);
    at.push(place);
  }
  if (of.length > 0 && of.length <= most) return { of: byColumns(of), ...(of.length === 1 ? {} : { at }) };
  if (values.length === 0 || !values.every(isObject)) return values;
  const byKey = new Map<string, unknown[]>();
  for (const row of values)
    for (const [key, value] of Object.entries(row)) {
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, [value]);
      else known.push(value);
    }
  return {
    keysOf: columnOf(values.map((row) => Object.keys(row))),
    valuesOf: Object.fromEntries(Array.from(byKey, ([key, own]) => [key, columnOf(own)])),
  };
}

/** A property as an assignment makes it, where that would do something else. */
const PLAIN = { enumerable: true, writable: true, configurable: true };

function valuesOf(column: Column, rows: number): readonly unknown[] {
  if ("of" in column) {
    const of = byRows(column.of);
    return Array.from({ length: rows }, (_, i) => of[column.at?.[i] ?? 0]);
  }
  if (!("keysOf" in column)) return column;
  const keys = valuesOf(column.keysOf, rows) as readonly (readonly string[])[];
  const counts = new Map<string, number>();
  for (const own of keys) for (const key of own) counts.set(key, (counts.get(key) ?? 0) + 1);
  const rest = new Map(
    Array.from(counts, ([key, count]) => [key, { values: valuesOf(column.valuesOf[key], count), next: 0 }]),
  );
  return keys.map((own) => {
    const object: Record<string, unknown> = {};
    for (const key of own) {
      const of = rest.get(key)!;
      const value = of.values[of.next++];
      if (key === "__proto__") Object.defineProperty(object, key, { ...PLAIN, value });
      else object[key] = value;
    }
    return object;
  });
}

/** @param rows - of plain JSON, so that they come back as they were */
export const byColumns = (rows: readonly unknown[]): Columns => ({
  rows: rows.length,
  column: columnOf(rows),
});

/** The rows of `byColumns`; values that repeat are the same object in each. */
export const byRows = <Row>({ rows, column }: Columns): readonly Row[] =>
  valuesOf(column, rows) as readonly Row[];
