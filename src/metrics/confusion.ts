// Which class is taken for which.

import type { Matrix } from "../core/arrays.js";

/** The largest of each row, [m]; of equal ones the first. @param p - how likely each class is, [m, K] */
export function likeliest({ data, shape: [count, classes], stride, offset }: Matrix): Int32Array {
  const best = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const at = (k: number) => data[offset + i * stride[0] + k * stride[1]];
    for (let k = 1; k < classes; k++) if (at(k) > at(best[i])) best[i] = k;
  }
  return best;
}

/**
 * How many examples of each class are taken for each, [K][K]: a row a class, a column what it is taken for.
 *
 * @param labels - the class of each example, counted from 0, [m]
 * @param predicted - what it is taken for, [m]
 */
export function confusionOf(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) counts[labels[i]][predicted[i]] += 1;
  return counts;
}

/** The share of examples on the diagonal, those taken for what they are. */
export function accuracyOf(confusion: readonly (readonly number[])[]): number {
  let [right, all] = [0, 0];
  for (const [k, row] of confusion.entries())
    for (const [j, count] of row.entries()) {
      all += count;
      if (j === k) right += count;
    }
  return right / all;
}
