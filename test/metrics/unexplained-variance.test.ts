import { describe, expect, test } from "vitest";
import { view } from "../../src/core/arrays.js";
import { UnexplainedVariance } from "../../src/metrics/unexplained-variance.js";

const rowsOf = (...rows: number[][]) => view(Float64Array.from(rows.flat()), [rows.length, rows[0].length]);

describe("UnexplainedVariance", () => {
  // Mean (2, 4); Σ ‖x − mean‖² = 1 + 4 + 1 + 4 = 10.
  const x = rowsOf([1, 2], [3, 6]);

  test("is Σ ‖x − x̂‖² over Σ ‖x − mean‖²", () => {
    const found = new UnexplainedVariance(2);
    found.add(0, x, rowsOf([1, 3], [3, 4])); // errors 1 and 4
    expect(found.fraction()).toBe(0.5);
    expect(found.spread()).toBeCloseTo(Math.sqrt(5), 15);
  });
  test("is 1 for the mean and 0 for the data themselves", () => {
    const of = (output: typeof x) => {
      const found = new UnexplainedVariance(2);
      found.add(0, x, output);
      return found.fraction();
    };
    expect(of(rowsOf([2, 4], [2, 4]))).toBe(1);
    expect(of(x)).toBe(0);
  });
  test("of chunks is that of the whole, also where a pass is repeated and the data lie far from 0", () => {
    const far = 2 ** 40; // squares of it have no digits left for 10
    const found = new UnexplainedVariance(2);
    for (let pass = 0; pass < 2; pass++) {
      found.add(0, rowsOf([far + 1, far + 2]), rowsOf([far + 1, far + 3]));
      found.add(1, rowsOf([far + 3, far + 6]), rowsOf([far + 3, far + 4]));
    }
    expect(found.fraction()).toBe(0.5);
  });
  test("is not known where nothing varies, or nothing came", () => {
    const same = rowsOf([0.1, 0.7], [0.1, 0.7], [0.1, 0.7]);
    const found = new UnexplainedVariance(2);
    expect(found.fraction()).toBeNull();
    expect(found.spread()).toBe(0);
    found.add(0, same, rowsOf([0, 0], [0, 0], [0, 0]));
    expect(found.fraction()).toBeNull();
  });
});
