import { describe, expect, test } from "vitest";
import { angleOf, cos, sin } from "../../src/core/angles.js";

const places = Array.from({ length: 4001 }, (_, i) => (i - 2000) * 0.0173);

describe("angles", () => {
  test("sin and cos are those of Math, within 2e-15", () => {
    for (const x of places) {
      expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThan(2e-15);
      expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThan(2e-15);
    }
  });
  test("sin and cos of large angles, within 1e-12", () => {
    for (const x of [1e3, -12_345.6, 9.9e5]) {
      expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThan(1e-12);
      expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThan(1e-12);
    }
  });
  test("angleOf is the angle of the vector, in all quadrants and on the axes", () => {
    for (const x of places.filter((angle) => Math.abs(angle) < Math.PI))
      expect(angleOf(3 * Math.sin(x), 3 * Math.cos(x))).toBeCloseTo(x, 14);
    expect([angleOf(0, 1), angleOf(1, 0), angleOf(0, -1), angleOf(-1, 0), angleOf(0, 0)]).toEqual([
      0,
      Math.PI / 2,
      Math.PI,
      -Math.PI / 2,
      0,
    ]);
  });
});
