// Pictures of bars and of Gabor patches.

import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { createRandom } from "../../src/core/random.js";
import { rowNorms, rowOf } from "../../src/core/rows.js";
import { denseRows } from "../../src/core/sparse-rows.js";
import { barPictures, drawGabors, gaborPictures, occludingBars } from "../../src/data/sources/world.js";
import type { Truth } from "../../src/data/truth.js";
import { loadDataset } from "../../src/experiments/load-dataset.js";
import { fitGabor } from "../../src/metrics/gabor-fit.js";

const load = (data: object) =>
  loadDataset(
    parseConfig({ name: "x", data: { kind: "world", ...data }, model: { kind: "topk" } } as never).data,
    4,
  );
const activationsOf = ({ activations }: Truth) =>
  denseRows(
    activations,
    Array.from({ length: activations.shape[0] }, (_, i) => i),
  );

test("bars are the rows and the columns of a picture, of norm 1", () => {
  const atoms = barPictures(2);
  const half = Math.sqrt(0.5);
  expect([0, 1, 2, 3].map((j) => [...rowOf(atoms, j)])).toEqual(
    [
      [1, 1, 0, 0],
      [0, 0, 1, 1],
      [1, 0, 1, 0],
      [0, 1, 0, 1],
    ].map((row) => row.map((on) => on && half).map((value) => expect.closeTo(value, 15))),
  );
});

test.each([
  ["bars", { shapes: { kind: "bars" }, side: 5 }, 10, 0.1],
  ["gabors", { shapes: { kind: "gabors", count: 12 }, side: 6 }, 12, 0.05],
])("%s add up: x = Σ a g, each so often as asked for", async (_name, data, parts, probability) => {
  const { x, truth, imageShape } = await load({ ...data, count: 4000 });
  expect(imageShape).toEqual([data.side, data.side]);
  expect(truth!.atoms.shape).toEqual([parts, data.side ** 2]);
  for (const norm of rowNorms(truth!.atoms)) expect(norm).toBeCloseTo(1, 12);
  const a = activationsOf(truth!);
  expect(a.data.filter((value) => value > 0).length / a.data.length).toBeCloseTo(probability, 2);
  for (let i = 0; i < 50; i++)
    for (let k = 0; k < data.side ** 2; k++) {
      let sum = 0;
      for (let j = 0; j < parts; j++) sum += a.get(i, j) * truth!.atoms.get(j, k);
      expect(x.get(i, k)).toBeCloseTo(sum, 12);
    }
});

test("bars that hide each other: a pixel is that of one bar there, and each bar that is there is seen", () => {
  const { x, truth } = occludingBars(3, { probability: 0.4, spread: 0.3, count: 500 }, createRandom(0));
  const a = activationsOf(truth);
  let hidden = 0;
  for (let i = 0; i < 500; i++) {
    const seen = new Set<number>();
    for (let k = 0; k < 9; k++) {
      const at = [Math.floor(k / 3), 3 + (k % 3)];
      const shades = at.map((bar) => a.get(i, bar) / Math.sqrt(3));
      const front = shades.indexOf(x.get(i, k));
      expect(front, `pixel ${k} of ${i}`).toBeGreaterThanOrEqual(0);
      if (x.get(i, k) > 0) seen.add(at[front]);
      if (shades.every((shade) => shade > 0)) hidden += 1;
    }
    for (let bar = 0; bar < 6; bar++) expect(a.get(i, bar) > 0).toBe(seen.has(bar));
  }
  expect(hidden).toBeGreaterThan(100);
});

test("a Gabor fit finds the patches that were drawn", () => {
  const shapes = drawGabors(30, 12, createRandom(2));
  const pictures = gaborPictures(shapes, 12);
  const found = shapes.filter(({ orientation, centre }, j) => {
    const fit = fitGabor(rowOf(pictures, j), 12, 12)!;
    const turned = Math.abs(fit.orientation - orientation) % 180;
    const isPlace = Math.hypot(fit.centre[0] - centre[0], fit.centre[1] - centre[1]) < 0.5;
    return fit.r2 > 0.99 && Math.min(turned, 180 - turned) < 3 && isPlace;
  });
  expect(found.length).toBeGreaterThanOrEqual(28);
});

test("more pictures begin with the same, and those on which no wave can be seen are refused", async () => {
  const shapes = { kind: "gabors", count: 5 };
  const [few, more] = await Promise.all([load({ shapes, count: 5 }), load({ shapes, count: 50 })]);
  expect(more.x.data.slice(0, 5 * 64)).toEqual(few.x.data);
  expect(() => drawGabors(1, 3, createRandom(0))).toThrow(
    "world: side must be at least 4 with gabors, got 3",
  );
});
