// What every engine must do on the rows of matrices and with sparse codes: each primitive against its formula, written
// out with plain loops.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FloatArray, type Matrix, matrix, rows } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { ADAM_NUMBERS, writeAdamNumbers } from "../../src/kernels/adam-numbers.js";
import { codesOf, scheduleBatchTopK } from "../../src/kernels/batch-top-k.js";
import type { Codes, Kernels, Ranking, SlotsByLatent } from "../../src/kernels/kernels.js";

/** Remainders of every number of lanes and rows that an engine may work on at a time, and none at all. */
const side = fc.integer({ min: 0, max: 19 });
const latentCount = fc.integer({ min: 1, max: 75 });
const rankingKind = fc.constantFrom("value" as const, "magnitude" as const);

/** What the ranking of row b's latents is, the highest first, by a sort. */
function rankedOf(activations: Matrix, b: number, { by, scales }: Ranking): number[] {
  const single = activations.data instanceof Float32Array;
  const keys = Array.from({ length: activations.shape[1] }, (_, j) => {
    const product = activations.data[activations.offset + b * activations.stride[0] + j] * (scales?.[j] ?? 1);
    const key = by === "magnitude" ? Math.abs(product) : product;
    return single ? Math.fround(key) : key;
  });
  return keys.map((_, j) => j).sort((i, j) => keys[j] - keys[i] || i - j);
}

/** The codes' slots of each example: [latent, value] pairs. */
const pairsOf = ({ starts, indices, values }: Codes) =>
  Array.from({ length: starts.length - 1 }, (_, b) =>
    Array.from({ length: starts[b + 1] - starts[b] }, (_, at) => [
      indices[starts[b] + at],
      values[starts[b] + at],
    ]),
  );

