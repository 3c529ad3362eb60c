import { describe, expect, test } from "vitest";
import { matrix } from "../../src/core/arrays.js";
import { mean } from "../../src/metrics/average.js";
import { roughness } from "../../src/metrics/roughness.js";
import { randomMatrix } from "../support/data.js";

describe("roughness", () => {
  test("by hand: a 2×2 tile 1 −1 / 1 −1 has differences 4 + 4 over squares 4", () => {
    expect(Array.from(roughness(matrix(Float64Array.of(1, -1, 1, -1), 1, 4), [2, 2]))).toEqual([2]);
  });
  test("a constant tile is smooth, a tile of zeros too", () => {
    expect(Array.from(roughness(matrix(Float64Array.of(3, 3, 3, 3, 0, 0, 0, 0), 2, 4), [2, 2]))).toEqual([
      0, 0,
    ]);
  });
  test("independent random pixels of 8×8 have 3.5 on average", () => {
    expect(mean(roughness(randomMatrix(2000, 64, 3, -1, 1), [8, 8]))).toBeCloseTo(3.5, 1);
  });
  test("refuses tiles of another size", () => {
    expect(() => roughness(randomMatrix(1, 63), [8, 8])).toThrow(/features must have 64 values each/);
  });
});
