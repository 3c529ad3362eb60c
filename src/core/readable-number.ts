// Numbers as people read them.

/** A number in so many significant digits, without zeros at its end: 0.05, 0.0001, 1e-5, 2.4e-5, 12000. */
export function readableNumber(value: number, digits = 4): string {
  const rounded = Number(value.toPrecision(digits));
  return rounded !== 0 && Math.abs(rounded) < 1e-4 ? rounded.toExponential() : String(rounded);
}
