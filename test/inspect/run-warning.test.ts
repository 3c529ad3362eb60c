import { describe, expect, test } from "vitest";
import { runWarning } from "../../src/inspect/run-warning.js";
import type { LayerNumbers } from "../../src/train/run-record.js";

const layer = (units: number, constant: number | null): LayerNumbers => ({
  units,
  constant,
  silent: 0,
  active: 1,
});
const run = (fvu: number | null, layers: Record<string, LayerNumbers>, iterations = 400) => ({
  fvu,
  layers,
  iterations,
  stopped: "iterations" as const,
  parts: { error: 0.3, decay: 0.1, sparsity: 0.01 },
});

describe("runWarning", () => {
  // As measured: the exercise with three seeds, tanh units, three hidden layers.
  test.each([
    [0.666, [25, 1]],
    [0.655, [25, 0]],
    [0.657, [25, 2]],
  ] as const)("says nothing of a run that learned: FVU %f, %j", (fvu, [units, constant]) => {
    expect(runWarning(run(fvu, { 1: layer(units, constant) }))).toBeNull();
  });
  test("warns where nearly all units are constant and x̂ is flat", () => {
    const found = runWarning(run(0.969, { 1: layer(25, 24) }))!;
    expect([found.level, found.mark]).toEqual(["warning", "24 of 25 constant"]);
    expect(found.text).toMatch(
      /^24 of 25 units are constant: they add the same to every x̂, and .*FVU 0\.969/,
    );
    expect(found.text).toMatch(/; likely because .*; try a larger rho .*or a smaller weightDecay/);
    expect(found.text).not.toContain("\n");
  });
  test("only notes that half of too many units are constant", () => {
    const found = runWarning(run(0.605, { 1: layer(100, 57) }))!;
    expect([found.level, found.mark]).toEqual(["note", "57 of 100 constant"]);
    expect(found.text).toContain("try fewer units");
  });
  test("few iterations are the likely cause where the run was short", () => {
    const found = runWarning(run(1.001, { 1: layer(25, 0) }, 5))!;
    expect([found.level, found.mark]).toEqual(["warning", "FVU 1.00"]);
    expect(found.text).toContain("likely because 5 iterations are few; try more");
    const atMinimum = { ...run(1, { 1: layer(25, 0) }, 5), stopped: "gradient-tolerance" as const };
    expect(runWarning(atMinimum)!.text).not.toContain("try more");
  });
  test("x̂ farther than the mean of the data points at the output", () => {
    expect(runWarning(run(3.2, { 1: layer(25, 0) }))!.text).toContain("a linear output");
  });
  test("names the layer, where there are several, and no rho where nothing is sparse", () => {
    const several = run(0.5, { 1: layer(10, 1), 2: layer(10, 6) });
    const found = runWarning({ ...several, parts: { error: 1, decay: 1 } })!;
    expect(found.text).toContain("6 of 10 units of hidden layer 2 are constant");
    expect(found.text).not.toContain("larger rho");
  });
  test("says nothing of what is not known: networks that reconstruct nothing, runs of before", () => {
    expect(runWarning(run(null, { 1: layer(4, null) }))).toBeNull();
    expect(runWarning({ iterations: 400, stopped: "iterations", parts: {} })).toBeNull();
  });
});
