import { expect, test } from "vitest";
import { shareAtWork, unitsAtWork } from "../../src/metrics/units-at-work.js";

test("units at work are those of all layers that are not idle; in older runs, not constant", () => {
  const layers = { 1: { units: 25, constant: 3, idle: 12 }, 2: { units: 15, constant: 8 } };
  expect(unitsAtWork(layers)).toBe("20/40");
  expect(shareAtWork(layers)).toBe(0.5);
});

test("nothing is said of networks that reconstruct nothing, and of runs that have not ended", () => {
  expect([unitsAtWork({ 1: { units: 4, constant: null } }), unitsAtWork({}), unitsAtWork()]).toEqual([
    null,
    null,
    null,
  ]);
  expect(shareAtWork({})).toBeNull();
});
