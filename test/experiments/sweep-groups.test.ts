// Seeds repeat a setting: what is grouped, and the statistics by hand.

import { expect, test } from "vitest";
import { bySetting, combinations } from "../../src/core/varied.js";
import { repeated } from "../../src/experiments/sweep-groups.js";

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

test("mean and standard deviation: of 1, 2, 6 they are 3 and √(14/2); of one value 0; unknown where one is", () => {
  const numbers = [1, 2, 6].map((x) => ({ x, y: x === 2 ? null : x }));
  expect(repeated(numbers, "x")).toEqual({ mean: 3, deviation: Math.sqrt(7) });
  expect(repeated(numbers.slice(0, 1), "x")).toEqual({ mean: 1, deviation: 0 });
  expect(repeated(numbers, "y")).toBeNull();
});
