import { expect, test } from "vitest";
import { matrix, transpose } from "../../src/core/arrays.js";
import { cosine, rowOf } from "../../src/core/rows.js";
import { createKernels } from "../../src/kernels/engine.js";
import { alikeAtoms, atomCosines } from "../../src/metrics/atom-cosines.js";
import { randomMatrix } from "../support/data.js";

const kernels = createKernels("float64", { engine: "reference" });

test("by hand: a copy of any length, a negative twin, and zeros, which are like nothing", () => {
  const atoms = matrix(Float64Array.of(3, 4, 6, 8, -8, -6, 0, 0, 4, -3), 5, 2);
  const found = atomCosines(kernels, atoms);
  expect([...found.largestCosine]).toEqual([1, 1, 0, 0, 0].map((v) => expect.closeTo(v, 15)));
  expect([...found.smallestCosine]).toEqual(
    [-0.96, -0.96, -0.96, 0, -0.28].map((v) => expect.closeTo(v, 15)),
  );
  expect(alikeAtoms(found)).toEqual({ copies: 2, twins: 3 });
});

test("a copy is from .9 on, a twin from −.7 down", () => {
  const largestCosine = Float64Array.of(0.9, 0.8999, 1, Number.NaN);
  const smallestCosine = Float64Array.of(-0.7, -0.6999, -1, Number.NaN);
  expect(alikeAtoms({ largestCosine, smallestCosine, meanCosine: new Float64Array(4) })).toEqual({
    copies: 2,
    twins: 2,
  });
});

test("an atom alone has no other", () => {
  const found = atomCosines(kernels, randomMatrix(1, 4, 1));
  expect(found).toEqual({
    largestCosine: Float64Array.of(Number.NaN),
    smallestCosine: Float64Array.of(Number.NaN),
    meanCosine: Float64Array.of(Number.NaN),
  });
  expect(alikeAtoms(found)).toEqual({ copies: 0, twins: 0 });
});

// 600 rows are more than two blocks, the columns of a matrix are rows with a stride.
test.each(["reference", "wasm"] as const)("600 atoms in blocks, %s", (engine) => {
  const own = createKernels("float32", { engine, threads: 2 });
  const atoms = transpose(randomMatrix(3, 600, 2));
  const { largestCosine, smallestCosine } = atomCosines(own, atoms);
  own.dispose();
  for (const i of [0, 255, 256, 511, 512, 599]) {
    const others = Array.from({ length: 600 }, (_, k) => k).filter((k) => k !== i);
    const cosines = others.map((k) => cosine(rowOf(atoms, i), rowOf(atoms, k)));
    expect(largestCosine[i]).toBeCloseTo(Math.max(...cosines), 5);
    expect(smallestCosine[i]).toBeCloseTo(Math.min(...cosines), 5);
  }
});
