// Each step by hand, undone, and given what it cannot be fitted to. Whitening is held against NumPy beside this file.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FloatMatrix, view } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { encodeSafetensors, parseSafetensors } from "../../src/data/io/safetensors.js";
import { inPixels } from "../../src/data/preprocess/in-pixels.js";
import {
  applyPreprocessing,
  fitPreprocessing,
  undoPreprocessing,
} from "../../src/data/preprocess/pipeline.js";
import { secondMoments, timesRows } from "../../src/data/preprocess/row-products.js";
import type { FittedStep, PreprocessStep } from "../../src/data/preprocess/steps.js";
import { restoreSteps, storeSteps } from "../../src/data/preprocess/stored-steps.js";
import { relativeError } from "../support/data.js";

const rows = (...values: readonly (readonly number[])[]): FloatMatrix =>
  view(Float64Array.from(values.flat()), [values.length, values[0].length]);

/** Examples whose neighbouring values are alike, about 3. */
function examples(m: number, n: number, seed: number): FloatMatrix {
  const random = createRandom(seed >>> 0, "steps");
  const x = view(new Float64Array(m * n), [m, n]);
  for (let i = 0; i < m; i++)
    for (let j = 0, last = 0; j < n; j++) {
      last = 0.7 * last + random.normal();
      x.set(i, j, 3 + last);
    }
  return x;
}

/** What a run keeps of fitted steps, read again. */
function again(fitted: readonly FittedStep[], change: (tensors: Record<string, unknown>) => void = () => {}) {
  const { steps, tensors } = storeSteps(fitted);
  const read = parseSafetensors(encodeSafetensors(tensors), "file");
  change(read);
  return restoreSteps(JSON.parse(JSON.stringify(steps)), "steps:", () => ({ path: "file", tensors: read }));
}

const near = (found: ArrayLike<number>, expected: readonly number[]) => {
  expect(found.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 13);
};

describe("by hand", () => {
  test("centre-features takes each feature's mean, and leaves nothing of one that is constant", () => {
    const { fitted, values } = fitPreprocessing(
      [{ kind: "centre-features" }],
      rows([1, 0.1], [3, 0.1], [8, 0.1]),
    );
    expect(fitted).toEqual([{ kind: "centre-features", mean: Float64Array.of(4, 0.1) }]);
    expect([...values.data]).toEqual([-3, 0, -1, 0, 4, 0]);
    expect([...applyPreprocessing(fitted, rows([4, 1])).values.data]).toEqual([0, 0.9]);
  });
  test("standardise divides by √(var + ε), the variance by m", () => {
    const x = rows([1, 5], [3, 5], [5, 5]);
    const { fitted, values } = fitPreprocessing([{ kind: "standardise", epsilon: 1 / 3 }], x);
    expect((fitted[0] as { deviation: Float64Array }).deviation[0]).toBeCloseTo(Math.sqrt(8 / 3 + 1 / 3), 14);
    near(
      values.data,
      [-2, 0, 0, 0, 2, 0].map((value) => value / Math.sqrt(3)),
    );
  });
  test("contrast-normalise: each example to mean 0, over √(var + c)", () => {
    const { values, memory } = fitPreprocessing([{ kind: "contrast-normalise", c: 5 }], rows([1, 5], [7, 7]));
    near(values.data, [-2 / 3, 2 / 3, 0, 0]);
    near(memory[0], [3, 3, 7, Math.sqrt(5)]);
    const { fitted } = fitPreprocessing([{ kind: "contrast-normalise" }], rows([1, 5]));
    expect(fitted).toEqual([{ kind: "contrast-normalise", c: 10 / (255 * 255) }]);
  });
  test("clip cuts off at so many deviations from the mean of all values, and new data at the same", () => {
    const x = rows([0, 2], [0, 2]); // mean 1, deviation 1
    const { fitted, values } = fitPreprocessing([{ kind: "clip", deviations: 0.5 }], x);
    expect(fitted).toEqual([{ kind: "clip", low: 0.5, high: 1.5 }]);
    expect([...values.data]).toEqual([0.5, 1.5, 0.5, 1.5]);
    expect([...applyPreprocessing(fitted, rows([-9, 1])).values.data]).toEqual([0.5, 1]);
    expect(fitPreprocessing([{ kind: "clip" }], x).fitted).toEqual([{ kind: "clip", low: -2, high: 4 }]);
  });
  test("pca keeps directions in the order of their variance, about 0", () => {
    const x = rows([3, 0], [-3, 0], [0, 1], [0, -1]);
    const all = fitPreprocessing([{ kind: "pca", keep: 2 }], x);
    expect(all.fitted[0]).toMatchObject({ eigenvalues: Float64Array.of(4.5, 0.5) });
    expect([...all.values.data]).toEqual([3, 0, -3, 0, 0, 1, 0, -1]);
    // 4.5 of 5 is 90 %
    expect(fitPreprocessing([{ kind: "pca", variance: 0.9 }], x).values.shape).toEqual([4, 1]);
    expect(fitPreprocessing([{ kind: "pca", variance: 0.91 }], x).values.shape).toEqual([4, 2]);
    expect(fitPreprocessing([{ kind: "pca" }], x).values.shape).toEqual([4, 2]);
  });
  test("whitened, the second moments are λ/(λ + ε)", () => {
    const x = examples(400, 6, 1);
    for (const kind of ["pca-whiten", "zca-whiten"] as const) {
      const { values } = fitPreprocessing([{ kind: "centre-features" }, { kind, epsilon: 0 }], x);
      const moments = secondMoments(values);
      for (let i = 0; i < 6; i++)
        for (let j = 0; j < 6; j++) expect(moments.get(i, j)).toBeCloseTo(i === j ? 1 : 0, 11);
    }
  });
  test("centre-examples is remove-mean by another name", () => {
    const x = examples(5, 4, 2);
    const [a, b] = (["centre-examples", "remove-mean"] as const).map((kind) =>
      fitPreprocessing([{ kind }], x),
    );
    expect(a.fitted).toEqual([{ kind: "centre-examples" }]);
    expect(a.values.data).toEqual(b.values.data);
  });
});

