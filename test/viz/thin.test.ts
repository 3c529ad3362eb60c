import { describe, expect, test } from "vitest";
import { extent, largestMagnitude } from "../../src/core/extent.js";
import { costCurves } from "../../src/viz/curves.js";
import { rhoHatPlot } from "../../src/viz/rho-hat.js";
import { thinLine } from "../../src/viz/thin.js";

const MANY = 200_000; // more than a call takes arguments

test("extent of more values than a call takes arguments", () => {
  const values = Float64Array.from({ length: MANY }, (_, i) => (i === 77 ? -5 : i));
  expect(extent(values)).toEqual([-5, MANY - 1]);
  expect(largestMagnitude([-3, Number.NaN, 2])).toBe(3);
  expect([extent([]), largestMagnitude([])]).toEqual([
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    0,
  ]);
});

describe("thinLine", () => {
  const line = (length: number) =>
    Array.from({ length }, (_, i) => ({ x: i, y: i === 54_321 ? -9 : Math.cos(i) }));
  const thin = (length: number) =>
    thinLine(
      line(length),
      ({ x }) => x,
      ({ y }) => y,
    );
  test("leaves a short line as it is", () => {
    expect(thin(8000)).toHaveLength(8000);
  });
  test("of a long one keeps both ends, the order and every peak, in at most four points a column", () => {
    const kept = thin(MANY);
    expect(kept.length).toBeLessThanOrEqual(4 * 2001);
    expect([kept[0].x, kept.at(-1)?.x]).toEqual([0, MANY - 1]);
    expect(kept.some(({ x, y }) => x === 54_321 && y === -9)).toBe(true);
    expect(kept.every(({ x }, i) => i === 0 || x > kept[i - 1].x)).toBe(true);
  });
});

test("the curves of 200 000 iterations and ρ̂ of as many units are pictures of sensible size", () => {
  const points = Array.from({ length: MANY }, (_, iteration) => ({
    iteration,
    cost: 1 + 1 / (iteration + 1),
    parts: { error: 1 / (iteration + 1) },
  }));
  expect(costCurves(points).length).toBeLessThan(600_000);
  const rhoHat = { 1: Float64Array.from({ length: MANY }, (_, i) => i / MANY) };
  expect(rhoHatPlot(rhoHat, 0.05).length).toBeLessThan(2_000_000);
});
