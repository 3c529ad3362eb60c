// Examples whose features are common or rare, exclude each other, need each other: what is drawn is what was asked for.

import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { createRandom } from "../../src/core/random.js";
import { denseRows } from "../../src/core/sparse-rows.js";
import { randomFeatures } from "../../src/data/sources/sparse-toy.js";
import {
  drawCauses,
  parentOf,
  type RandomFor,
  type SynthOptions,
  synth,
  synthFrequencies,
} from "../../src/data/sources/synth.js";
import { loadDataset } from "../../src/experiments/load-dataset.js";

const KNOWN = 40;
const COUNT = 40_000;
const randomFor: RandomFor = (use) => createRandom(5, use);
const options: SynthOptions = {
  features: randomFeatures(KNOWN, 12, createRandom(1)),
  probability: 0.4,
  exponent: 0.75,
  roots: 12,
  children: 3,
  causes: 3,
  correlation: 0.6,
  childrenScaled: false,
  spread: 0.15,
  count: COUNT,
};
const { x, truth } = synth(options, randomFor);
const a = denseRows(
  truth.activations,
  Array.from({ length: COUNT }, (_, i) => i),
);
const isThere = (i: number, j: number) => a.get(i, j) > 0;
/** The share of the examples for which something holds, and its deviation where it is to hold with probability p. */
const share = (holds: (i: number) => boolean) => {
  let count = 0;
  for (let i = 0; i < COUNT; i++) if (holds(i)) count += 1;
  return count / COUNT;
};
const deviation = (p: number) => Math.sqrt((p * (1 - p)) / COUNT);

test("features are as frequent as Zipf's law says", () => {
  const wanted = synthFrequencies(options, KNOWN);
  expect(wanted[0]).toBe(0.4);
  expect(wanted[11]).toBeCloseTo(0.4 * 12 ** -0.75, 12);
  for (let j = 0; j < KNOWN; j++)
    expect(Math.abs(share((i) => isThere(i, j)) - wanted[j]), String(j)).toBeLessThan(
      4 * deviation(wanted[j]),
    );
});

test("the children of a rare parent share its frequency", () => {
  const tree = { probability: 0.5, roots: 1, children: 2 };
  expect([...synthFrequencies({ ...tree, exponent: 0 }, 5)]).toEqual([0.5, 0.25, 0.25, 0.125, 0.125]);
  // 1/2, 1/4, 1/6 by Zipf's law: of 5/12 together there is room for all.
  const found = [...synthFrequencies({ ...tree, exponent: 1 }, 3)];
  expect(found).toEqual([0.5, 1 / 4, 1 / 6].map((p) => expect.closeTo(p, 12)));
});

test("a child is there only with its parent, and one child of a parent at most", () => {
  for (let i = 0; i < COUNT; i++) {
    const withChild = new Set<number>();
    for (let j = options.roots; j < KNOWN; j++) {
      if (!isThere(i, j)) continue;
      const parent = parentOf(options, j);
      expect(isThere(i, parent)).toBe(true);
      expect(withChild.has(parent)).toBe(false);
      withChild.add(parent);
    }
  }
  expect([12, 14, 15, 39].map((j) => parentOf(options, j))).toEqual([0, 0, 1, 9]);
});

test("features of one cause go together or avoid each other, by c² p p; others do neither", () => {
  const { cause, sign } = drawCauses(options.roots, options.causes, randomFor("causes of features"));
  const wanted = synthFrequencies(options, KNOWN);
  const seen = new Set<number>();
  for (let j = 0; j < options.roots; j++)
    for (let k = 0; k < j; k++) {
      const product = wanted[j] * wanted[k];
      const alike = cause[j] === cause[k] ? sign[j] * sign[k] : 0;
      const together = product * (1 + 0.36 * alike);
      const found = share((i) => isThere(i, j) && isThere(i, k));
      expect(Math.abs(found - together), `${j}, ${k}`).toBeLessThan(4 * deviation(together));
      seen.add(alike);
    }
  expect([...seen].sort()).toEqual([-1, 0, 1]);
});

test("an example is the sum of its features, and more examples begin with the same", () => {
  for (let i = 0; i < 200; i++)
    for (let k = 0; k < 12; k++) {
      let sum = 0;
      for (let j = 0; j < KNOWN; j++) sum += a.get(i, j) * options.features.get(j, k);
      expect(x.get(i, k)).toBeCloseTo(sum, 12);
    }
  expect(synth({ ...options, count: 50 }, randomFor).x.data).toEqual(x.data.slice(0, 50 * 12));
});

test("children are scaled by their parents where that is asked for", () => {
  const scaled = synth({ ...options, childrenScaled: true, spread: 0.3 }, randomFor).truth.activations;
  const plain = synth({ ...options, spread: 0.3 }, randomFor).truth.activations;
  const [s, p] = [scaled, plain].map((sparse) =>
    denseRows(
      sparse,
      Array.from({ length: 500 }, (_, i) => i),
    ),
  );
  let children = 0;
  for (let i = 0; i < 500; i++)
    for (let j = 0; j < KNOWN; j++) {
      const parent = parentOf(options, j);
      expect(s.get(i, j)).toBeCloseTo(p.get(i, j) * (parent < 0 ? 1 : s.get(i, parent)), 12);
      if (parent >= 0 && s.get(i, j) > 0) children += 1;
    }
  expect(children).toBeGreaterThan(100);
});

test("what cannot be drawn is refused", () => {
  expect(() => synth({ ...options, probability: 0.7 }, randomFor)).toThrow(
    "synth: probability must lie in (0, 0.625] with the correlation 0.6, got 0.7",
  );
});

test("a config gives it, with its truth", async () => {
  const { data } = parseConfig({ name: "x", data: { kind: "synth", count: 20 }, model: { kind: "topk" } });
  const dataset = await loadDataset(data, 2);
  expect(dataset.x.shape).toEqual([20, 32]);
  expect(dataset.imageShape).toBeNull();
  expect(dataset.truth?.activations.shape).toEqual([20, 64]);
});
