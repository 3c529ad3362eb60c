// Ranges of units' numbers as the address has them.

import { expect, test } from "vitest";
import { passes, rangesIn, whereOf, withRange } from "../../src/viewer/page/views/unit-filter.js";
import { neighbour } from "../../src/viewer/page/views/unit-order.js";

const numbers = { density: [0, 0.1, 0.5, null], r2: [0.9, 0.2, 0.95, 0.99], silent: [1, 0, 0, 0] };
const shown = (where: string) => [0, 1, 2, 3].filter(passes(numbers, rangesIn(where)));

test.each([
  ["", [0, 1, 2, 3]],
  ["density:0.1..", [1, 2]],
  ["density:..0.1", [0, 1]],
  ["density:0.05..0.2", [1]],
  ["density:..0.5,r2:0.8..", [0, 2]],
  ["silent:0..0", [1, 2, 3]],
  ["threshold:0..1", []], // which no unit has
])("%s", (where, units) => expect(shown(where)).toEqual(units));

test.each(["density", "density:", "density:..", "density:a..b", "nothing:0..1", ",,", "density:1"])(
  "%s is no range and shows all",
  (where) => expect(shown(where)).toEqual([0, 1, 2, 3]),
);

test("a range stands in place of the one before, and goes where both ends are open", () => {
  const one = withRange("density:0.1..", { name: "r2", from: -0.5, to: 1e-7 });
  expect(one).toBe("density:0.1..,r2:-0.5..1e-7");
  expect(rangesIn(one)).toEqual([
    { name: "density", from: 0.1, to: null },
    { name: "r2", from: -0.5, to: 1e-7 },
  ]);
  expect(withRange(one, { name: "density", from: null, to: 3 })).toBe("r2:-0.5..1e-7,density:..3");
  expect(withRange(one, { name: "r2", from: null, to: null })).toBe("density:0.1..");
  expect(whereOf([])).toBe("");
});

test("one goes on and back among the units shown, also from one that is not", () => {
  const shown = [4, 2, 7];
  const steps = [4, 2, 7, 5].map((unit) => [neighbour(shown, unit, 1), neighbour(shown, unit, -1)]);
  expect(steps).toEqual([
    [2, 7],
    [7, 4],
    [4, 2],
    [4, 7],
  ]);
  expect(neighbour([], 3, 1)).toBe(3);
});
