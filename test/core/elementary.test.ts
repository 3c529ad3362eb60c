import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exp, log, sinCosOfTurn, tanh } from "../../src/core/elementary.js";

/** Units in the last place between two finite numbers. */
function ulps(a: number, b: number): number {
  if (a === b) return 0;
  const size = Math.max(Math.abs(b), 2 ** -1022);
  return Math.abs(a - b) / 2 ** (Math.floor(Math.log2(size)) - 52);
}

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe("elementary functions", () => {
  test("exp agrees with Math.exp to 2 ulp", () => {
    fc.assert(
      fc.property(real(-708, 709.7), (x) => ulps(exp(x), Math.exp(x)) <= 2),
      { numRuns: 5000 },
    );
  });
  test("exp saturates, passes subnormals and NaN on", () => {
    expect([exp(710), exp(-746), exp(0), exp(Number.NaN), exp(Number.NEGATIVE_INFINITY)]).toEqual([
      Number.POSITIVE_INFINITY,
      0,
      1,
      Number.NaN,
      0,
    ]);
    expect(exp(-744)).toBe(Math.exp(-744));
  });
  test("log agrees with Math.log to 2 ulp", () => {
    fc.assert(
      fc.property(fc.double({ min: 5e-324, max: 1e308, noNaN: true }), (x) => ulps(log(x), Math.log(x)) <= 2),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(real(0.5, 2), (x) => ulps(log(x), Math.log(x)) <= 2),
      { numRuns: 5000 },
    );
  });
  test("log at the borders", () => {
    expect([log(0), log(-1), log(1), log(Number.POSITIVE_INFINITY)]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      0,
      Number.POSITIVE_INFINITY,
    ]);
  });
  test("tanh agrees with Math.tanh to 3 ulp, is odd and saturates", () => {
    fc.assert(
      fc.property(real(-25, 25), (z) => ulps(tanh(z), Math.tanh(z)) <= 3 && tanh(-z) === -tanh(z)),
      { numRuns: 5000 },
    );
    expect([tanh(1000), tanh(-1000), tanh(Number.NaN)]).toEqual([1, -1, Number.NaN]);
    expect(tanh(-0)).toBe(-0);
  });
  test("known values to the bit, so that every machine has them", () => {
    expect([exp(1), exp(-0.3), log(10), log(0.7), tanh(0.5)].map(String)).toEqual([
      "2.7182818284590455",
      "0.7408182206817179",
      "2.302585092994046",
      "-0.35667494393873245",
      "0.46211715726000974",
    ]);
  });
  test("the roots of unity are symmetric, and exact at the quarters", () => {
    expect(sinCosOfTurn(1, 4).map((value) => value + 0)).toEqual([1, 0]);
    expect(sinCosOfTurn(0, 7)).toEqual([0, 1]);
    fc.assert(
      fc.property(fc.integer({ min: -2000, max: 2000 }), fc.integer({ min: 1, max: 999 }), (k, n) => {
        const [sin, cos] = sinCosOfTurn(k, n);
        expect(sin).toBeCloseTo(Math.sin((2 * Math.PI * k) / n), 11);
        expect(cos).toBeCloseTo(Math.cos((2 * Math.PI * k) / n), 11);
        expect(sin * sin + cos * cos).toBeCloseTo(1, 14);
      }),
    );
  });
});