const lossless = fc.constantFrom<PreprocessStep>(
  { kind: "remove-mean" },
  { kind: "centre-features" },
  { kind: "standardise", epsilon: 0.01 },
  { kind: "pca", keep: 5 },
  { kind: "pca-whiten", epsilon: 0.01 },
  { kind: "zca-whiten", epsilon: 0.01 },
  { kind: "contrast-normalise" },
  { kind: "mean-norm" },
  { kind: "scale", factor: 3 },
);

test("every list of steps is undone, after it was kept in files too; the input stays as it was", () => {
  fc.assert(
    fc.property(fc.array(lossless, { maxLength: 4 }), fc.nat(), (steps, seed) => {
      const x = examples(20, 5, seed);
      const before = x.data.slice();
      const { fitted, values, memory } = fitPreprocessing(steps, x);
      expect(x.data).toEqual(before);
      const kept = again(fitted);
      expect(kept).toEqual(fitted);
      const applied = applyPreprocessing(kept, x);
      expect(applied.values.data).toEqual(values.data);
      expect(relativeError(undoPreprocessing(kept, values, memory).data, before)).toBeLessThan(1e-9);
    }),
    { numRuns: 60 },
  );
});

describe("what steps cannot be fitted to", () => {
  const x = examples(30, 4, 3);
  const constant = view(
    x.data.map((value, i) => (i % 4 === 2 ? 7 : value)),
    [30, 4],
  );
  const thin = view(
    Float64Array.from({ length: 120 }, (_, i) => (i % 4 === 3 ? x.data[i - 3] + x.data[i - 2] : x.data[i])),
    [30, 4],
  );
  test.each<[string, FloatMatrix, PreprocessStep[], RegExp]>([
    [
      "a constant feature",
      constant,
      [{ kind: "standardise" }],
      /standardise: features must vary where epsilon is 0, feature 2 does not; leave it out or give an epsilon/,
    ],
    [
      "one under ZCA",
      constant,
      [{ kind: "centre-features" }, { kind: "zca-whiten", epsilon: 0 }],
      /zca-whiten: data must vary along each direction where epsilon is 0, feature 2 is the same in all examples; give an epsilon/,
    ],
    [
      "one under PCA whitening",
      constant,
      [{ kind: "centre-features" }, { kind: "pca-whiten", epsilon: 0 }],
      /pca-whiten: data must vary.*feature 2/,
    ],
    [
      "data of a lower rank",
      thin,
      [{ kind: "zca-whiten", epsilon: 0 }],
      /they do along 3 of 4; give an epsilon, as zca-whiten:epsilon=0.1, or keep fewer, as pca-whiten:epsilon=0:keep=3/,
    ],
    [
      "as many examples as directions, less one",
      view(x.data.slice(0, 12), [3, 4]),
      [{ kind: "pca-whiten", epsilon: 0 }],
      /they do along 3 of 4/,
    ],
    ["zeros", rows([0, 0], [0, 0]), [{ kind: "pca" }], /pca: the data must not all be 0/],
    [
      "too many kept",
      x,
      [{ kind: "pca", keep: 5 }],
      /pca: keep must be at most the 4 values of an example, got 5/,
    ],
    [
      "both ways to say how many",
      x,
      [{ kind: "pca", keep: 2, variance: 0.5 }],
      /keep and variance must not be given both/,
    ],
    [
      "NaN",
      rows([1, Number.NaN]),
      [{ kind: "pca" }],
      /pca: data must hold finite numbers only, got "NaN at position 1"/,
    ],
    [
      "NaN in a mean",
      rows([1, Number.NaN]),
      [{ kind: "centre-features" }],
      /centre-features: data must hold finite/,
    ],
    [
      "infinity in what is clipped",
      rows([1, Number.POSITIVE_INFINITY]),
      [{ kind: "clip" }],
      /clip: data must be finite/,
    ],
    [
      "squares that overflow",
      rows([1e200, 1], [1, 2]),
      [{ kind: "zca-whiten" }],
      /zca-whiten: the squares of data must hold finite/,
    ],
    [
      "a flat example",
      rows([1, 2], [3, 3]),
      [{ kind: "contrast-normalise", c: 0 }],
      /contrast-normalise: examples must vary where c is 0, example 1 does not/,
    ],
    [
      "too many values",
      view(new Float64Array(4097), [1, 4097]),
      [{ kind: "pca" }],
      /pca: examples must have at most 4096 values, these have 4097/,
    ],
  ])("%s", (_, data, steps, message) => {
    expect(() => fitPreprocessing(steps, data)).toThrow(message);
  });
  test("fewer directions of data of a lower rank can be kept without ε", () => {
    const { values } = fitPreprocessing([{ kind: "pca-whiten", epsilon: 0, keep: 3 }], thin);
    expect(values.shape).toEqual([30, 3]);
  });
  test("examples of another length than those that were fitted are refused", () => {
    const { fitted, memory } = fitPreprocessing([{ kind: "pca", keep: 2 }], x);
    expect(() => applyPreprocessing(fitted, rows([1, 2, 3]))).toThrow("examples must have 4 values");
    expect(() => undoPreprocessing(fitted, x, memory)).toThrow("examples must have 2 values");
  });
});

