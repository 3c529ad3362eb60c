import { expect, test } from "vitest";
import { createAnnealedPower } from "../../src/sae/annealed-power.js";

const f = Float64Array.of(0, 4, 9);
const slopes = new Float64Array(3);
const at = (iteration: number) => ({ iteration, iterations: 6 });

test("p falls from 1 to ½ in one change, and the penalty stays what it was", () => {
  const power = createAnnealedPower({ start: 2, changes: 1, last: 0.5 });
  for (let iteration = 0; iteration <= 2; iteration++) {
    expect(power.evaluate(f, slopes, at(iteration))).toBe(13);
    power.after(at(iteration));
  }
  expect([...slopes]).toEqual([0, 1, 1]);
  // √4 + √9 = 5, times 13/5; the slope is ½ f^−½ times that
  expect(power.evaluate(f, slopes, at(3))).toBeCloseTo(13, 12);
  expect(power.state.annealing[0]).toBeCloseTo(13 / 5, 14);
  expect(slopes[1]).toBeCloseTo(13 / 5 / 4, 14);
  expect(slopes[0]).toBe(0);
});
