import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { dataWarning, membersWarning, runWarning } from "../../src/inspect/run-warning.js";
import type { LayerNumbers } from "../../src/train/run-record.js";

const layer = (units: number, constant: number | null): LayerNumbers => ({
  units,
  constant,
  silent: 0,
  active: 1,
});
const configOf = (model: object = {}, optimizer: object = { kind: "lbfgs" }) =>
  parseConfig({
    name: "warned",
    data: { kind: "array", path: "/x.npy" },
    model: { kind: "classic", hidden: [8], ...model },
    optimizer,
  });
const run = (fvu: number | null, layers: Record<string, LayerNumbers>, iterations = 400) => ({
  cost: 0.4,
  fvu,
  layers,
  iterations,
  stopped: "iterations" as "iterations" | "gradient-tolerance",
  parts: { error: 0.3, decay: 0.001, sparsity: 0.0001 },
});

describe("runWarning", () => {
  // As measured: the exercise with three seeds, tanh units, three hidden layers.
  test.each([
    [0.666, [25, 1]],
    [0.655, [25, 0]],
    [0.657, [25, 2]],
  ] as const)("says nothing of a run that learned: FVU %f, %j", (fvu, [units, constant]) => {
    expect(runWarning(run(fvu, { 1: layer(units, constant) }), null)).toBeNull();
  });
  test("warns where nearly all units are constant and x̂ is flat", () => {
    const found = runWarning(run(0.969, { 1: layer(25, 24) }), null)!;
    expect([found.level, found.mark]).toEqual(["warning", "24 of 25 constant, FVU 0.969"]);
    expect(found.text).toMatch(
      /^24 of 25 units are constant: they add the same to every x̂, and .*FVU 0\.969/,
    );
    expect(found.text).toMatch(/; likely because .*; try a larger rho .*or a smaller weightDecay/);
    expect(found.text).not.toContain("\n");
  });
  test("only notes that half of too many units are constant", () => {
    const found = runWarning(run(0.605, { 1: layer(100, 57) }), null)!;
    expect([found.level, found.mark]).toEqual(["note", "57 of 100 constant"]);
    expect(found.text).toContain("try fewer units");
  });
  test.each([
    [75, "note"],
    [76, "warning"],
  ])(
    "%i of 100 constant, with an x̂ that is not flat, is a %s: more than three quarters",
    (constant, level) => {
      expect(runWarning(run(0.605, { 1: layer(100, constant) }), null)!.level).toBe(level);
    },
  );
  test("few iterations are the likely cause where the run was short", () => {
    const found = runWarning(run(1.001, { 1: layer(25, 0) }, 5), null)!;
    expect([found.level, found.mark]).toEqual(["warning", "FVU 1.00"]);
    expect(found.text).toContain(
      "likely because it has not converged, 5 iterations of lbfgs are few; try more",
    );
    const atMinimum = { ...run(1, { 1: layer(25, 0) }, 5), stopped: "gradient-tolerance" as const };
    expect(runWarning(atMinimum, null)!.text).not.toContain("try more");
  });
  test("x̂ farther than the mean of the data, which the biases alone reach, has not converged", () => {
    const found = runWarning(run(3.2, { 1: layer(25, 0) }), configOf())!;
    expect(found.text).toMatch(
      /^x̂ is farther from x than the mean .*it has not converged.*try more iterations$/,
    );
  });
  test("names the layer, where there are several, and no rho where nothing is sparse", () => {
    const several = run(0.5, { 1: layer(10, 1), 2: layer(10, 6) });
    const found = runWarning({ ...several, parts: { error: 1, decay: 1 } }, null)!;
    expect(found.text).toContain("6 of 10 units of hidden layer 2 are constant");
    expect(found.text).not.toContain("larger rho");
  });
  test("says nothing of what is not known: networks that reconstruct nothing, runs of before", () => {
    expect(runWarning(run(null, { 1: layer(4, null) }), null)).toBeNull();
    expect(runWarning({ cost: 1, iterations: 400, stopped: "iterations", parts: {} }, null)).toBeNull();
  });
});

