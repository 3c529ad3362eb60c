import { expect, test } from "vitest";
import { matrix } from "../../src/core/arrays.js";
import { denseRows, sparseRows, sparseRowsOf } from "../../src/core/sparse-rows.js";

const dense = Float64Array.of(0, 2, 0, 0, 0, 0, 3, 0, -1);

test("values in any order come row by row, and back with their zeros", () => {
  const sparse = sparseRows([3, 3], { rows: [2, 0, 2], columns: [0, 1, 2], values: [3, 2, -1] });
  expect(sparse).toEqual({
    shape: [3, 3],
    starts: Uint32Array.of(0, 1, 1, 3),
    columns: Uint32Array.of(1, 0, 2),
    values: Float64Array.of(2, 3, -1),
  });
  expect(denseRows(sparse, [0, 1, 2]).data).toEqual(dense);
  expect(denseRows(sparse, [2, 1]).data).toEqual(Float64Array.of(3, 0, -1, 0, 0, 0));
  expect(sparseRowsOf(matrix(dense, 3, 3))).toEqual(sparse);
});
