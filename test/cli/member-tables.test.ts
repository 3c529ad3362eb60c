// Tables of a sweep's members: counts that tell nothing where all are 0 have no column.

import { expect, test } from "vitest";
import { memberTables } from "../../src/cli/member-tables.js";
import type { FinalNumbers } from "../../src/train/run-record.js";

/** A member with so many negative twins, of 128 units that are at work. */
function member(kind: string, twins: number) {
  const layer = { units: 128, active: 8, silent: 0, dense: 0, constant: 0, idle: 0, copies: 0, twins };
  const numbers = { cost: 21, parts: {}, fvu: 0.2, layers: { 1: layer } } as unknown as FinalNumbers;
  return { set: { kind }, path: kind, status: "done" as const, numbers, warning: null };
}
const lines = (...members: ReturnType<typeof member>[]) => memberTables(members).split("\n");

test("have the units with a negative twin, where some member has any", () => {
  const [header, ...rows] = lines(member("topk", 79), member("abstopk", 0));
  const at = header.indexOf("twins");
  expect(rows.map((row) => Number(row.slice(at, at + 5)))).toEqual([79, 0]);
  expect(lines(member("topk", 0), member("abstopk", 0))[0]).not.toMatch(/twins|constant/);
});
