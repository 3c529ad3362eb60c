import { describe, expect, test } from "vitest";
import { matrix } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { symmetricEigen } from "../../src/core/symmetric-eigen.js";

const square = (rows: readonly (readonly number[])[]) =>
  matrix(Float64Array.from(rows.flat()), rows.length, rows.length);

// numpy.linalg.eigh (NumPy 2.4.6), the largest first, each vector's largest entry made positive
const golden = {
  matrix: [
    [-1.5, -1.875, -1.25, -0.25, 1.5, -1.125],
    [-1.875, -1.5, 2.375, 1.125, 1.125, -1.25],
    [-1.25, 2.375, 0.5, -2.5, -1.75, -1.125],
    [-0.25, 1.125, -2.5, 1, -0.375, -0.875],
    [1.5, 1.125, -1.75, -0.375, -2, -1.125],
    [-1.125, -1.25, -1.125, -0.875, -1.125, -0.75],
  ],
  values: [
    3.996137715133141, 2.149140924894865, 0.9655236152521134, -1.7247786386027486, -3.9036120401134746,
    -5.732411576563896,
  ],
  first: [
    -0.29915191842718647, 0.31067268781251434, 0.7560455312991159, -0.44669619644608416, -0.19784531088924706,
    -0.060872870731213696,
  ],
  last: [
    0.28369298794345493, 0.5784199862143008, -0.4451654002914994, -0.2903716918852417, -0.5460342208509056,
    -0.06562990731609544,
  ],
};

const randomSymmetric = (n: number, rank: number) => {
  const random = createRandom(n, `symmetric of rank ${rank}`);
  const vectors = Array.from({ length: rank }, () => Array.from({ length: n }, () => random.normal()));
  return square(
    Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) =>
        vectors.reduce((sum, v, k) => sum + v[i] * v[j] * (k % 2 ? -1 : 1), 0),
      ),
    ),
  );
};

describe("symmetricEigen", () => {
  test("is NumPy's", () => {
    const { values, vectors } = symmetricEigen(square(golden.matrix));
    for (const [i, value] of golden.values.entries()) expect(values[i]).toBeCloseTo(value, 12);
    for (const [row, right] of [
      [0, golden.first],
      [5, golden.last],
    ] as const)
      for (const [j, value] of right.entries()) expect(vectors.get(row, j)).toBeCloseTo(value, 12);
  });

  test.each([
    [1, 1],
    [7, 7],
    [20, 3], // most eigenvalues 0
    [33, 40],
  ])("of %d × %d rows it is Vᵀ diag(λ) V, V orthogonal, λ falling", (n, rank) => {
    const given = randomSymmetric(n, rank);
    const { values, vectors } = symmetricEigen(given);
    const size = Math.max(...given.data.map(Math.abs));
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let [again, product] = [0, 0];
        for (let k = 0; k < n; k++) {
          again += vectors.get(k, i) * values[k] * vectors.get(k, j);
          product += vectors.get(i, k) * vectors.get(j, k);
        }
        expect(Math.abs(again - given.data[i * n + j])).toBeLessThan(1e-12 * n * size);
        expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-13 * n);
      }
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
  });

  test.each([257, 300])("of %d rows, more than are rotated one entry at a time, it is that too", (n) => {
    const given = randomSymmetric(n, 40); // most eigenvalues 0
    const { values, vectors } = symmetricEigen(given);
    const [size, worst] = [values[0], { again: 0, product: 0 }];
    for (let i = 0; i < n; i += 7)
      for (let j = 0; j < n; j++) {
        let [again, product] = [0, 0];
        for (let k = 0; k < n; k++) {
          again += vectors.get(k, i) * values[k] * vectors.get(k, j);
          product += vectors.get(i, k) * vectors.get(j, k);
        }
        worst.again = Math.max(worst.again, Math.abs(again - given.data[i * n + j]));
        worst.product = Math.max(worst.product, Math.abs(product - (i === j ? 1 : 0)));
      }
    expect(worst.again).toBeLessThan(1e-12 * size);
    expect(worst.product).toBeLessThan(1e-12);
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
  });

  test("a large matrix of three diagonals has the eigenvalues that are known, at any scale", () => {
    const n = 260; // 2 − 2 cos(πk/(n + 1)), of 2 on the diagonal and −1 beside it
    for (const scale of [1, 1e200, 1e-200]) {
      const chain = matrix(
        Float64Array.from({ length: n * n }, (_, at) => {
          const apart = Math.abs(Math.floor(at / n) - (at % n));
          return scale * (apart === 0 ? 2 : apart === 1 ? -1 : 0);
        }),
        n,
        n,
      );
      const { values } = symmetricEigen(chain);
      for (let k = 1; k <= n; k++)
        expect(values[n - k] / scale).toBeCloseTo(2 - 2 * Math.cos((Math.PI * k) / (n + 1)), 12);
    }
    const zeros = symmetricEigen(matrix(new Float64Array(n * n), n, n));
    expect(zeros.values.every((value) => value === 0)).toBe(true);
  });

  test("equal eigenvalues, and a matrix of zeros", () => {
    expect([
      ...symmetricEigen(
        square([
          [2, 0],
          [0, 2],
        ]),
      ).values,
    ]).toEqual([2, 2]);
    expect([
      ...symmetricEigen(
        square([
          [0, 0],
          [0, 0],
        ]),
      ).values,
    ]).toEqual([0, 0]);
    expect([
      ...symmetricEigen(
        square([
          [1e-300, 1],
          [1, 1e300],
        ]),
      ).values,
    ]).toEqual([1e300, 1e-300]);
  });

  test("what is not square, or not finite, is named", () => {
    expect(() => symmetricEigen(matrix(new Float64Array(6), 2, 3))).toThrow("must be square, got [2,3]");
    expect(() =>
      symmetricEigen(
        square([
          [1, Number.NaN],
          [0, 1],
        ]),
      ),
    ).toThrow("must be finite, got NaN");
  });
});
