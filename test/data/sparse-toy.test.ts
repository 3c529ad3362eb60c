// Examples of known features.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { view } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { randomFeatures, sparseToy } from "../../src/data/sources/sparse-toy.js";
import { loadDataset } from "../../src/experiments/load-dataset.js";
import { temporaryFolder } from "../support/temporary-folder.js";

test("features have length 1 and point everywhere", () => {
  const features = randomFeatures(400, 3, createRandom(0, "features"));
  const [sums, lengths] = [[0, 0, 0], new Set<string>()];
  for (let j = 0; j < 400; j++) {
    const row = [0, 1, 2].map((i) => features.get(j, i));
    for (const [i, value] of row.entries()) sums[i] += value / 400;
    lengths.add(Math.hypot(...row).toFixed(12));
  }
  expect([...lengths]).toEqual(["1.000000000000"]);
  for (const sum of sums) expect(Math.abs(sum)).toBeLessThan(0.1); // 3.5 deviations of 1/√(3·400)
});

test("an example is a sum of as many features as asked for, each as strong as asked for", () => {
  // Features that can be read off: the axes.
  const features = view(Float64Array.of(2, 0, 0, 0, 1, 0, 0, 0, 1), [3, 3]);
  const options = { features, probability: 0.25, spread: 0.1, count: 20_000 };
  const { x, truth } = sparseToy(options, createRandom(1, "examples"));
  const { data } = x;
  const strengths = Array.from(data, (value, i) => (i % 3 === 0 ? value / 2 : value)).filter(
    (value) => value !== 0,
  );
  expect(strengths.length / 60_000).toBeCloseTo(0.25, 2);
  const mean = strengths.reduce((sum, value) => sum + value) / strengths.length;
  const variance = strengths.reduce((sum, value) => sum + (value - mean) ** 2, 0) / strengths.length;
  expect(mean).toBeCloseTo(1, 2);
  expect(Math.sqrt(variance)).toBeCloseTo(0.1, 2);
  expect(sparseToy(options, createRandom(1, "examples")).x.data).toEqual(data);
  expect(truth.atoms).toBe(features);
  expect(truth.activations.values).toEqual(Float64Array.from(strengths));
  expect(() => sparseToy({ ...options, probability: 0 }, createRandom(0))).toThrow(
    "sparseToy: probability must lie in (0, 1], got 0",
  );
});

test("a config draws features that stay when there are more examples, or names a file", async () => {
  const of = (data: object) =>
    parseConfig({ name: "toy", data: { kind: "sparse-toy", ...data }, model: { kind: "topk" } } as never)
      .data;
  const some = await loadDataset(of({ count: 5 }), 3);
  const more = await loadDataset(of({ count: 50 }), 3);
  expect(some.x.shape).toEqual([5, 32]);
  expect(more.x.data.slice(0, 5 * 32)).toEqual(some.x.data);
  const path = join(temporaryFolder(), "features.npy");
  writeFileSync(path, encodeNpy(Float64Array.of(1, 0, 0, 1), [2, 2]));
  const named = await loadDataset(
    of({ features: { kind: "file", path }, probability: 0.5, spread: 0, count: 50 }),
    0,
  );
  expect(named.x.shape).toEqual([50, 2]);
  expect([...new Set(named.x.data)].sort()).toEqual([0, 1]);
});
