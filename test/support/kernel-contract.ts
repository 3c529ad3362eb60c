// What every engine must do: each primitive against its formula, written out with plain loops, on random shapes.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FloatArray, type Matrix, matrix, rows, transpose } from "../../src/core/arrays.js";
import { exp, log } from "../../src/core/elementary.js";
import { createRandom } from "../../src/core/random.js";
import { activationKinds, activations } from "../../src/kernels/activations.js";
import type { Kernels } from "../../src/kernels/kernels.js";
import { sparseKernelContract } from "./sparse-kernel-contract.js";

const at = ({ data, stride, offset }: Matrix, i: number, j: number) =>
  data[offset + i * stride[0] + j * stride[1]];
/** Remainders of every number of lanes and rows that an engine may work on at a time, and none at all. */
const side = fc.integer({ min: 0, max: 19 });

export function kernelContract(name: string, kernels: Kernels): void {
  sparseKernelContract(name, kernels);
  const tolerance = 64 * kernels.epsilon;
  /** A million of them: expect is asked only where one is not. */
  const close = (actual: number, expected: number, size = 1) => {
    const limit = tolerance * Math.max(1, size, Math.abs(expected));
    const off = Math.abs(actual - expected);
    if (!(off <= limit)) expect(off).toBeLessThanOrEqual(limit);
  };

  function fill(length: number, seed: number): FloatArray {
    const random = createRandom(seed >>> 0, "kernel contract");
    const memory = kernels.allocate(length);
    for (let i = 0; i < length; i++) memory[i] = 2 * random.uniform() - 1;
    return memory;
  }
  /** A matrix, or a view that has the same shape: its transpose's, some rows, every second column, rows backwards. */
  function matrixOf(m: number, n: number, seed: number, form: number): Matrix {
    if (form === 1) return transpose(matrix(fill(m * n, seed), n, m));
    if (form === 2) return rows(matrix(fill((m + 3) * n, seed), m + 3, n), 2, m + 2);
    if (form === 3) return { data: fill(2 * m * n + 1, seed), shape: [m, n], stride: [2 * n, 2], offset: 1 };
    if (form === 4)
      return { data: fill(m * n, seed), shape: [m, n], stride: [-n, 1], offset: Math.max(0, m - 1) * n };
    return matrix(fill(m * n, seed), m, n);
  }
  const form = fc.integer({ min: 0, max: 4 });

  function expectProduct(a: Matrix, b: Matrix, c: Matrix, alpha: number, beta: number): void {
    const before = { ...c, data: c.data.slice() };
    kernels.matmul(a, b, c, alpha, beta);
    const k = a.shape[1];
    for (let i = 0; i < c.shape[0]; i++) {
      for (let j = 0; j < c.shape[1]; j++) {
        let sum = 0;
        for (let p = 0; p < k; p++) sum += at(a, i, p) * at(b, p, j);
        close(at(c, i, j), alpha * sum + beta * at(before, i, j), k);
      }
    }
  }

  describe(`${name} ${kernels.dtype}`, () => {
    test("allocates zeros of its precision, or of another", () => {
      const memory = kernels.allocate(3);
      expect(Array.from(memory)).toEqual([0, 0, 0]);
      expect(memory instanceof Float32Array).toBe(kernels.dtype === "float32");
      expect(kernels.allocate(1, "float64")).toBeInstanceOf(Float64Array);
      expect(kernels.owns(memory)).toBe(true);
    });

    test("matmul: C = α A B + β C, for any shape and strides", () => {
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
            expectProduct(a, b, matrixOf(m, n, seed + 2, forms[2]), alpha, beta);
          },
        ),
        { numRuns: 300 },
      );
    });

    test.each([
      [300, 20, 9],
      [9, 2500, 11],
      [37, 70, 300],
      [1, 1100, 17],
      [65, 1024, 1],
    ])("matmul where an engine cuts: %i × %i × %i", (m, k, n) => {
      for (const forms of [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
      ]) {
        expectProduct(
          matrixOf(m, k, 1, forms[0]),
          matrixOf(k, n, 2, forms[1]),
          matrixOf(m, n, 3, 0),
          1.5,
          0.5,
        );
      }
    });

    test("matmul with β = 0 does not read C", () => {
      const c = matrix(kernels.allocate(400).fill(Number.NaN), 20, 20);
      kernels.matmul(matrixOf(20, 20, 1, 0), matrixOf(20, 20, 2, 0), c);
      expect(Array.from(c.data).some(Number.isNaN)).toBe(false);
    });

    test("dense: f(X Wᵀ + b), for every activation and any strides", () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...activationKinds),
          side,
          side,
          side,
          fc.tuple(form, form, form),
          fc.nat(),
          (f, m, n, out, forms, seed) => {
            const x = matrixOf(m, n, seed, forms[0]);
            const w = matrixOf(out, n, seed + 1, forms[1]);
            const b = fill(out, seed + 2);
            const result = matrixOf(m, out, seed + 3, forms[2]);
            kernels.dense(f, x, w, b, result);
            for (let i = 0; i < m; i++) {
              for (let j = 0; j < out; j++) {
                let z = b[j];
                for (let p = 0; p < n; p++) z += at(x, i, p) * at(w, j, p);
                close(at(result, i, j), activations[f].value(z), n);
              }
            }
          },
        ),
        { numRuns: 300 },
      );
    });

    test("activate is f for any length, also in place, and NaN stays NaN", () => {
      for (const f of activationKinds) {
        for (let length = 0; length < 20; length++) {
          const z = fill(length + 1, length);
          z[length] = Number.NaN;
          const a = kernels.allocate(length + 1);
          kernels.activate(f, z, a);
          for (let i = 0; i < length; i++) close(a[i], activations[f].value(z[i]));
          expect(a[length]).toBeNaN();
          kernels.activate(f, z, z);
          expect(Array.from(z)).toEqual(Array.from(a));
        }
      }
    });

    test("exp and log, for any length", () => {
      for (let length = 0; length < 20; length++) {
        const x = fill(length, length);
        const y = kernels.allocate(length);
        kernels.exp(x, y);
        for (let i = 0; i < length; i++) close(y[i], exp(x[i]));
        const positive = kernels.allocate(length);
        for (let i = 0; i < length; i++) positive[i] = Math.abs(x[i]);
        kernels.log(positive, y);
        for (let i = 0; i < length; i++) close(y[i], log(positive[i]));
      }
    });

    test("activationBackward multiplies by f', after adding the slopes to each row", () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...activationKinds),
          side,
          fc.integer({ min: 1, max: 19 }),
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

    test("squaredErrorBackward: (a − y) f' and the sum of squares on top of what was there", () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...activationKinds),
          fc.integer({ min: 0, max: 600 }),
          fc.nat(),
          (f, n, seed) => {
            const [a, y, delta] = [fill(n, seed), fill(n, seed + 1), kernels.allocate(n)];
            const sum = kernels.allocate(1, "float64").fill(3);
            kernels.squaredErrorBackward(f, a, y, delta, sum);
            let expected = 3;
            for (let i = 0; i < n; i++) {
              expected += (a[i] - y[i]) ** 2;
              close(delta[i], (a[i] - y[i]) * activations[f].slope(a[i]));
            }
            close(sum[0], expected, n);
          },
        ),
      );
    });

    test("the vector operations, for any length", () => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 70 }), fc.nat(), (n, seed) => {
          const [x, y, out] = [fill(n, seed), fill(n, seed + 1), kernels.allocate(n + 1).fill(7)];
          const first = out.subarray(0, n);
          let dot = 0;
          for (let i = 0; i < n; i++) dot += x[i] * y[i];
          close(kernels.dot(x, y), dot, n);
          expect(kernels.maxAbs(x)).toBe(Math.max(0, ...Array.from(x, Math.abs)));
          kernels.scale(-2, x, first);
          for (let i = 0; i < n; i++) close(out[i], -2 * x[i]);
          const before = y.slice();
          kernels.axpy(0.5, x, y);
          for (let i = 0; i < n; i++) close(y[i], before[i] + 0.5 * x[i]);
          expect(out[n]).toBe(7); // nothing is written past the end
        }),
      );
    });

    test("adam: three steps, by its formula", () => {
      for (let n = 0; n < 12; n++) {
        const theta = fill(n, n);
        const expected = Float64Array.from(theta);
        const [mean, square] = [kernels.allocate(n), kernels.allocate(n)];
        const [m, v] = [new Float64Array(n), new Float64Array(n)];
        for (let step = 1; step <= 3; step++) {
          const gradient = fill(n, 100 + n + step);
          kernels.adam(theta, gradient, mean, square, {
            learningRate: 0.1,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
            step,
          });
          for (let i = 0; i < n; i++) {
            m[i] = 0.9 * m[i] + 0.1 * gradient[i];
            v[i] = 0.999 * v[i] + 0.001 * gradient[i] ** 2;
            expected[i] -= (0.1 * m[i]) / (1 - 0.9 ** step) / (Math.sqrt(v[i] / (1 - 0.999 ** step)) + 1e-8);
            // float32 holds 0.999 to 6e-8, which is 6e-5 of 1 − 0.999.
            expect(Math.abs(theta[i] - expected[i])).toBeLessThan(kernels.dtype === "float64" ? 1e-12 : 1e-4);
          }
        }
      }
    });

    test("columnSums: α Σ_i M_ij + β sums, for any strides; no rows sum to zero", () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 0, max: 300 }),
          fc.integer({ min: 0, max: 40 }),
          form,
          fc.constantFrom(0, 1, -0.5),
          fc.nat(),
          (m, n, viewForm, beta, seed) => {
            const M = matrixOf(m, n, seed, viewForm);
            const sums = kernels.allocate(n + 1).fill(7);
            kernels.columnSums(M, sums.subarray(0, n), 0.5, beta);
            for (let j = 0; j < n; j++) {
              let sum = 0;
              for (let i = 0; i < m; i++) sum += at(M, i, j);
              close(sums[j], 0.5 * sum + 7 * beta, m);
            }
            expect(sums[n]).toBe(7);
          },
        ),
      );
    });

    test("maxAbs tells NaN wherever it is", () => {
      for (let i = 0; i < 9; i++) {
        expect(kernels.maxAbs(kernels.allocate(9).fill(Number.NaN, i, i + 1))).toBeNaN();
      }
    });

    test("arrays of another memory work as its own do, for reading, writing and in place", () => {
      const foreign = (length: number, seed: number) => fill(length, seed).slice();
      const [x, y] = [foreign(23, 1), foreign(23, 2)];
      const expected = y.map((value, i) => value + 2 * x[i]);
      kernels.axpy(2, x, y);
      for (let i = 0; i < 23; i++) close(y[i], expected[i]);
      kernels.activate("sigmoid", x, x);
      for (let i = 0; i < 23; i++) close(x[i], activations.sigmoid.value(fill(23, 1)[i]));
      const [a, b] = [matrix(foreign(30, 3), 5, 6), transpose(matrix(foreign(24, 4), 4, 6))];
      expectProduct(a, b, { data: foreign(40, 5), shape: [5, 4], stride: [-8, 2], offset: 33 }, 1, 1);
    });

    test("a schedule does its tasks each time that it is called, on what the arrays hold then", () => {
      const x = matrix(kernels.allocate(60), 6, 10);
      const weights = matrixOf(4, 10, 2, 0);
      const bias = fill(4, 3);
      const out = matrix(kernels.allocate(24), 6, 4);
      const between = matrix(kernels.scratch(12), 3, 4);
      const run = kernels.schedule(
        [0, 3].map((from) => (k) => {
          k.dense("tanh", rows(x, from, from + 3), weights, bias, between);
          k.scale(2, between.data, rows(out, from, from + 3).data.subarray(4 * from, 4 * from + 12));
        }),
      );
      for (const seed of [5, 6]) {
        x.data.set(fill(60, seed));
        run();
        for (let i = 0; i < 6; i++) {
          for (let j = 0; j < 4; j++) {
            let z = bias[j];
            for (let p = 0; p < 10; p++) z += at(x, i, p) * at(weights, j, p);
            close(at(out, i, j), 2 * activations.tanh.value(z), 10);
          }
        }
      }
    });

    test("a schedule without tasks does nothing", () => expect(kernels.schedule([])()).toBeUndefined());
  });
}
