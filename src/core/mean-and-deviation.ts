// A mean with its standard deviation, as people read them.

/**
 * "0.30 ± 0.12": the deviation to two digits, the mean to as many decimals. No deviation, or one of rounding errors alone,
 * leaves the mean to four digits.
 */
export function meanAndDeviation(mean: number, deviation: number): string {
  if (!(deviation > 1e-9 * Math.abs(mean))) return `${Number(mean.toPrecision(4))} ± 0`;
  const decimals = 1 - Number(deviation.toExponential(1).split("e")[1]);
  return [mean, deviation].map((value) => value.toFixed(Math.min(20, Math.max(0, decimals)))).join(" ± ");
}
