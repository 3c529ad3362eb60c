// Values of examples that no training can use, and where they stand.

import type { FloatArray } from "../core/arrays.js";
import { InputError } from "../core/errors.js";

/**
 * Where the first value stands that is NaN or infinite, −1 if there is none. A sum with one of them is one of them, so
 * only where the sum is (that of finite float64 may be too) are values looked at one by one. Two sums at a time: a
 * processor adds to one while it waits for the other.
 */
export function firstNotFinite(data: FloatArray): number {
  let [even, odd] = [0, 0];
  const whole = data.length - (data.length % 8);
  for (let i = 0; i < whole; i += 8) {
    even += data[i] + data[i + 1] + (data[i + 2] + data[i + 3]);
    odd += data[i + 4] + data[i + 5] + (data[i + 6] + data[i + 7]);
  }
  for (let i = whole; i < data.length; i++) even += data[i];
  return Number.isFinite(even + odd) ? -1 : data.findIndex((value) => !Number.isFinite(value));
}

/** The error of such a value. */
export const notFinite = (where: string, name: string, value: number, row: number, column: number) =>
  new InputError(
    `${where}: ${name} must hold finite numbers only, got ${value} at row ${row}, column ${column}; remove or replace it first`,
  );
