// What is measured: one thing done by an engine, with the work it takes and a check that it was done right.

import type { DType } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";

/** A job set up on an engine. */
export interface PreparedJob {
  /** Does it once. */
  run(): void;
  /** What it computed, for the comparison with the reference engine; a part of it is enough. */
  result(): ArrayLike<number>;
}

export interface Job {
  readonly name: string;
  readonly dtypes: readonly DType[];
  /** Whether it uses more than one thread */
  readonly threaded: boolean;
  /** Whether the reference engine is left out: it would take minutes */
  readonly withoutReference?: boolean;
  /** Multiplications and additions of its matrix products; 0 where that is not what takes the time */
  readonly flops: number;
  prepare(kernels: Kernels): PreparedJob;
  /** The same job small enough for the reference engine, to compare results; itself where that is small enough */
  check?(kernels: Kernels): PreparedJob;
}

/** ‖a − b‖ / ‖b‖ */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i] - b[i]) * (a[i] - b[i]);
    size += b[i] * b[i];
  }
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return size === 0 ? Math.sqrt(difference) : Math.sqrt(difference / size);
}
