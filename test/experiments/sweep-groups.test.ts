// Seeds repeat a setting: what is grouped, and the statistics by hand.

import { expect, test } from "vitest";
import { bySetting, combinations } from "../../src/core/varied.js";
import { numbersOf, repeated } from "../../src/experiments/sweep-groups.js";

test("combinations: the last key varies fastest", () =>
  expect(
    combinations([
      { key: "model.rho", values: [0.1, 0.2] },
      { key: "seed", values: [0, 1] },
    ]),
  ).toEqual([
    { "model.rho": 0.1, seed: 0 },
    { "model.rho": 0.1, seed: 1 },
    { "model.rho": 0.2, seed: 0 },
    { "model.rho": 0.2, seed: 1 },
  ]));

test("members that differ only in their seeds are one setting", () => {
  const members = [
    { set: { seed: 0, "model.hidden": [25] }, id: "a" },
    { set: { seed: 0, "model.hidden": [9] }, id: "b" },
    { set: { seed: 1, "model.hidden": [25] }, id: "c" },
  ];
  expect(bySetting(members).map(({ set, members }) => [set, members.map(({ id }) => id)])).toEqual([
    [{ "model.hidden": [25] }, ["a", "c"]],
    [{ "model.hidden": [9] }, ["b"]],
  ]);
});

test("a member is compared by the mean ρ̂ of all sparse units and by the active ones of all layers; what is not known is null", () => {
  const layer = { units: 9, silent: 0, constant: 0 };
  const run = { cost: 3, parts: { error: 2, decay: 1 }, iterations: 1, evaluations: 2, seconds: 0 };
  const known = {
    fvu: 0.5,
    rhoHat: { 1: { min: 0.1, mean: 0.2, max: 0.4 }, 2: { min: 0, mean: 0.4, max: 1 } },
    layers: { 1: { ...layer, active: 4 }, 2: { ...layer, units: 3, active: 5 } },
    roughness: 0.7,
  };
  expect(numbersOf({ ...run, ...known })).toEqual({
    "cost J": 3,
    error: 2,
    FVU: 0.5,
    "mean ρ̂": 0.25, // (9 · 0.2 + 3 · 0.4) / 12
    "active units": 9,
    roughness: 0.7,
    MCC: null,
    MMCS: null,
    F1: null,
    uniqueness: null,
    accuracy: null,
    "test accuracy": null,
  });
  expect(Object.values(numbersOf(run))).toEqual([3, 2, ...new Array(10).fill(null)]);
});

test("mean and standard deviation: of 1, 2, 6 they are 3 and √(14/2); of one value 0; unknown where one is", () => {
  const numbers = [1, 2, 6].map((x) => ({ x, y: x === 2 ? null : x }));
  expect(repeated(numbers, "x")).toEqual({ mean: 3, deviation: Math.sqrt(7) });
  expect(repeated(numbers.slice(0, 1), "x")).toEqual({ mean: 1, deviation: 0 });
  expect(repeated(numbers, "y")).toBeNull();
});