export function sparseKernelContract(name: string, kernels: Kernels): void {
  const close = (actual: number, expected: number, size = 1) => {
    const limit = 64 * kernels.epsilon * Math.max(1, size, Math.abs(expected));
    const off = Math.abs(actual - expected);
    if (!(off <= limit)) expect(off).toBeLessThanOrEqual(limit);
  };

  /** Values in [−1, 1), of `levels` different ones if given: many are equal. */
  function fill(length: number, seed: number, levels = 0): FloatArray {
    const random = createRandom(seed >>> 0, "sparse kernel contract");
    const memory = kernels.allocate(length);
    for (let i = 0; i < length; i++) {
      const value = 2 * random.uniform() - 1;
      memory[i] = levels === 0 ? value : Math.round(value * levels) / levels;
    }
    return memory;
  }
  /** A matrix [m, n], or every second row of one, of which the columns before `n` are used. */
  function rowsOf(m: number, n: number, seed: number, apart: boolean, levels = 0): Matrix {
    if (!apart) return matrix(fill(m * n, seed, levels), m, n);
    const stride = 2 * n + 3;
    return { data: fill(m * stride + 2, seed, levels), shape: [m, n], stride: [stride, 1], offset: 2 };
  }
  const at = ({ data, stride, offset }: Matrix, i: number, j: number) => data[offset + i * stride[0] + j];
  const copyOf = (m: Matrix): Matrix => ({ ...m, data: m.data.slice() });
  const norm = (m: Matrix, i: number) =>
    Math.sqrt(Array.from({ length: m.shape[1] }, (_, j) => at(m, i, j) ** 2).reduce((a, b) => a + b, 0));

  /** Room for so many slots an example. */
  function codesFor(lengths: readonly number[]): Codes {
    const starts = kernels.allocateIndices(lengths.length + 1);
    lengths.forEach((length, b) => {
      starts[b + 1] = starts[b] + length;
    });
    const slots = starts[lengths.length];
    return { starts, indices: kernels.allocateIndices(slots), values: kernels.allocate(slots) };
  }
  /** Codes of `examples` with 0 … 9 slots each, latents at random, also the same twice. */
  function randomCodes(examples: number, latents: number, seed: number): Codes {
    const random = createRandom(seed >>> 0, "codes");
    const codes = codesFor(Array.from({ length: examples }, () => Math.floor(10 * random.uniform())));
    codes.values.set(fill(codes.values.length, seed + 1));
    for (let s = 0; s < codes.indices.length; s++) codes.indices[s] = Math.floor(latents * random.uniform());
    return codes;
  }
  function sorted(codes: Codes, latents: number): SlotsByLatent {
    const slots = codes.indices.length;
    const byLatent = {
      starts: kernels.allocateIndices(latents + 1).fill(7),
      slots: kernels.allocateIndices(slots),
      examples: kernels.allocateIndices(slots),
    };
    kernels.sortByLatent(codes, byLatent);
    return byLatent;
  }

  describe(`${name} ${kernels.dtype}, rows and sparse codes`, () => {
    test("allocates whole numbers, zeros", () => {
      expect(kernels.allocateIndices(3)).toEqual(new Int32Array(3));
    });

    test("clippedAdam is adam on the gradient times the factor, with the numbers that the memory holds", () => {
      const numbers = kernels.allocate(ADAM_NUMBERS, "float64");
      for (let n = 0; n < 12; n++) {
        const [a, b] = [1, 1].map((seed) => [fill(n, seed), kernels.allocate(n), kernels.allocate(n)]);
        const gradient = fill(n, 4);
        const run = kernels.schedule([(k) => k.clippedAdam(a[0], gradient, a[1], a[2], numbers)]);
        for (let step = 1; step <= 3; step++) {
          const numbersOfStep = { learningRate: 0.1 / step, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, step };
          const factor = 0.25 * step;
          writeAdamNumbers(numbers, numbersOfStep, factor);
          run();
          kernels.adam(
            b[0],
            gradient.map((g) => factor * g),
            b[1],
            b[2],
            numbersOfStep,
          );
          for (let i = 0; i < n; i++) close(a[0][i], b[0][i], 10);
        }
      }
    });

    test("sumOfSquares adds Σ x² to what was there, for any length", () => {
      for (const n of [0, 1, 2, 3, 5, 8, 17, 4095, 4096, 4099, 9001]) {
        const x = fill(n, n);
        const sum = kernels.allocate(1, "float64").fill(3);
        kernels.sumOfSquares(x, sum);
        close(
          sum[0],
          Array.from(x).reduce((total, value) => total + value * value, 3),
          n / 8,
        );
      }
    });

    test("smoothMagnitudes: x/√(x² + ε), also in place, and their sum added to what was there, for any length", () => {
      for (const n of [0, 1, 2, 3, 5, 8, 17, 4095, 4096, 4099, 9001]) {
        const x = fill(n, n);
        if (n > 1) x[1] = 0;
        const [before, slopes] = [x.slice(), kernels.allocate(n + 1).fill(7)];
        const sum = kernels.allocate(1, "float64").fill(3);
        const magnitudes = Array.from(before, (value) => Math.sqrt(value * value + 0.01));
        kernels.smoothMagnitudes(x, 0.01, slopes.subarray(0, n), sum);
        expect([x, slopes[n]]).toEqual([before, 7]);
        const total = magnitudes.reduce((all, value) => all + value, 3);
        close(sum[0], total, n / 8);
        kernels.smoothMagnitudes(x, 0.01, x, sum);
        for (let i = 0; i < n; i++) close(slopes[i], before[i] / magnitudes[i]);
        expect(x).toEqual(slopes.subarray(0, n));
      }
    });

    test("addToRows, rowNorms, projectRows and normalizeRows: their formulas, for any shape", () => {
      fc.assert(
        fc.property(
          side,
          side,
          fc.boolean(),
          fc.constantFrom(0, 1e-6, 0.5),
          fc.nat(),
          (m, n, apart, epsilon, seed) => {
            const [x, w, g] = [1, 2, 3].map((step) => rowsOf(m, n, seed + step, apart));
            if (m > 1) for (let j = 0; j < n; j++) w.data[w.offset + w.stride[0] + j] = 0;
            const [before, row] = [copyOf(x), fill(n, seed)];
            kernels.addToRows(-0.5, row, x, x);
            const norms = kernels.allocate(m + 1).fill(7);
            kernels.rowNorms(w, norms.subarray(0, m));
            expect(norms[m]).toBe(7);
            const gradient = copyOf(g);
            kernels.projectRows(w, g, epsilon);
            const direction = copyOf(w);
            kernels.normalizeRows(w, epsilon);
            for (let i = 0; i < m; i++) {
              const length = norm(direction, i);
              close(norms[i], length, n);
              const share = length === 0 ? 0 : 1 / (length + epsilon);
              let along = 0;
              for (let j = 0; j < n; j++) along += at(gradient, i, j) * at(direction, i, j) * share;
              for (let j = 0; j < n; j++) {
                close(at(x, i, j), at(before, i, j) - 0.5 * row[j]);
                close(at(g, i, j), at(gradient, i, j) - along * share * at(direction, i, j), n);
                close(at(w, i, j), share * at(direction, i, j));
              }
            }
            if (apart) expect(w.data[1]).toBe(direction.data[1]); // between the rows nothing is written
          },
        ),
      );
    });

    test("selectTopK keeps as many as there are slots, the highest first, of equal ones the first", () => {
      fc.assert(
        fc.property(
          side,
          latentCount,
          rankingKind,
          fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
          fc.constantFrom(0, 2),
          fc.nat(),
          (examples, latents, by, [apart, scaled, rectified], levels, seed) => {
            const activations = rowsOf(examples, latents, seed, apart, levels);
            const scales = scaled ? fill(latents, seed + 1, levels).map(Math.abs) : null;
            const random = createRandom(seed >>> 0, "lengths");
            // none, one, all, or some
            const lengths = Array.from({ length: examples }, (_, b) =>
              b % 4 < 3 ? [0, 1, latents][b % 4] : Math.floor((latents + 1) * random.uniform()),
            );
            const codes = codesFor(lengths);
            kernels.selectTopK(activations, { by, scales }, codes, rectified);
            pairsOf(codes).forEach((pairs, b) => {
              const expected = rankedOf(activations, b, { by, scales }).slice(0, lengths[b]);
              expect(pairs.map(([latent]) => latent)).toEqual(expected);
              for (const [latent, value] of pairs) {
                const kept = at(activations, b, latent);
                expect(value).toBe(rectified ? Math.max(0, kept) : kept);
              }
            });
          },
        ),
        { numRuns: 200 },
      );
    });

    test.each([
      [900, 0],
      [900, 3], // of 7 values: hundreds are equal
      [901, 40],
    ])("selectTopK of %i latents, few kept and many (levels: %i)", (latents, levels) => {
      for (const by of ["value", "magnitude"] as const) {
        for (const k of [1, 7, 8, 9, 33, 64, 65, 300]) {
          const activations = rowsOf(3, latents, k, true, levels);
          const scales = k % 2 === 0 ? fill(latents, k + 1, levels).map(Math.abs) : null;
          const codes = codesFor([k, k, k]);
          kernels.selectTopK(activations, { by, scales }, codes, false);
          pairsOf(codes).forEach((pairs, b) => {
            const expected = rankedOf(activations, b, { by, scales }).slice(0, k);
            expect(pairs.map(([latent]) => latent)).toEqual(expected);
          });
        }
      }
    });

    test("selectTopK on falling and rising values, and NaN is kept", () => {
      for (const latents of [5, 64, 300, 1000]) {
        const activations = matrix(kernels.allocate(3 * latents), 3, latents);
        for (let j = 0; j < latents; j++) {
          activations.data[j] = j;
          activations.data[latents + j] = -j;
          activations.data[2 * latents + j] = j === 3 || j === latents - 1 ? Number.NaN : 0.5;
        }
        const codes = codesFor([4, 4, 4]);
        kernels.selectTopK(activations, { by: "value", scales: null }, codes, false);
        const [rising, falling, none] = pairsOf(codes).map((pairs) => pairs.map(([latent]) => latent));
        expect(rising).toEqual([1, 2, 3, 4].map((place) => latents - place));
        expect(falling).toEqual([0, 1, 2, 3]);
        expect(none).toEqual([3, latents - 1, 0, 1]);
        expect(codes.values[8]).toBeNaN();
      }
    });

    test("gatherDecode: bias + Σ v w, and gatherDot: r·w, for any codes", () => {
      fc.assert(
        fc.property(
          side,
          latentCount,
          side,
          fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
          fc.nat(),
          (examples, latents, d, [apart, biased, rectified], seed) => {
            const codes = randomCodes(examples, latents, seed);
            const [w, r] = [rowsOf(latents, d, seed + 2, apart), rowsOf(examples, d, seed + 3, apart)];
            const bias = biased ? fill(d, seed + 4) : null;
            const out = rowsOf(examples, d, seed + 5, apart);
            const products = kernels.allocate(codes.values.length).fill(7);
            kernels.gatherDecode(codes, w, bias, out);
            kernels.gatherDot(codes, r, w, products, rectified);
            for (let b = 0; b < examples; b++) {
              for (let j = 0; j < d; j++) {
                let sum = bias?.[j] ?? 0;
                for (let s = codes.starts[b]; s < codes.starts[b + 1]; s++)
                  sum += codes.values[s] * at(w, codes.indices[s], j);
                close(at(out, b, j), sum, 10);
              }
              for (let s = codes.starts[b]; s < codes.starts[b + 1]; s++) {
                let dot = 0;
                for (let j = 0; j < d; j++) dot += at(r, b, j) * at(w, codes.indices[s], j);
                close(products[s], rectified && codes.values[s] <= 0 ? 0 : dot, d);
              }
            }
          },
        ),
      );
    });

    test("some examples of codes are decoded as they are among all", () => {
      const codes = randomCodes(9, 20, 1);
      const w = rowsOf(20, 7, 2, false);
      const out = matrix(kernels.allocate(9 * 7), 9, 7);
      const some = matrix(kernels.allocate(3 * 7), 3, 7);
      kernels.gatherDecode(codes, w, null, out);
      kernels.gatherDecode(codesOf(codes, 4, 7), w, null, some);
      expect(some.data).toEqual(out.data.slice(4 * 7, 7 * 7));
    });

    test("sortByLatent lists each latent's slots in the order of the examples; gatherByLatent sums over them", () => {
      fc.assert(
        fc.property(side, latentCount, side, fc.boolean(), fc.nat(), (examples, latents, d, apart, seed) => {
          const codes = randomCodes(examples, latents, seed);
          const byLatent = sorted(codes, latents);
          const owner = pairsOf(codes).flatMap((pairs, b) => pairs.map(() => b));
          const r = rowsOf(examples, d, seed + 3, apart);
          const out = rowsOf(latents, d, seed + 4, apart);
          const sums = kernels.allocate(latents);
          kernels.gatherByLatent(byLatent, codes.values, r, out, sums);
          for (let i = 0; i < latents; i++) {
            const own = Array.from(owner.keys()).filter((s) => codes.indices[s] === i);
            const [from, to] = [byLatent.starts[i], byLatent.starts[i + 1]];
            expect(Array.from(byLatent.slots.subarray(from, to))).toEqual(own);
            expect(Array.from(byLatent.examples.subarray(from, to))).toEqual(own.map((s) => owner[s]));
            close(
              sums[i],
              own.reduce((sum, s) => sum + codes.values[s], 0),
              own.length,
            );
            for (let j = 0; j < d; j++) {
              const expected = own.reduce((sum, s) => sum + codes.values[s] * at(r, owner[s], j), 0);
              close(at(out, i, j), expected, own.length);
            }
          }
          if (latents > 3) {
            const some = rowsOf(latents - 3, d, seed + 5, false);
            const part = { ...byLatent, starts: byLatent.starts.subarray(2, latents) };
            kernels.gatherByLatent(part, codes.values, r, rows(some, 0, latents - 3), null);
            for (let i = 0; i < latents - 3; i++) {
              for (let j = 0; j < d; j++) expect(at(some, i, j)).toBe(at(out, i + 2, j));
            }
          }
        }),
      );
    });

    test("scheduleBatchTopK keeps the K highest of all examples, of equal ones the first", () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 19 }),
          latentCount,
          rankingKind,
          fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
          fc.constantFrom(0, 1, 3),
          fc.nat(),
          (examples, latents, by, [apart, scaled, rectified], levels, seed) => {
            const activations = rowsOf(examples, latents, seed, apart, levels);
            const scales = scaled ? fill(latents, seed + 1, levels).map(Math.abs) : null;
            const own = scales === null ? null : kernels.allocate(latents);
            if (scales !== null) own?.set(scales);
            const ranking = { by, scales: own };
            const all = examples * latents;
            const codes: Codes = {
              starts: kernels.allocateIndices(examples + 1),
              indices: kernels.allocateIndices(all),
              values: kernels.allocate(all),
            };
            const cut = seed % examples;
            const tiles = [
              { from: 0, to: cut },
              { from: cut, to: examples },
            ];
            const run = scheduleBatchTopK(kernels, { activations, tiles, ranking, codes, rectified });
            const flat = matrix(kernels.allocate(all), 1, all);
            const flatScales = scales === null ? null : kernels.allocate(all);
            for (let p = 0; p < all; p++) {
              flat.data[p] = at(activations, Math.floor(p / latents), p % latents);
              if (flatScales !== null && scales !== null) flatScales[p] = scales[p % latents];
            }
            const ranked = rankedOf(flat, 0, { by, scales: flatScales });
            for (const count of [0, 1, all, seed % (all + 1)]) {
              run(count);
              const kept = new Set(ranked.slice(0, count));
              expect(codes.starts[examples]).toBe(count);
              pairsOf(codes).forEach((pairs, b) => {
                const expected = rankedOf(activations, b, ranking).filter((j) => kept.has(b * latents + j));
                expect(pairs.map(([latent]) => latent)).toEqual(expected);
              });
            }
          },
        ),
        { numRuns: 40 },
      );
    });

    test("arrays of another memory work as its own do", () => {
      const codes: Codes = {
        starts: Int32Array.of(0, 2, 3),
        indices: new Int32Array(3),
        values: fill(3, 1).slice(),
      };
      const activations = matrix(fill(10, 2).slice(), 2, 5);
      kernels.selectTopK(activations, { by: "value", scales: null }, codes, false);
      expect(Array.from(codes.indices)).toEqual(
        [0, 1].flatMap((b) =>
          rankedOf(activations, b, { by: "value", scales: null }).slice(0, b === 0 ? 2 : 1),
        ),
      );
    });
  });
}