describe("the causes that a config tells", () => {
  const flat = run(0.95, { 1: layer(8, 0) });
  const text = (numbers: Parameters<typeof runWarning>[0], ...config: Parameters<typeof configOf>) =>
    runWarning(numbers, configOf(...config))!.text;

  test("no rho where β is 0, though the parts have a sparsity term", () => {
    expect(text(flat, { beta: 0 })).not.toContain("rho");
    expect(text(flat)).toContain("a larger rho (×5), or a smaller weightDecay (÷10)");
  });
  test("a weight decay that no unit can pay for: error .3 at FVU 1 is spread² .6, so .25 · .01 · .99 · .6 = .0015", () => {
    const collapsed = run(1, { 1: layer(8, 8) });
    expect(text(collapsed, { weightDecay: 10 })).toMatch(
      /because weightDecay 10 costs more than any unit can gain on these data, at most 0\.0015; try a weightDecay of 1\.5e-5 or less$/,
    );
    expect(text(collapsed, { weightDecay: 1.6e-3 })).toContain("costs more than any");
    expect(text(collapsed, { weightDecay: 1.4e-3 })).not.toContain("costs more than any");
    // tanh at both ends: 4 · .01 · .99 · .6 = .024; without a KL term 1 · 1 · .6
    expect(text(collapsed, { activation: "tanh", weightDecay: 0.5 })).toContain("at most 0.024");
    expect(text(collapsed, { activation: "tanh", weightDecay: 0.5, beta: 0 })).not.toContain("at most");
  });
  test("data that hardly vary, and few iterations: all facts, all causes", () => {
    const small = { ...run(1.4, { 1: layer(25, 25) }, 30), parts: { error: 1.728e-4, decay: 1e-7 } };
    const found = runWarning(small, configOf())!;
    expect(found.mark).toBe("25 of 25 constant, FVU 1.40");
    for (const part of [
      "25 of 25",
      "FVU 1.40",
      "vary so little (by 0.016 ",
      "30 iterations",
      "normalize-ufldl",
    ])
      expect(found.text).toContain(part);
  });
  test("iterations are few by the optimiser, and where ρ̂ is far from ρ", () => {
    const descent = { kind: "gradient-descent", learningRate: 0.001 };
    expect(text(run(0.95, { 1: layer(8, 0) }, 60), {}, descent)).toContain(
      "60 iterations of gradient-descent",
    );
    expect(text(run(0.95, { 1: layer(8, 0) }, 60))).not.toContain("not converged");
    expect(text(run(0.95, { 1: layer(8, 0) }, 1))).toContain("1 iteration of lbfgs is few; try more");
    const away = { ...flat, rhoHat: { 1: { min: 0.1, mean: 0.33, max: 0.5 } } };
    expect(text(away)).toContain(
      "has not converged, 400 iterations of lbfgs are few: mean ρ̂ is 0.33, ρ 0.01",
    );
    expect(text(away, { beta: 0 })).not.toContain("not converged");
  });
  test("the exercise stopped at 60, 80 and 100 iterations fell by .19, .11 and .16 % in each of the last", () => {
    const short = (fall: number, idle: number) =>
      text({ ...run(0.85, { 1: { ...layer(25, 0), idle } }, 100), fall });
    for (const [fall, idle, said] of [
      [0.0019, 17, "0.19"],
      [0.0011, 9, "0.11"],
      [0.0016, 7, "0.16"],
    ] as const)
      expect(short(fall, idle)).toMatch(
        new RegExp(
          `likely because it has not converged, .* J still fell by ${said} % an iteration at the end`,
        ),
      );
    expect(short(0.00006, 17)).toContain("more units cost more than they gain");
    const descent = { kind: "gradient-descent", learningRate: 0.5 };
    const falling = { ...run(0.95, { 1: layer(8, 0) }, 2000), fall: 0.0002 };
    expect(text(falling, {}, descent)).toContain("2000 iterations of gradient-descent are few");
    expect(text(falling)).not.toContain("not converged");
    expect(text({ ...falling, stopped: "cost-tolerance" } as never, {}, descent)).not.toContain(
      "not converged",
    );
  });
  test("600 iterations of gradient descent that had reached less than the biases alone can", () => {
    const descent = { kind: "gradient-descent", learningRate: 0.5 };
    const slow = { ...run(1, { 1: layer(25, 0) }, 600), parts: { error: 0.4523, decay: 0.0049 } };
    expect(text(slow, {}, descent)).toContain(
      "J is 0.457, the biases alone reach 0.452; try more iterations",
    );
    const lower = { ...slow, parts: { error: 0.4523, decay: 0.002 } };
    expect(text(lower, {}, descent)).not.toContain("not converged");
  });
  test("relu units that nothing can bring back", () => {
    const dead = run(0.95, { 1: { ...layer(8, 7), silent: 7 } });
    expect(text(dead, { activation: "relu", beta: 0 })).toContain("have no gradient");
  });
});

