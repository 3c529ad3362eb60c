// Made pictures with labels: leaves of four shapes.

import { expect, test } from "vitest";
import type { DataConfig } from "../../src/config/config.js";
import { parseConfig } from "../../src/config/parse.js";
import { fingerprint } from "../../src/data/fingerprint.js";
import { FURTHEST, leafShapes } from "../../src/data/sources/leaf-shapes.js";
import type { Dataset } from "../../src/experiments/dataset.js";
import { loadDataset } from "../../src/experiments/load-dataset.js";

const parsed = (data: object) =>
  parseConfig({ name: "x", data: { kind: "leaves", ...data } as DataConfig, model: { kind: "softmax" } });
const load = (data: object, seed = 0): Promise<Dataset> => loadDataset(parsed(data).data, seed);

test.each(Object.entries(leafShapes))(
  "a %s has the area of a disc of its radius, and its middle inside",
  (_, shape) => {
    const { above, below, half } = shape;
    const [radius, steps] = [3, 100_000];
    const step = ((above + below) * radius) / steps;
    let [area, moment, furthest] = [0, 0, 0];
    for (let i = 0; i < steps; i++) {
      const down = -above * radius + (i + 0.5) * step;
      const width = 2 * half(down, radius);
      area += width * step;
      moment += width * step * down;
      furthest = Math.max(furthest, Math.hypot(down, width / 2));
    }
    expect(area).toBeCloseTo(Math.PI * radius ** 2, 3);
    expect(moment).toBeCloseTo(0, 3);
    expect(furthest).toBeLessThanOrEqual(FURTHEST * radius);
  },
);

test("classes by turns; the same each time, with another seed others; more pictures begin with the same", async () => {
  const few = { count: 6, tested: 2, side: 16 };
  const [first, again, more, other] = await Promise.all([
    load(few),
    load(few),
    load({ ...few, count: 9, tested: 3 }),
    load(few, 1),
  ]);
  expect([first.x.shape, first.imageShape, first.test?.x.shape]).toEqual([
    [6, 768],
    [16, 16, 3],
    [2, 768],
  ]);
  const classes = ["discs", "squares", "diamonds", "triangles"];
  expect(first.labels).toEqual({ values: Int32Array.of(0, 1, 2, 3, 0, 1), classes });
  expect(first.test?.labels).toEqual({ values: Int32Array.of(0, 1), classes });
  expect(again.x.data).toEqual(first.x.data);
  expect(more.x.data.slice(0, 6 * 768)).toEqual(first.x.data);
  expect(more.test?.x.data.slice(0, 2 * 768)).toEqual(first.test?.x.data);
  expect(other.x.data).not.toEqual(first.x.data);
  expect(first.test?.x.data).not.toEqual(first.x.data.slice(0, 2 * 768));
  expect((await load({ ...few, tested: 0 })).test).toBeUndefined();
});

test("they have the bits that they always had", async () => {
  const { test: held } = await load({ count: 1, tested: 4, side: 16 }, 3);
  expect(fingerprint(held!.x)).toBe("7e65b706af38de2e");
});

const SIDE = 32;

/** Of the edges of a picture, in brightness, the share that neither lie nor stand. */
function slanting(picture: ArrayLike<number>): number {
  const at = (row: number, column: number) => {
    const pixel = 3 * (row * SIDE + column);
    return picture[pixel] + picture[pixel + 1] + picture[pixel + 2];
  };
  let [all, slanted] = [0, 0];
  for (let row = 1; row < SIDE - 1; row++)
    for (let column = 1; column < SIDE - 1; column++) {
      const across = at(row, column + 1) - at(row, column - 1);
      const down = at(row + 1, column) - at(row - 1, column);
      all += across ** 2 + down ** 2;
      slanted += 2 * Math.abs(across * down);
    }
  return slanted / all;
}

test("pixels vary alike in all classes and tell none; the way that edges run does", async () => {
  const { x, labels, test: held } = await load({ count: 400, tested: 100, side: SIDE });
  const of = (label: number) => [...labels!.values.keys()].filter((i) => labels!.values[i] === label);
  const classes = [0, 1, 2, 3].map((label) =>
    of(label).map((i) => x.data.subarray(i * x.shape[1], (i + 1) * x.shape[1])),
  );
  const means = classes.map((pictures) =>
    Float64Array.from(
      { length: x.shape[1] },
      (_, k) => pictures.reduce((sum, p) => sum + p[k], 0) / pictures.length,
    ),
  );
  for (const pictures of classes) {
    const values = pictures.flatMap((picture) => [...picture]);
    const mean = values.reduce((a, b) => a + b) / values.length;
    expect(mean).toBeCloseTo(0.5, 1);
    const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
    expect(deviation).toBeGreaterThan(0.16);
    expect(deviation).toBeLessThan(0.22);
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
  }
  // The nearest mean picture is chance.
  const distance = (i: number, mean: Float64Array) =>
    mean.reduce((sum, value, k) => sum + (held!.x.get(i, k) - value) ** 2, 0);
  const right = [...held!.labels.values].filter((label, i) => {
    const distances = means.map((mean) => distance(i, mean));
    return distances.indexOf(Math.min(...distances)) === label;
  });
  expect(right.length).toBeLessThan(40);
  const [discs, squares, diamonds, triangles] = classes.map(
    (pictures) => pictures.reduce((sum, picture) => sum + slanting(picture), 0) / pictures.length,
  );
  expect(squares).toBeLessThan(discs - 0.1);
  expect(discs).toBeLessThan(diamonds - 0.1);
  expect(triangles).toBeGreaterThan(squares + 0.1);
  expect(triangles).toBeLessThan(diamonds - 0.1);
});

test.each<[object, string]>([
  [{ side: 0 }, "config: data.side must be a whole number ≥ 1, got 0"],
  [{ tested: -1 }, "config: data.tested must be a whole number ≥ 0, got -1"],
  [{ count: 1.5 }, "config: data.count must be a whole number ≥ 1, got 1.5"],
])("%j is refused", (data, error) => {
  expect(() => parsed(data)).toThrow(error);
});
