import { expect, test } from "vitest";
import { laterRange } from "../../src/viz/curve-range.js";

/** A line over 40 iterations: what is left of its start falls to half in each, and from 20 on it falls by `fall`. */
const line = (start: number, end: number, fall: number) =>
  Array.from({ length: 41 }, (_, iteration) => ({
    iteration,
    value: end + start * 0.5 ** iteration + fall * (1 - Math.max(0, iteration - 20) / 20),
  }));

test("lines that start steeply and end apart take at least a third of the height with their second halves", () => {
  const lines = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => line(60 - 5 * i, 0.3, 0.02 * i));
  const { low, high, cut } = laterRange(lines);
  expect(cut).toBe(true);
  expect(low).toBeCloseTo(0.3, 3);
  expect(0.14 / (high - low)).toBeGreaterThan(1 / 3);
});

test("one line alone is shown from a twentieth of its iterations on where its second half can be read there", () => {
  const { high } = laterRange([line(1, 0.3, 0.2)]);
  expect(high).toBeCloseTo(0.3 + 0.25 + 0.2, 10);
});

test("a line of few iterations beside a long one is within the range from its own second half on", () => {
  const short = [0, 1, 2, 3, 4].map((iteration) => ({ iteration, value: 9 - iteration }));
  const { low, high } = laterRange([line(60, 0.3, 0.1), short]);
  expect(low).toBeLessThanOrEqual(0.3 + 1e-6);
  expect(high).toBeGreaterThanOrEqual(7);
});

test("lines that fall slowly are shown whole", () => {
  const slow = line(0, 0, 1);
  expect(laterRange([slow, slow])).toEqual({ low: 0, high: 1, cut: false });
  expect(laterRange([])).toEqual({ low: 0, high: 1, cut: false });
});