describe("what a run keeps", () => {
  const { fitted } = fitPreprocessing(
    [{ kind: "centre-features" }, { kind: "zca-whiten" }],
    examples(20, 3, 4),
  );
  test("names say of which step a tensor is; numbers stand in the JSON", () => {
    const { steps, tensors } = storeSteps(fitted);
    expect(steps).toEqual([{ kind: "centre-features" }, { kind: "zca-whiten", epsilon: 0.1 }]);
    expect(Object.keys(tensors)).toEqual([
      "0.centre-features.mean",
      "1.zca-whiten.eigenvalues",
      "1.zca-whiten.vectors",
      "1.zca-whiten.matrix",
    ]);
  });
  const matrix = "1.zca-whiten.matrix";
  test.each<[string, unknown, RegExp]>([
    ["is missing", undefined, /1\.zca-whiten\.matrix in file must have the shape 3×3, got nothing/],
    ["has another shape", { shape: [3, 2], data: new Float64Array(6) }, /must have the shape 3×3, got 3×2/],
    [
      "is no number",
      { shape: [3, 3], data: new Float64Array(9).fill(Number.NaN) },
      /matrix in file must be finite/,
    ],
  ])("a tensor that %s is named", (_, tensor, message) => {
    const change = (tensors: Record<string, unknown>) => {
      if (tensor === undefined) delete tensors[matrix];
      else tensors[matrix] = tensor;
    };
    expect(() => again(fitted, change)).toThrow(message);
  });
  test("a step's length must be that of the step before it", () => {
    expect(() =>
      again(fitted, (tensors) => {
        tensors["0.centre-features.mean"] = { shape: [2], data: new Float64Array(2) };
      }),
    ).toThrow(/1\.zca-whiten\.eigenvalues in file must have the shape 2, got 3/);
  });
});

