// What examples are like, in numbers.

import { contiguous, type FloatNdArray } from "../core/arrays.js";

/** Numbers of all values of some examples. */
export interface DataFacts {
  readonly examples: number;
  /** Values of an example */
  readonly values: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Mean of (v − mean)² */
  readonly variance: number;
  /** Features that are the same in every example, as a share of all */
  readonly constantShare: number;
  /** Of the features that vary: the largest standard deviation by the smallest; null where none varies */
  readonly deviationRatio: number | null;
  /** Whether every value is a whole number */
  readonly isWhole: boolean;
}

/** Smallest, largest and sum of the values, and whether all are whole. */
function overview(values: ArrayLike<number>) {
  let [min, max, sum, isWhole] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, true];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    isWhole &&= Number.isInteger(value);
  }
  return { min, max, mean: sum / values.length, isWhole };
}

/** Σ over examples of (v − mean of the feature)², of each feature, [n]; exactly 0 where a feature is constant. */
function spreads(values: ArrayLike<number>, m: number, n: number): Float64Array {
  const means = new Float64Array(n);
  for (let i = 0; i < values.length; i++) means[i % n] += values[i] / m;
  const found = new Float64Array(n);
  const varies = new Uint8Array(n);
  for (let i = 0; i < values.length; i++) {
    const j = i % n;
    if (values[i] !== values[j]) varies[j] = 1;
    found[j] += (values[i] - means[j]) * (values[i] - means[j]);
  }
  return found.map((spread, j) => (varies[j] === 1 ? spread : 0));
}

/** @param x - examples as rows, [m, n] */
export function dataFacts(x: FloatNdArray): DataFacts {
  const [examples, n] = x.shape;
  const values = contiguous(x);
  const { mean, ...range } = overview(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) * (values[i] - mean);
  const varying = spreads(values, examples, n).filter((spread) => spread > 0);
  const ratio =
    varying.reduce((most, spread) => Math.max(most, spread), 0) /
    varying.reduce((least, spread) => Math.min(least, spread), Number.POSITIVE_INFINITY);
  return {
    examples,
    values: n,
    ...range,
    mean,
    variance: squares / values.length,
    constantShare: (n - varying.length) / n,
    deviationRatio: varying.length === 0 ? null : Math.sqrt(ratio),
  };
}