describe("what the units do", () => {
  test("idle ones: 3 constant and 9 silent and weak of 25; not of the exercise's tanh and deep forms", () => {
    const idle = (units: number, constant: number, all: number) =>
      runWarning(run(0.7, { 1: { ...layer(units, constant), silent: all, idle: all } }), configOf());
    const found = idle(25, 3, 12)!;
    expect([found.level, found.mark]).toEqual(["note", "12 of 25 idle"]);
    expect(found.text).toContain(
      "12 of 25 units are idle: 3 constant, 9 silent and less than a tenth as strong",
    );
    for (const [units, constant, all] of [
      [25, 1, 1],
      [25, 3, 3],
      [49, 2, 4],
    ] as const)
      expect(idle(units, constant, all)).toBeNull();
  });
  test("all of them silent, though they do their part", () => {
    const found = runWarning(run(0.86, { 1: { ...layer(8, 0), silent: 8, idle: 0 } }), configOf())!;
    expect([found.level, found.mark]).toEqual(["note", "8 of 8 silent, yet at work"]);
    expect(found.text).toContain("rho 0.01 keeps them near rest; try a larger rho");
  });
  test("all of them silent at an x̂ that is the mean: the mark tells both", () => {
    const found = runWarning(run(1, { 1: { ...layer(5, 0), silent: 5, idle: 0 } }), configOf())!;
    expect([found.level, found.mark]).toEqual(["warning", "FVU 1.00, 5 of 5 silent, yet at work"]);
  });
});

describe("an L0 that was asked for", () => {
  const model = { kind: "standard", latents: 64, l1: 2, targetL0: 10, hidden: undefined };
  const ended = (active: number, coefficient: number | undefined) =>
    runWarning(
      { ...run(0.3, { 1: { ...layer(64, 0), active } }), targetL0: 10, coefficient },
      configOf(model, { kind: "adam" }),
    );
  test.each([9.51, 10, 10.49])("and reached, nearly: %f", (l0) => expect(ended(l0, 1)).toBeNull());
  test.each([
    [9.4, 0.02, "note", "λ is at its least, a hundredth of l1; try a smaller l1"],
    [4.9, 0.02, "warning", "λ is at its least, a hundredth of l1; try a smaller l1"],
    [10.6, 200, "note", "λ is at its most, a hundred times l1; try a larger l1"],
    [20.1, 200, "warning", "λ is at its most"],
    [12.1, 0.02, "note", "the training ended before .*; try more iterations, or a larger l1 to begin with"],
    [7, 200, "note", "the training ended before .*; try more iterations, or a smaller l1 to begin with"],
  ])("and not: %f with λ at %f is a %s", (l0, coefficient, level, why) => {
    const found = ended(l0, coefficient)!;
    expect([found.level, found.mark]).toEqual([level, `L0 ${l0} for 10`]);
    expect(found.text).toMatch(
      new RegExp(
        `^${l0} latents of an example are active, not the 10 that were asked for; likely because ${why}`,
      ),
    );
  });
  test("and not, where nothing steers: a distance from it is the penalty", () =>
    expect(ended(20, undefined)!.text).not.toContain("because"));
});

test("data that do not vary are no success: there is no FVU, though something is reconstructed", () => {
  const found = runWarning(run(null, { 1: layer(8, 8) }), configOf())!;
  expect([found.level, found.mark]).toEqual(["warning", "data do not vary"]);
  expect(found.text).toMatch(/all examples are the same, so there is nothing to learn$/);
  const diverged = { ...run(null, { 1: layer(8, 0) }), cost: null };
  expect(runWarning(diverged, null)).toBeNull();
});

test("on other data the units and FVU are told, and nothing of training", () => {
  expect(dataWarning(run(0.99, { 1: layer(25, 25) }))!.text).toMatch(
    /^on these data: 25 of 25 units are constant: they add the same to every x̂, and x̂ is hardly better .*\)$/,
  );
  expect(dataWarning(run(0.66, { 1: layer(25, 1) }))).toBeNull();
});

test("a sweep says how many of its members have a warning", () => {
  const warning = runWarning(run(0.95, { 1: layer(25, 24) }), null);
  const note = runWarning(run(0.6, { 1: layer(100, 57) }), null);
  expect(membersWarning([warning, null, note, warning])).toEqual({
    level: "warning",
    mark: "3 of 4 members with a warning",
    text: "3 of 4 members have a warning: 24 of 25 constant, FVU 0.950; 57 of 100 constant",
  });
  expect(membersWarning([null, null])).toBeNull();
  expect(membersWarning([note], 8)!.mark).toBe("1 of 8 members with a note"); // it was stopped in the second
  expect(membersWarning([null, note])!.level).toBe("note");
});
