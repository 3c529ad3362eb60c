// Values of examples that no training can use, and where they stand.

import type { FloatArray } from "../core/arrays.js";
import { InputError } from "../core/errors.js";

/**
 * Where the first value stands that is NaN or infinite, −1 if there is none. 0·v is NaN then, and so is every sum with
 * it; of four at a time, as a processor can add them while it waits for the sum before.
 */
export function firstNotFinite(data: FloatArray): number {
  let sum = 0;
  let i = 0;
  for (; i + 3 < data.length; i += 4) sum += 0 * (data[i] + data[i + 1] + data[i + 2] + data[i + 3]);
  for (; i < data.length; i++) sum += 0 * data[i];
  return sum === 0 ? -1 : data.findIndex((value) => !Number.isFinite(value));
}

/** The error of such a value. */
export const notFinite = (where: string, name: string, value: number, row: number, column: number) =>
  new InputError(
    `${where}: ${name} must hold finite numbers only, got ${value} at row ${row}, column ${column}; remove or replace it first`,
  );
