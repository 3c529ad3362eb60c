// The smallest and the largest of many numbers: Math.min(...values) ends at some 100 000.

/** [smallest, largest]; [∞, −∞] of nothing. NaN is passed over. */
export function extent(values: ArrayLike<number>): [smallest: number, largest: number] {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  return [smallest, largest];
}

/** max |v|; 0 of nothing. NaN is passed over. */
export function largestMagnitude(values: ArrayLike<number>): number {
  const [smallest, largest] = extent(values);
  return Math.max(-smallest, largest, 0);
}
