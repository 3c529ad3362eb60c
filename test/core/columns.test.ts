import fc from "fast-check";
import { expect, test } from "vitest";
import { byColumns, byRows } from "../../src/core/columns.js";

const sent = (rows: readonly object[]) => JSON.parse(JSON.stringify(byColumns(rows)));

test("rows of any JSON come back as they were, their keys in their order", () => {
  const value = fc.jsonValue({ maxDepth: 3 }).map((one) => JSON.parse(JSON.stringify(one)) as unknown);
  // Few keys and values, so that some repeat and some rows lack some.
  const few = fc.constantFrom<unknown>(null, 0, "", "a", [], [1], {}, { a: 1 }, { b: { a: null }, a: "a" });
  const row = fc.dictionary(fc.constantFrom("a", "b", "of", "at", "keysOf", "valuesOf", "__proto__"), few);
  fc.assert(
    fc.property(fc.array(fc.oneof(row, fc.dictionary(fc.string(), value))), (rows) => {
      const plain = JSON.parse(JSON.stringify(rows)) as object[];
      expect(JSON.stringify(byRows(sent(plain)))).toBe(JSON.stringify(plain));
    }),
  );
});

test("what repeats is sent once: names, texts and lists, in objects of objects too", () => {
  const row = (i: number) => ({
    id: `r${i}`,
    set: { kind: i % 2 === 0 ? "classic" : "gated", seed: i },
    of: ["x"],
  });
  const once = (...values: unknown[]) => ({ of: { rows: values.length, column: values } });
  expect(byColumns([0, 1, 2, 3].map(row))).toEqual({
    rows: 4,
    column: {
      keysOf: once(["id", "set", "of"]),
      valuesOf: {
        id: ["r0", "r1", "r2", "r3"],
        set: {
          keysOf: once(["kind", "seed"]),
          valuesOf: { kind: { ...once("classic", "gated"), at: [0, 1, 0, 1] }, seed: [0, 1, 2, 3] },
        },
        of: once(["x"]),
      },
    },
  });
});
