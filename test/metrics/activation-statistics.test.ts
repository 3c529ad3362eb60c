import { describe, expect, test } from "vitest";
import { type Matrix, matrix, rows } from "../../src/core/arrays.js";
import {
  activationStatistics,
  EXAMPLES_AN_INTERVAL,
  HISTOGRAM_BINS,
  INTERVALS,
} from "../../src/metrics/activation-statistics.js";
import { randomMatrix } from "../support/data.js";

const inChunks = (all: Matrix, size: number) => (visit: (from: number, a: Matrix) => void) => {
  for (let from = 0; from < all.shape[0]; from += size)
    visit(from, rows(all, from, Math.min(all.shape[0], from + size)));
};

describe("activationStatistics", () => {
  const values = [0, 0.1, 0.9, 1, 0.45, 0, 0.3, 0.95, 0.05, 0.5];
  const statistics = activationStatistics(
    1,
    { rest: 0.4 },
    inChunks(matrix(Float64Array.from(values), 10, 1), 3),
  );
  test("by hand: density above rest, mean, range", () => {
    expect(statistics.examples).toBe(10);
    expect(statistics.density[0]).toBe(0.5); // .9 1 .45 .95 .5
    expect(statistics.mean[0]).toBeCloseTo(0.425, 15);
    expect(statistics.std[0]).toBeCloseTo(Math.sqrt(0.32675 - 0.425 * 0.425), 15);
    expect([statistics.min[0], statistics.max[0]]).toEqual([0, 1]);
  });
  test("where units have a sign, those below rest are active too", () => {
    const signed = (values: number[], isSigned: boolean) =>
      activationStatistics(
        1,
        { rest: 0, signed: isSigned },
        inChunks(matrix(Float64Array.from(values), 4, 1), 4),
      ).density[0];
    expect([signed([-1, 0, 2, -3], true), signed([-1, 0, 2, -3], false)]).toEqual([0.75, 0.25]);
  });
  test("by hand: the examples of each interval, the highest of the first falling", () => {
    expect(Array.from(statistics.intervalCounts)).toEqual([3, 0, 2, 1, 4]);
    const first = Array.from(statistics.exampleIndex.subarray(0, EXAMPLES_AN_INTERVAL));
    expect(first).toEqual([3, 7, 2, -1, -1, -1, -1, -1]);
    const last = statistics.exampleIndex.subarray(4 * EXAMPLES_AN_INTERVAL);
    expect(Array.from(last.subarray(0, 5))).toEqual([0, 1, 5, 8, -1]);
  });
  test("keeps the highest examples of all, of equal ones the first", () => {
    const many = Float64Array.from({ length: 500 }, (_, i) => (i % 50 === 7 ? 1 : 0.81 + (i % 3) / 100));
    const { exampleIndex } = activationStatistics(
      1,
      { rest: 0 },
      inChunks(matrix(Float64Array.from([0, ...many]), 501, 1), 64),
    );
    expect(Array.from(exampleIndex.subarray(0, EXAMPLES_AN_INTERVAL))).toEqual([
      8, 58, 108, 158, 208, 258, 308, 358,
    ]);
  });
  test("counts every example once, in histogram and intervals, however they come", () => {
    const all = randomMatrix(237, 5, 3);
    const [whole, parts] = [
      activationStatistics(5, { rest: 0 }, inChunks(all, 237)),
      activationStatistics(5, { rest: 0 }, inChunks(all, 10)),
    ];
    expect(parts).toEqual(whole);
    for (let unit = 0; unit < 5; unit++) {
      const sum = (counts: Float64Array, n: number) =>
        counts.subarray(unit * n, (unit + 1) * n).reduce((s, v) => s + v, 0);
      expect(sum(whole.histogram, HISTOGRAM_BINS)).toBe(237);
      expect(sum(whole.intervalCounts, INTERVALS)).toBe(237);
    }
  });
  test("a relu unit at 0 is not active", () => {
    const zeros = matrix(Float64Array.of(0, 0, 2, 0), 4, 1);
    expect(activationStatistics(1, { rest: 0 }, inChunks(zeros, 4)).density[0]).toBe(0.25);
  });
  test("a unit that never changes has no width to divide", () => {
    const { histogram, mean, std } = activationStatistics(
      1,
      { rest: 0 },
      inChunks(matrix(new Float64Array(4).fill(0.5), 4, 1), 4),
    );
    expect([histogram[0], mean[0], std[0]]).toEqual([4, 0.5, 0]);
  });
});
