// What every engine must do: each primitive against its formula, written out with plain loops, on random shapes.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FloatArray, type Matrix, matrix, rows, transpose } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { activationKinds, activations } from "../../src/kernels/activations.js";
import type { Kernels } from "../../src/kernels/kernels.js";

const at = ({ data, stride, offset }: Matrix, i: number, j: number) =>
  data[offset + i * stride[0] + j * stride[1]];
const side = fc.integer({ min: 0, max: 11 });

export function kernelContract(create: () => Kernels): void {
  const kernels = create();
  const tolerance = 64 * kernels.epsilon;
  const close = (actual: number, expected: number, size = 1) =>
    expect(Math.abs(actual - expected)).toBeLessThanOrEqual(
      tolerance * Math.max(1, size, Math.abs(expected)),
    );

  function fill(length: number, seed: number): FloatArray {
    const random = createRandom(seed >>> 0, "kernel contract");
    const memory = kernels.allocate(length);
    for (let i = 0; i < length; i++) memory[i] = 2 * random.uniform() - 1;
    return memory;
  }
  /** A matrix, or a view with other strides that has the same shape. */
  function matrixOf(m: number, n: number, seed: number, form: number): Matrix {
    if (form === 1) return transpose(matrix(fill(m * n, seed), n, m));
    if (form === 2) return rows(matrix(fill((m + 3) * n, seed), m + 3, n), 2, m + 2);
    return matrix(fill(m * n, seed), m, n);
  }

  describe(`${kernels.engine} ${kernels.dtype}`, () => {
    test("allocates zeros of its precision", () => {
      const memory = kernels.allocate(3);
      expect(Array.from(memory)).toEqual([0, 0, 0]);
      expect(memory instanceof Float32Array).toBe(kernels.dtype === "float32");
    });

    test("matmul: C = α A B + β C, for any shape and strides", () => {
      const form = fc.integer({ min: 0, max: 2 });
      fc.assert(
        fc.property(
          side,
          side,
          side,
          fc.tuple(form, form, form),
          fc.constantFrom(1, 0.5, -2),
          fc.constantFrom(0, 1, -0.5),
          fc.nat(),
          (m, k, n, forms, alpha, beta, seed) => {
            const a = matrixOf(m, k, seed, forms[0]);
            const b = matrixOf(k, n, seed + 1, forms[1]);
            const c = matrixOf(m, n, seed + 2, forms[2]);
            const before = c.data.slice();
            kernels.matmul(a, b, c, alpha, beta);
            for (let i = 0; i < m; i++) {
              for (let j = 0; j < n; j++) {
                let sum = 0;
                for (let p = 0; p < k; p++) sum += at(a, i, p) * at(b, p, j);
                close(at(c, i, j), alpha * sum + beta * at({ ...c, data: before }, i, j), k);
              }
            }
          },
        ),
      );
    });

    test("matmul with β = 0 does not read C", () => {
      const c = matrix(kernels.allocate(1).fill(Number.NaN), 1, 1);
      kernels.matmul(matrix(fill(1, 1), 1, 1), matrix(fill(1, 2), 1, 1), c);
      expect(c.data[0]).not.toBeNaN();
    });

    test("dense: f(X Wᵀ + b), for every activation", () => {
      fc.assert(
        fc.property(fc.constantFrom(...activationKinds), side, side, side, fc.nat(), (f, m, n, out, seed) => {
          const x = matrixOf(m, n, seed, 0);
          const w = matrixOf(out, n, seed + 1, 0);
          const b = fill(out, seed + 2);
          const result = matrixOf(m, out, seed + 3, 0);
          kernels.dense(f, x, w, b, result);
          for (let i = 0; i < m; i++) {
            for (let j = 0; j < out; j++) {
              let z = b[j];
              for (let p = 0; p < n; p++) z += at(x, i, p) * at(w, j, p);
              close(at(result, i, j), activations[f].value(z), n);
            }
          }
        }),
      );
    });

    test("activate is f, and NaN stays NaN", () => {
      for (const f of activationKinds) {
        const z = kernels.allocate(5);
        z.set([-800, -1.5, 0, 0.5, Number.NaN]);
        const a = kernels.allocate(5);
        kernels.activate(f, z, a);
        for (let i = 0; i < 4; i++) close(a[i], activations[f].value(z[i]), 800);
        expect(a[4]).toBeNaN();
      }
    });

    test("activationBackward multiplies by f', after adding the slopes to each row", () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...activationKinds),
          side,
          fc.integer({ min: 1, max: 9 }),
          fc.boolean(),
          fc.nat(),
          (f, m, n, withSlopes, seed) => {
            const a = fill(m * n, seed);
            const gradient = fill(m * n, seed + 1);
            const slopes = fill(n, seed + 2);
            const before = gradient.slice();
            kernels.activationBackward(f, a, gradient, withSlopes ? slopes : null);
            for (let i = 0; i < m * n; i++) {
              close(gradient[i], (before[i] + (withSlopes ? slopes[i % n] : 0)) * activations[f].slope(a[i]));
            }
          },
        ),
      );
    });

    test("the vector operations, for any length", () => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 70 }), fc.nat(), (n, seed) => {
          const [x, y, out] = [fill(n, seed), fill(n, seed + 1), kernels.allocate(n)];
          const sum = (term: (i: number) => number) =>
            Array.from({ length: n }, (_, i) => term(i)).reduce((a, b) => a + b, 0);
          close(
            kernels.dot(x, y),
            sum((i) => x[i] * y[i]),
            n,
          );
          close(
            kernels.squaredError(x, y, out),
            sum((i) => (x[i] - y[i]) ** 2),
            n,
          );
          for (let i = 0; i < n; i++) close(out[i], x[i] - y[i]);
          expect(kernels.maxAbs(x)).toBe(Math.max(0, ...Array.from(x, Math.abs)));
          kernels.scale(-2, x, out);
          for (let i = 0; i < n; i++) close(out[i], -2 * x[i]);
          const before = y.slice();
          kernels.axpy(0.5, x, y);
          for (let i = 0; i < n; i++) close(y[i], before[i] + 0.5 * x[i]);
        }),
      );
    });

    test("columnSums: α Σ_i M_ij; zeros for no rows", () => {
      fc.assert(
        fc.property(side, side, fc.nat(), (m, n, seed) => {
          const matrixM = matrixOf(m, n, seed, 0);
          const sums = kernels.allocate(n).fill(7);
          kernels.columnSums(matrixM, sums, 0.5);
          for (let j = 0; j < n; j++) {
            let sum = 0;
            for (let i = 0; i < m; i++) sum += at(matrixM, i, j);
            close(sums[j], 0.5 * sum, m);
          }
        }),
      );
    });

    test("maxAbs tells NaN", () => {
      expect(kernels.maxAbs(kernels.allocate(3).fill(Number.NaN, 1, 2))).toBeNaN();
    });
  });
}
