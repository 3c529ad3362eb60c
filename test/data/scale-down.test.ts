import { expect, test } from "vitest";
import { scaleDown, scaledSize, sideForPixels } from "../../src/data/scale-down.js";

const image = (height: number, width: number, data: number[], channels: 1 | 3 = 1) => ({
  name: "x",
  height,
  width,
  channels,
  data: Float64Array.from(data),
});

test("halves are means of 2×2 pixels", () => {
  const { height, width, data } = scaleDown(image(2, 4, [1, 3, 10, 20, 5, 7, 30, 40]), 2);
  expect([height, width, Array.from(data)]).toEqual([1, 2, [4, 25]]);
});

test("3 to 2: the pixel in the middle counts half on each side", () => {
  // (1 + ½·2)/1.5 and (½·2 + 6)/1.5
  const expected = [(1 + 1) / 1.5, (1 + 6) / 1.5];
  for (const [height, width] of [
    [1, 3],
    [3, 1],
  ]) {
    const { data } = scaleDown(image(height, width, [1, 2, 6]), 2);
    for (const [i, value] of data.entries()) expect(value).toBeCloseTo(expected[i], 15);
  }
});

test("colours stay apart, and a constant picture stays as it is", () => {
  expect(Array.from(scaleDown(image(1, 2, [1, 2, 3, 3, 4, 5], 3), 1).data)).toEqual([2, 3, 4]);
  expect(new Set(scaleDown(image(7, 5, Array(35).fill(0.75)), 3).data)).toEqual(new Set([0.75]));
});

test("a side for so many pixels", () => {
  expect(sideForPixels({ height: 3000, width: 4000 }, 4e6)).toBe(2309); // 4000/√3
  expect(scaledSize({ height: 3000, width: 4000 }, 2309)).toEqual({ height: 1732, width: 2309 });
  expect(sideForPixels({ height: 30, width: 40 }, 4e6)).toBe(40);
});

test("the longer side is the one that is said, small pictures keep their size", () => {
  expect(scaledSize({ height: 3024, width: 4032 }, 1000)).toEqual({ height: 750, width: 1000 });
  expect(scaledSize({ height: 4000, width: 3 }, 100)).toEqual({ height: 100, width: 1 });
  const small = image(2, 2, [1, 2, 3, 4]);
  expect(scaleDown(small, 2)).toBe(small);
});
