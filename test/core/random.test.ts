import { describe, expect, test } from "vitest";
import { createRandom, restoreRandom } from "../../src/core/random.js";

describe("createRandom", () => {
  test("the same seed gives the same numbers, to the bit", () => {
    const random = createRandom(42, "patches");
    expect([random.uniform(), random.normal(), random.integer(1000)]).toMatchInlineSnapshot(`
      [
        0.929676058292075,
        -1.3107858949321038,
        767,
      ]
    `);
  });
  test("streams and seeds differ", () => {
    const first = [createRandom(0, "a"), createRandom(0, "b"), createRandom(1, "a")].map((random) =>
      random.uniform(),
    );
    expect(new Set(first).size).toBe(3);
  });
  test("a restored state continues where it was saved, through JSON", () => {
    const random = createRandom(7);
    for (let i = 0; i < 101; i++) random.normal();
    const restored = restoreRandom(JSON.parse(JSON.stringify(random.state())));
    for (let i = 0; i < 50; i++)
      expect([restored.normal(), restored.uniform()]).toEqual([random.normal(), random.uniform()]);
  });
  test("the normal distribution has mean 0, variance 1 and a kurtosis of 3", () => {
    const random = createRandom(1);
    const values = Array.from({ length: 100_000 }, () => random.normal());
    const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.015);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.02);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15);
  });
  test("uniform and integer stay inside their range and reach all of it", () => {
    const random = createRandom(2);
    const drawn = new Set(Array.from({ length: 500 }, () => random.integer(7)));
    expect([...drawn].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    for (let i = 0; i < 1000; i++) {
      const value = random.uniform();
      expect(value >= 0 && value < 1).toBe(true);
    }
  });
  test("refuses a seed that is no whole number of 32 bits", () => {
    for (const seed of [-1, 0.5, 2 ** 32, Number.NaN])
      expect(() => createRandom(seed)).toThrow(/seed must be a whole number/);
  });
});
