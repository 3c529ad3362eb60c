import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cubicMinimum, wolfeLineSearch } from "../../src/optim/line-search.js";

const options = { sufficientDecrease: 1e-4, curvature: 0.9, maxEvaluations: 25 };

describe("wolfeLineSearch", () => {
  test("finds a strong-Wolfe step for any scale of the function and of the first step", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -4, max: 4, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (scaleLog, stepLog) => {
          const scale = 10 ** scaleLog; // φ(t) = −s/(s² + 2), s = t/scale: Moré and Thuente's first function
          const evaluate = (step: number) => {
            const s = step / scale;
            return { step, value: -s / (s * s + 2), slope: (s * s - 2) / (s * s + 2) ** 2 / scale };
          };
          const start = evaluate(0);
          const point = wolfeLineSearch(evaluate, start, scale * 10 ** stepLog, {
            ...options,
            curvature: 0.1,
          });
          expect(point).not.toBeNull();
          expect(point!.value).toBeLessThanOrEqual(start.value + 1e-4 * point!.step * start.slope);
          expect(Math.abs(point!.slope)).toBeLessThanOrEqual(0.1 * Math.abs(start.slope));
        },
      ),
    );
  });
  test("narrows from either side: minima where one slope is much steeper than the other", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 8, noNaN: true }),
        fc.double({ min: 0.2, max: 8, noNaN: true }),
        fc.double({ min: 0.3, max: 5, noNaN: true }),
        (left, right, minimum) => {
          const evaluate = (step: number) => {
            const s = step - minimum; // φ' = e^(right s) − e^(−left s)
            const [up, down] = [Math.exp(right * s), Math.exp(-left * s)];
            return { step, value: up / right + down / left, slope: up - down };
          };
          const start = evaluate(0);
          const point = wolfeLineSearch(evaluate, start, 1, { ...options, curvature: 1e-3 });
          expect(point).not.toBeNull();
          expect(Math.abs(point!.slope)).toBeLessThanOrEqual(1e-3 * Math.abs(start.slope));
        },
      ),
    );
  });
  test("a value that is not finite counts as too far", () => {
    const evaluate = (step: number) => ({
      step,
      value: step > 0.5 ? Number.NaN : (step - 0.4) ** 2,
      slope: step > 0.5 ? Number.NaN : 2 * (step - 0.4),
    });
    expect(wolfeLineSearch(evaluate, evaluate(0), 1, options)!.step).toBeLessThanOrEqual(0.5);
  });
  test("gives up where nothing descends", () => {
    const evaluate = (step: number) => ({ step, value: step, slope: 1 });
    expect(wolfeLineSearch(evaluate, { step: 0, value: 0, slope: -1 }, 1, options)).toBeNull();
  });
});

test("cubicMinimum is exact for a quadratic whose minimum lies inside", () => {
  const at = (step: number) => ({ step, value: (step - 0.3) ** 2, slope: 2 * (step - 0.3) });
  expect(cubicMinimum(at(0), at(1))).toBeCloseTo(0.3, 12);
});
