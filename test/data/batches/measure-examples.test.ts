import { expect, test } from "vitest";
import { matrix } from "../../../src/core/arrays.js";
import { measureExamples } from "../../../src/data/batches/measure-examples.js";
import { createBatches } from "../../../src/data/batches/memory-batches.js";

const source = (values: readonly number[]) =>
  createBatches(matrix(Float64Array.from(values), values.length / 2, 2), { batch: 2, seed: 1 });

test("the lengths 5, 13, 0 and 10 by hand", async () => {
  const measures = await measureExamples(source([3, 4, 5, 12, 0, 0, -6, 8]), "float64", 100);
  expect(measures.examples).toBe(4);
  expect([...measures.mean]).toEqual([0.5, 6]);
  expect(measures.lengthScale).toBeCloseTo(Math.SQRT2 / 7, 15);
  expect(measures.rootMeanSquare).toBeCloseTo(Math.sqrt((25 + 169 + 0 + 100) / 4), 14);
});

test("at most so many examples are measured, at least a batch, and the source is where it was", async () => {
  const twenty = source(Array.from({ length: 40 }, (_, i) => i + 1));
  const into = new Float64Array(4);
  twenty.fill(into);
  for (const [most, examples] of [
    [7, 6],
    [1, 2],
    [1000, 20],
  ])
    expect((await measureExamples(twenty, "float32", most)).examples).toBe(examples);
  expect(twenty.state()).toEqual({ epoch: 0, batch: 1 });
});

test("zeros have no scale", async () => {
  await expect(measureExamples(source([0, 0, 0, 0]), "float64", 10)).rejects.toThrow(
    /^measureExamples: examples must not all be zeros, got "4?2? of zeros"$/,
  );
});
