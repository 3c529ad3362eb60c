// Axes: whether their numbers are spread by logarithms, and which of them stand there.

/** Numbers whose largest is so many times the smallest are spread evenly by their logarithms. */
const LOGARITHMIC = 8;

/** The scale on which numbers of a range lie apart. */
export const scaleFor = ([low, high]: readonly [low: number, high: number]): "log" | "linear" =>
  low > 0 && high / low >= LOGARITHMIC ? "log" : "linear";

/**
 * 10^k within a range; every second or third where there are many; 1, 2 and 5 times them where there are few.
 *
 * @param few - fewer than so many
 */
export function logTicks(low: number, high: number, few = 2): number[] {
  const [first, last] = [Math.ceil(Math.log10(low)), Math.floor(Math.log10(high))];
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  if (powers.length < few) {
    const between = [first - 1, ...powers].flatMap((k) => [1, 2, 5].map((n) => Number(`${n}e${k}`)));
    return between.filter((tick) => tick >= low && tick <= high);
  }
  const every = Math.ceil(powers.length / 7);
  return powers.filter((_, i) => i % every === 0).map((k) => Number(`1e${k}`));
}

/** Some six round numbers within a range: 1, 2 or 5 times a power of ten apart. */
export function linearTicks(low: number, high: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((times) => times * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}
