// What an array holds, at a glance.

import { sizeOf } from "../core/arrays.js";
import { floatsOf, type StoredTensor } from "../data/io/stored-tensor.js";

/** Numbers of one array; null where it has no finite value. */
export interface TensorFacts {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** Values that are NaN or infinite */
  readonly notFinite: number;
}

/** @param values - floats, row-major */
export function factsOf(
  name: string,
  { dtype, shape }: Pick<StoredTensor, "dtype" | "shape">,
  values: ArrayLike<number>,
): TensorFacts {
  const count = sizeOf(shape);
  let [min, max, sum, finite] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < count; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    finite += 1;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const none = finite === 0;
  return {
    name,
    dtype,
    shape,
    min: none ? null : min,
    max: none ? null : max,
    mean: none ? null : sum / finite,
    notFinite: count - finite,
  };
}

/** The same of tensors by name, in the order of the file. */
export const tensorFacts = (tensors: Readonly<Record<string, StoredTensor>>): TensorFacts[] =>
  Object.entries(tensors).map(([name, stored]) => factsOf(name, stored, floatsOf(stored)));
