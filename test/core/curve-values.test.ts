// Which curves lines of metrics have, and how those of batches are smoothed.

import { expect, test } from "vitest";
import {
  axisOf,
  curveNames,
  curveValue,
  smoothed,
  smoothingOf,
  suitIterationLogarithm,
  suitsLogarithm,
} from "../../src/core/curve-values.js";

const line = {
  cost: 3,
  parts: { error: 2, l1: 1 },
  l0: 8,
  coefficient: 0.5,
  heldOut: { cost: null },
};

test("cost, its parts, and what else a line has", () => {
  const names = curveNames([line]);
  expect(names).toEqual(["cost", "error", "l1", "L0", "λ", "held out"]);
  expect(names.map((name) => curveValue(line, name))).toEqual([3, 2, 1, 8, 0.5, null]);
  expect(names.map(axisOf)).toEqual(["cost", "cost", "penalties", "L0", "λ", "cost"]);
  expect(curveNames([{ cost: 1, parts: {}, rhoHat: 0.1 }])).toEqual(["cost", "ρ̂"]);
  expect(curveNames([])).toEqual(["cost"]);
});

test("an average that begins with single values and becomes long", () => {
  expect(smoothed([4, null, 4], 0.9)).toEqual([4, null, expect.closeTo(4, 14)]);
  // α_0 = 0, α_1 = 1 − 1/1.1: (2 + α_1 · 1) / (1 + α_1)
  expect(smoothed([1, 2], 0.9)[1]).toBeCloseTo((2 + 1 / 11) / (1 + 1 / 11), 14);
  // α stays 0.5 once 1 − 1/(1 + t/10) exceeds it: two ones after zeros weigh 1.5 of 2.
  const late = smoothed([...new Array(200).fill(0), 1, 1], 0.5);
  expect(late.at(-1)).toBeCloseTo(0.75, 12);
  expect(smoothed([1, 3, 2], 0)).toEqual([1, 3, 2]);
});

test("only what batches were evaluated on is smoothed, the more the longer", () =>
  expect([smoothingOf(1200, true), smoothingOf(30, true), smoothingOf(1200, false)]).toEqual([0.95, 0, 0]));

test.each([
  ["penalties", [[1, 0.1, null]], true],
  ["cost", [[1, 2]], false],
  ["penalties", [[...new Array(9).fill(1), 0]], true], // a tenth may be missing
  ["penalties", [[...new Array(8).fill(1), 0, 0]], false],
  ["L0", [[0, 0, 0, 4]], false],
  [
    "penalties",
    [
      [1, 0.1],
      [0, 0, null],
    ],
    true,
  ], // what is never above 0 is not drawn there
] as const)("%s of %j on a logarithmic axis: %j", (axis, curves, suits) =>
  expect(suitsLogarithm(axis, curves)).toBe(suits),
);

test("trainings of which one is more than five times as long as another are compared by the logarithm of the iteration", () => {
  expect(suitIterationLogarithm([60, 400, 100])).toBe(true);
  expect(suitIterationLogarithm([100, 400])).toBe(false);
  expect(suitIterationLogarithm([400])).toBe(false);
  expect(suitIterationLogarithm([])).toBe(false);
});
