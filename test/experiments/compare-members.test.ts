// Which of the varied keys stands on the axis of a sweep's charts, and which is a line each.

import { expect, test } from "vitest";
import { combinations } from "../../src/core/varied.js";
import { type Compared, compareMembers } from "../../src/experiments/compare-members.js";
import { ranking } from "../../src/experiments/ranking.js";

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

test("models that are varied whole are told apart by what they differ in: a line a kind, k along the axis", () => {
  const models = [
    { kind: "hierarchical-topk", latents: 9, k: 8 },
    { kind: "topk", latents: 9, k: 4 },
    { kind: "topk", latents: 9, k: 8 },
  ];
  const members = models.map((model, i) => {
    const layers = { 1: { units: 9, active: model.k, silent: 0, constant: 0 } };
    const budgets = i === 0 ? { budgets: [{ k: 2, active: 2, fvu: 0.5 }] } : {};
    const result = { cost: 1 + i, parts: { error: 1 }, rhoHat: {}, layers, fvu: 0.2 + i / 10, ...budgets };
    return { set: { model }, result, pictures: null } as unknown as Compared;
  });
  const [values, tradeOff] = compareMembers(members, { name: "budgets" }).map(({ content }) => content);
  expect(values).toContain("Numbers by k");
  for (const content of [values, tradeOff]) {
    expect(content).toContain("model hierarchical-topk");
    expect(content).toContain("model topk");
  }
  expect(tradeOff).toContain("k 4");
  // A model for every budget is a line of its own, from the smallest on.
  expect(tradeOff).toContain(">k 2<");
  expect(values).not.toContain(">k 2<");
  expect(tradeOff).toContain("model hierarchical-topk · k 8, at each budget");
  expect(tradeOff).not.toContain("model 1");
});

test("where the truth is known settings are ranked by it over their seeds, baselines by their names", () => {
  const models = [
    { kind: "topk", k: 4, constraint: { kind: "frozen", part: "both" } },
    { kind: "topk", k: 4, constraint: { kind: "frozen" } },
    { kind: "topk", k: 4 },
    { kind: "abstopk", k: 4, initial: { kind: "components" }, constraint: { kind: "frozen", part: "both" } },
  ];
  const mccs = [0.4, 0.45, 0.9, 0.5];
  const member = (seed: number, model: object, i: number, known = true) => {
    const truth = {
      atoms: 64,
      examples: 9,
      heldOut: true,
      mcc: mccs[i] + seed / 100,
      mmcs: 0.5,
      f1: 0.5,
      uniqueness: 1,
    };
    const layers = { 1: { units: 9, active: 4, silent: 1, constant: 0 } };
    const heldOut = { examples: 9, cost: 1, fvu: 0.25, l0: 3.5 };
    const result = { cost: 1, parts: { error: 1 }, layers, fvu: 0.2, heldOut, ...(known ? { truth } : {}) };
    return { set: { seed, model }, result, pictures: null } as unknown as Compared;
  };
  const members = [0, 1].flatMap((seed) => models.map((model, i) => member(seed, model, i)));
  const ranked = ranking(members) ?? [];
  const [{ numbers }] = ranked;
  expect(ranked.map(({ label, isBaseline }) => [label, isBaseline])).toEqual([
    ["topk", false],
    ["PCA: abstopk", true],
    ["frozen decoder: topk", true],
    ["random: topk", true],
  ]);
  expect(numbers.MCC?.mean).toBeCloseTo(0.905, 12);
  expect([numbers.FVU?.mean, numbers.L0?.mean, numbers.silent?.mean]).toEqual([0.25, 3.5, 1]);
  const [{ file, content }] = compareMembers(members, { name: "truth" });
  expect(file).toBe("ranking");
  expect(content).toContain("How much of the 64 true features each setting found");
  expect(ranking([...members, member(2, models[0], 0, false)])).toBeNull();
  expect(ranking(members.filter((_, i) => i % 4 === 0))).toBeNull();
});

test("models that differ in a key which not all have are told apart by the whole of them", () => {
  const models = [
    { kind: "topk", k: 4 },
    { kind: "topk", k: 4, rescale: false },
  ];
  const members = models.map((model, i) => {
    const result = { cost: 1 + i, parts: { error: 1 }, rhoHat: {}, layers: {}, fvu: null };
    return { set: { model }, result, pictures: null } as unknown as Compared;
  });
  const [{ file, content }] = compareMembers(members, { name: "rescale" });
  expect(file).toBe("values");
  expect(content).toContain("Numbers by model");
});
