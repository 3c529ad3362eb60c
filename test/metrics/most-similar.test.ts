import { expect, test } from "vitest";
import { matrix } from "../../src/core/arrays.js";
import { mostSimilar } from "../../src/metrics/most-similar.js";

test("the rows of the greatest cosine, whatever their lengths, without the row itself and those that point away", () => {
  const rows = [
    [1, 0],
    [0, 2],
    [30, 40],
    [-1, 0],
    [4, 3],
    [0, 0],
  ];
  const found = mostSimilar(matrix(Float64Array.from(rows.flat()), 6, 2), 0, 3);
  expect(found).toEqual([
    { row: 4, cosine: 0.8 },
    { row: 2, cosine: 0.6 },
    { row: 1, cosine: 0 },
  ]);
});

test("rows of a transposed matrix, and fewer of them than are asked for", () => {
  const columns = {
    data: Float64Array.of(1, 3, 0, 4),
    shape: [2, 2] as const,
    stride: [1, 2] as const,
    offset: 0,
  };
  expect(mostSimilar(columns, 0, 8)).toEqual([{ row: 1, cosine: 0.6 }]);
});
