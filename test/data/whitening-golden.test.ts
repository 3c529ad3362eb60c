// PCA and whitening as NumPy computes them, on patches of a photograph: test/golden/whitening.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { view } from "../../src/core/arrays.js";
import { parseNpy } from "../../src/data/io/npy.js";
import {
  applyPreprocessing,
  fitPreprocessing,
  undoPreprocessing,
} from "../../src/data/preprocess/pipeline.js";
import { secondMoments } from "../../src/data/preprocess/row-products.js";
import type { FittedStep, PreprocessStep } from "../../src/data/preprocess/steps.js";
import { root } from "../support/command-line.js";

/** A file's values as rows: an example is a column there, and an eigenvector too. */
function rowsOf(name: string) {
  const { data, shape } = parseNpy(readFileSync(join(root, "test/golden/whitening", name)), name);
  return view(Float64Array.from(data), shape).transpose(1, 0);
}

const x = rowsOf("X.npy");
const through = (...steps: PreprocessStep[]) => fitPreprocessing([{ kind: "remove-mean" }, ...steps], x);
type Learned<Kind extends string> = Extract<FittedStep, { kind: Kind }>;

function difference(a: typeof x, b: typeof x): number {
  expect(a.shape).toEqual(b.shape);
  let worst = 0;
  for (let i = 0; i < a.shape[0]; i++)
    for (let j = 0; j < a.shape[1]; j++) worst = Math.max(worst, Math.abs(a.get(i, j) - b.get(i, j)));
  return worst;
}

test("examples without their means, and their second moments by m", () => {
  const { values } = through();
  expect(difference(values, rowsOf("Xcentred.npy"))).toBeLessThan(1e-12);
  expect(difference(secondMoments(values), rowsOf("sigma.npy"))).toBeLessThan(1e-12);
});

test("eigenvalues, eigenvectors by the rule of their sign, and what components are", () => {
  const { fitted, values } = through({ kind: "pca", keep: 64 });
  const { eigenvalues, vectors } = fitted[1] as Learned<"pca">;
  const expected = parseNpy(
    readFileSync(join(root, "test/golden/whitening/eigenvalues.npy")),
    "eigenvalues",
  ).data;
  for (const [i, value] of eigenvalues.entries()) expect(Math.abs(value - expected[i])).toBeLessThan(1e-12);
  expect(difference(vectors, rowsOf("U.npy"))).toBeLessThan(1e-9);
  expect(difference(values, rowsOf("xRot.npy"))).toBeLessThan(1e-9);
});

test.each([
  [0.9, 31, "xHat_90.npy"],
  [0.99, 54, "xHat_99.npy"],
])(
  "a share of %d of the variance takes %d components, undone they are the exercise's x̂",
  (variance, k, name) => {
    const { fitted, values, memory } = through({ kind: "pca", variance });
    expect(values.shape).toEqual([300, k]);
    const noMeans = [new Float64Array(300), memory[1]];
    expect(difference(undoPreprocessing(fitted, values, noMeans), rowsOf(name))).toBeLessThan(1e-9);
    expect(through({ kind: "pca", keep: k }).values.data).toEqual(values.data);
  },
);

test.each([0.1, 1e-5])("whitened with ε = %d: PCA, ZCA, and the matrix of that", (epsilon) => {
  const name = epsilon === 0.1 ? "0.1" : "1e-05";
  expect(
    difference(through({ kind: "pca-whiten", epsilon }).values, rowsOf(`pcaWhite_eps${name}.npy`)),
  ).toBeLessThan(1e-9);
  const { fitted, values, memory } = through({ kind: "zca-whiten", epsilon });
  expect(difference(values, rowsOf(`zcaWhite_eps${name}.npy`))).toBeLessThan(1e-9);
  expect(
    difference((fitted[1] as Learned<"zca-whiten">).matrix, rowsOf(`zcaMatrix_eps${name}.npy`)),
  ).toBeLessThan(1e-9);
  expect(applyPreprocessing(fitted, x).values.data).toEqual(values.data);
  expect(difference(undoPreprocessing(fitted, values, memory), x)).toBeLessThan(1e-12);
});
