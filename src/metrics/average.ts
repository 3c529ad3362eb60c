// The mean and the largest deviation of a few numbers, for headlines.

/** Σ x_i / n; NaN for no values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** max |x_i − target|; 0 for no values. */
export function largestDeviation(values: ArrayLike<number>, target: number): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] - target));
  return largest;
}
