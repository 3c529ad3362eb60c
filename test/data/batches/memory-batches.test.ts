import { describe, expect, test } from "vitest";
import { matrix, transpose } from "../../../src/core/arrays.js";
import { createBatches } from "../../../src/data/batches/memory-batches.js";
import { batchContract } from "../../support/batch-contract.js";

const numbered = (count: number) =>
  Float64Array.from({ length: 2 * count }, (_, i) => (i % 2 ? -1 : 1) * (i >> 1));

describe("createBatches", () => {
  batchContract((count, options) => createBatches(matrix(numbered(count), count, 2), options));

  test("takes examples that stand in columns", () => {
    const x = transpose(matrix(Float64Array.of(1, 2, 3, 10, 20, 30), 2, 3));
    const into = new Float64Array(2);
    const source = createBatches(x, { batch: 1, seed: 0 });
    const rows = [0, 1, 2].map(() => {
      source.fill(into);
      return [...into];
    });
    expect(rows.sort()).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
    ]);
  });

  test("a value that is not finite is refused by its place", () => {
    const x = matrix(Float64Array.of(1, 2, 3, Number.NaN), 2, 2);
    expect(() => createBatches(x, { batch: 1, seed: 0 })).toThrow(
      /^createBatches: x must hold finite numbers only, got NaN at row 1, column 1; remove or replace it first$/,
    );
  });
});
