// Which of the varied keys stands on the axis of a sweep's charts, and which is a line each.

import { expect, test } from "vitest";
import { combinations } from "../../src/core/varied.js";
import { type Compared, compareMembers } from "../../src/experiments/compare-members.js";

test.each<[string, readonly unknown[], readonly unknown[], string, RegExp]>([
  ["numbers-first", ["sigmoid", "tanh"], [0.1, 0.2], "Numbers by ρ", /activation tanh/],
  ["most-values", ["sigmoid", "tanh", "relu"], [0.1, 0.2], "Numbers by activation", /ρ 0\.2/],
])("%s", (name, activations, rhos, title, line) => {
  const sets = combinations([
    { key: "model.activation", values: [...activations] },
    { key: "model.rho", values: [...rhos] },
  ]);
  const members = sets.map((set, i) => {
    const result = { cost: 1 + i, parts: { error: 1, decay: i }, rhoHat: {}, layers: {}, fvu: null };
    return { set, result, pictures: null } as unknown as Compared;
  });
  const [{ file, content: svg }, ...others] = compareMembers(members, { name });
  expect([file, others]).toEqual(["values", []]);
  expect(svg).toContain(title);
  expect(svg).toMatch(line);
});
