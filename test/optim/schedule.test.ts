import { describe, expect, test } from "vitest";
import { assertSchedule, scheduleFactor } from "../../src/optim/schedule.js";

describe("scheduleFactor, by hand", () => {
  const factors = (schedule: Parameters<typeof scheduleFactor>[0], iterations: number) =>
    Array.from({ length: iterations }, (_, t) => scheduleFactor(schedule, t, iterations));
  test("constant", () => expect(factors({}, 3)).toEqual([1, 1, 1]));
  test("a linear warm-up: the first step is no step of 0", () =>
    expect(factors({ warmUp: 4 }, 6)).toEqual([0.25, 0.5, 0.75, 1, 1, 1]));
  test("a linear decay: 1 where it begins, and the last step is no step of 0", () =>
    expect(factors({ decay: "linear", decayIterations: 4 }, 6)).toEqual([1, 1, 1, 0.75, 0.5, 0.25]));
  test("a cosine decay: (1 + cos πs)/2", () => {
    const half = Math.SQRT1_2 / 2;
    const expected = [1, 1, 1, 0.5 + half, 0.5, 0.5 - half];
    for (const [t, factor] of factors({ decay: "cosine", decayIterations: 4 }, 6).entries())
      expect(factor).toBeCloseTo(expected[t], 15);
  });
  test("a decay of the last fifth, unless told", () =>
    expect(factors({ decay: "linear" }, 10)).toEqual([...Array(9).fill(1), 0.5]));
  test("a decay of no iterations is none", () =>
    expect(factors({ decay: "linear", decayIterations: 0 }, 2)).toEqual([1, 1]));
});

test.each([
  [
    { warmUp: 3, decay: "linear", decayIterations: 3 },
    "warm-up and decay of a rate must be at most the 5 iterations of the training together, got 6; take more iterations, or a smaller rise or fall",
  ],
  [{ warmUp: 6 }, "together, got 6; take more iterations, or a smaller rise"],
  [{ decay: "cosin" }, 'decay must name a decay, got "cosin"; did you mean cosine?'],
  [{ warmUp: -1 }, "warmUp must be a number ≥ 0"],
  [{ decayIterations: 3 }, "decayIterations must be given only with a decay of a rate, got 3; choose linear"],
  [{ warmup: 1 }, "did you mean warmUp?"],
])("%j is refused", (schedule, message) =>
  expect(() =>
    assertSchedule("test", { of: "a rate", warmUp: "rise", decay: "fall" }, schedule as never, 5),
  ).toThrow(message),
);
