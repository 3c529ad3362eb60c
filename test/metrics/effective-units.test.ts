import { describe, expect, test } from "vitest";
import { view } from "../../src/core/arrays.js";
import { contributions, effectiveUnits, idleUnits } from "../../src/metrics/effective-units.js";

test("a contribution is the norm of the atom times the standard deviation of the activation", () => {
  const atoms = view(Float64Array.of(3, 4, 0, 0, 5, 12), [3, 2]);
  expect([...contributions(atoms, [2, 7, 0.5])]).toEqual([10, 0, 6.5]);
});

describe("effectiveUnits", () => {
  const count = (flags: readonly boolean[]) => flags.filter(Boolean).length;

  test("of 40 units are those above 1 % of the median of the 4 strongest", () => {
    // Strongest 100, 8, 6, 2: median 7, so what contributes 0.07 is constant and 0.071 is not.
    const others = new Array<number>(36).fill(0.07);
    others[5] = 0.071;
    const found = effectiveUnits([2, 100, 8, 6, ...others], 0.01);
    expect(count(found)).toBe(5);
    expect(found[4 + 5]).toBe(true);
  });
  test("one unit that does something leaves the other 24 constant", () => {
    expect(count(effectiveUnits([1, ...new Array<number>(24).fill(1e-3)], 1))).toBe(1);
  });
  test("none is effective where all of them move x̂ by less than a thousandth of the data's spread", () => {
    expect(count(effectiveUnits(new Array<number>(25).fill(9e-4), 1))).toBe(0);
    expect(count(effectiveUnits(new Array<number>(25).fill(1.1e-3), 1))).toBe(25);
  });
  test("units that are switched off altogether are constant", () => {
    expect(count(effectiveUnits(new Float64Array(8), 1))).toBe(0);
  });
  test("nothing but rounding varies where the data do not", () => {
    expect(count(effectiveUnits([2.6e-17, 3e-18], 0))).toBe(0);
  });
});

test("idle units are constant, or silent and at most a tenth as strong as the strongest", () => {
  // Strongest 1: constant at 0.01; silent at 0.1 idle, at 0.11 not; active at 0.05 not.
  expect(idleUnits([1, 0.01, 0.1, 0.11, 0.05], 1, [false, false, true, true, false])).toEqual([
    false,
    true,
    true,
    false,
    false,
  ]);
});