describe("in pixels", () => {
  const x = examples(200, 6, 5);
  test.each<PreprocessStep[]>([
    [{ kind: "centre-features" }, { kind: "zca-whiten", epsilon: 0.01 }],
    [{ kind: "standardise" }, { kind: "pca-whiten", keep: 4, epsilon: 0.01 }],
    [
      { kind: "pca", keep: 3 },
      { kind: "scale", factor: 1 },
    ],
  ])("a filter answers to pixels as it does to values, an atom adds what it adds", (...steps) => {
    const { fitted, values } = fitPreprocessing(steps, x);
    const pixels = inPixels(fitted)!;
    const k = values.shape[1];
    const w = examples(2, k, 6);
    const filters = pixels.filters(w);
    expect(filters.shape).toEqual([2, 6]);
    // w·x′ of two examples differs as Aᵀw·x does
    const answer = (a: FloatMatrix, b: { get(i: number, j: number): number }, i: number) =>
      Array.from({ length: a.shape[1] }, (_, j) => a.get(0, j) * (b.get(i, j) - b.get(0, j))).reduce(
        (s, v) => s + v,
      );
    for (const i of [1, 7]) expect(answer(filters, x, i)).toBeCloseTo(answer(w, values, i), 10);
    // (values + d) undone, less values undone, is what the atom adds
    const atom = pixels.atoms(w);
    const moved = view(
      values.data.slice(0, k).map((value, j) => value + w.get(0, j)),
      [1, k],
    );
    const still = view(values.data.slice(0, k), [1, k]);
    const [a, b] = [moved, still].map((one) => pixels.examples(one));
    for (let j = 0; j < 6; j++) expect(a.get(0, j) - b.get(0, j)).toBeCloseTo(atom.get(0, j), 11);
  });
  test("steps that treat values alike, or each example by itself, leave pictures what they are", () => {
    const kinds = ["remove-mean", "contrast-normalise", "clip", "mean-norm", "normalize-ufldl"] as const;
    const { fitted } = fitPreprocessing(
      kinds.map((kind) => ({ kind })),
      x,
    );
    expect(inPixels([{ kind: "whiten-1-over-f", f0: 0.4 }, ...fitted])).toBeNull();
  });
  test("the means of features come back, those of examples stay out", () => {
    const { fitted, values } = fitPreprocessing([{ kind: "centre-features" }], x);
    expect(relativeError(inPixels(fitted)!.examples(values).data, x.data)).toBeLessThan(1e-14);
    const own = fitPreprocessing([{ kind: "remove-mean" }, { kind: "zca-whiten" }], x);
    const centred = fitPreprocessing([{ kind: "remove-mean" }], x).values;
    expect(relativeError(inPixels(own.fitted)!.examples(own.values).data, centred.data)).toBeLessThan(1e-12);
  });
});

test("products of many rows and columns are those of plain loops", () => {
  const [m, n, k] = [1100, 3, 2];
  const x = examples(m, n, 7);
  const a = rows([1, 2, 3], [-1, 0.5, 4]);
  const moments = secondMoments(x);
  const product = timesRows(x, a);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let e = 0; e < m; e++) sum += x.get(e, i) * x.get(e, j);
      expect(moments.get(i, j)).toBeCloseTo(sum / m, 10);
    }
  for (const e of [0, 1023, 1024, 1099])
    for (let j = 0; j < k; j++)
      expect(product.get(e, j)).toBeCloseTo(
        [0, 1, 2].reduce((sum, p) => sum + x.get(e, p) * a.get(j, p), 0),
        12,
      );
  const wide = examples(2, 1500, 8); // more terms than are added in one go
  const one = timesRows(wide, view(new Float64Array(1500).fill(1), [1, 1500]));
  expect(one.get(1, 0)).toBeCloseTo(
    [...wide.data.subarray(1500)].reduce((sum, value) => sum + value, 0),
    9,
  );
});
