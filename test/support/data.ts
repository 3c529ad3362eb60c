// Data for tests, from a seed.

import { type DType, type Matrix, matrix, toDType } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";

/** A matrix of values uniform in [low, high). */
export function randomMatrix(
  rows: number,
  columns: number,
  seed = 0,
  low = 0.1,
  high = 0.9,
  dtype: DType = "float64",
): Matrix {
  const random = createRandom(seed, "test");
  const values = Float64Array.from({ length: rows * columns }, () => low + (high - low) * random.uniform());
  return matrix(toDType(values, dtype), rows, columns);
}

/** ‖a − b‖ / ‖b‖ */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i] - b[i]) ** 2;
    norm += b[i] ** 2;
  }
  return Math.sqrt(difference / norm);
}
