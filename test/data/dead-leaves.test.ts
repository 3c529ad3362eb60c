import { expect, test } from "vitest";
import { view } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { fingerprint } from "../../src/data/fingerprint.js";
import { deadLeaves, deadLeavesFiles } from "../../src/data/sources/dead-leaves.js";

const leaves = (side: number, colour: boolean, seed = 0) =>
  deadLeaves("leaves", { side, colour }, createRandom(seed, "test"));

test("an image is the same each time, another than the next, inside [0, 1], and covered", () => {
  const [first, second] = deadLeavesFiles({ images: 2, side: 40, colour: true });
  expect([first.name, first.size()]).toEqual(["leaves-1", { height: 40, width: 40 }]);
  const image = first.load();
  expect([image.height, image.width, image.channels, image.data.length]).toEqual([40, 40, 3, 4800]);
  expect(first.load().data).toEqual(image.data);
  expect(second.load().data).not.toEqual(image.data);
  for (const value of image.data) expect(value >= 0 && value <= 1).toBe(true);
  const grey = image.data.filter((value) => value === 0.5).length;
  expect(grey).toBeLessThan(image.data.length / 20);
});

test("it has the bits that it always had", () => {
  const [file] = deadLeavesFiles({ images: 1, side: 24, colour: true });
  expect(fingerprint(view(file.load().data, [24, 72]))).toBe("c527afce8372d493");
});

test("in grey it is the mean of the colours", () => {
  const [colour, grey] = [leaves(24, true).data, leaves(24, false).data];
  for (let i = 0; i < grey.length; i++)
    expect(grey[i]).toBeCloseTo((colour[3 * i] + colour[3 * i + 1] + colour[3 * i + 2]) / 3, 14);
});

test("neighbours are alike, the more so the nearer, and brightness varies more than colour", () => {
  const side = 160;
  const { data } = leaves(side, true);
  const at = (row: number, column: number, weights: readonly number[]) =>
    weights.reduce((sum, weight, c) => sum + weight * data[(row * side + column) * 3 + c], 0);
  const roughness = (apart: number, weights: readonly number[]) => {
    let sum = 0;
    for (let row = 0; row < side; row++)
      for (let column = 0; column + apart < side; column++)
        sum += (at(row, column, weights) - at(row, column + apart, weights)) ** 2;
    return sum / (side * (side - apart));
  };
  const brightness = [1 / 3, 1 / 3, 1 / 3];
  const [one, four, sixteen] = [1, 4, 16].map((apart) => roughness(apart, brightness));
  expect(one).toBeLessThan(four / 2);
  expect(four).toBeLessThan(sixteen);
  expect(roughness(4, [0.5, -0.5, 0])).toBeLessThan(four / 2);
});
