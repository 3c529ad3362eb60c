import { expect, test } from "vitest";
import { annotationsCsv, changedAnnotations, saidOf, unitsSaidOf } from "../../src/core/annotation.js";

const before = { run: { note: "good" }, "1/3": { star: true, label: "edge" }, "2/0": { label: "corner" } };

test("a change leaves what it does not name, and what is taken back is gone", () => {
  expect(changedAnnotations(before, { "1/3": { note: "at 45°" }, "2/0": { label: "" } })).toEqual({
    run: { note: "good" },
    "1/3": { star: true, label: "edge", note: "at 45°" },
  });
  expect(changedAnnotations(before, { "1/3": { star: false } })["1/3"]).toEqual({ label: "edge" });
});

test("the run comes first, then features by layer and number", () => {
  const after = changedAnnotations(before, { "1/10": { star: true }, "1/2": { star: true } });
  expect(Object.keys(after)).toEqual(["run", "1/2", "1/3", "1/10", "2/0"]);
  expect(unitsSaidOf(after, 1)).toEqual([2, 3, 10]);
  expect(saidOf(after, "1/2")).toEqual({ star: true, label: "", note: "" });
  expect(saidOf(after, "9/9")).toEqual({ star: false, label: "", note: "" });
});

test("as CSV: cells with commas, quotes and breaks are quoted, quotes doubled (RFC 4180)", () => {
  expect(
    annotationsCsv({ "1/0": { star: true, label: 'a "b", c', note: "one\ntwo" }, "1/1": { label: "d" } }),
  ).toBe('of,star,label,note\n1/0,1,"a ""b"", c","one\ntwo"\n1/1,0,d,');
});
