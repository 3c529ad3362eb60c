// Which class is taken for which.

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
