// What agrees by chance, and what comes again: atoms that were learned, and the same with random phases.

import { describe, expect, test } from "vitest";
import { matrix } from "../../src/core/arrays.js";
import { fourier2d } from "../../src/core/fourier/fourier-2d.js";
import { createRandom } from "../../src/core/random.js";
import { phaseScrambled, rotated } from "../../src/metrics/atoms/chance.js";
import { stableAtoms } from "../../src/metrics/atoms/stability.js";
import { cosineSimilarities } from "../../src/metrics/match-atoms.js";

const random = createRandom(0, "stability");
const noise = (count: number, d: number) =>
  matrix(
    Float64Array.from({ length: count * d }, () => random.normal()),
    count,
    d,
  );
/** White noise under a 3 × 3 box, twice, as the chance table of the literature on such matches has it. */
function smooth(count: number, side: number) {
  let { data } = noise(count, side * side);
  for (let twice = 0; twice < 2; twice++)
    data = data.map((_, at) => {
      const [i, row, column] = [Math.floor(at / (side * side)), Math.floor(at / side) % side, at % side];
      let sum = 0;
      for (const dr of [-1, 0, 1])
        for (const dc of [-1, 0, 1]) {
          const [r, c] = [row + dr, column + dc];
          if (r >= 0 && c >= 0 && r < side && c < side) sum += data[i * side * side + r * side + c];
        }
      return sum;
    });
  return matrix(data, count, side * side);
}

describe("phase-scrambled atoms", () => {
  test.each([
    [8, 8, 1],
    [5, 7, 1],
    [6, 6, 3],
  ])("%i × %i × %i: the amplitudes stay, the phases do not", (height, width, channels) => {
    const d = height * width * channels;
    const atoms = noise(4, d);
    const other = phaseScrambled(channels === 1 ? [height, width] : [height, width, channels])(atoms, random);
    for (let i = 0; i < 4; i++)
      for (let channel = 0; channel < channels; channel++) {
        const amplitudes = [atoms.data, other.data].map((data) => {
          const picture = Float64Array.from(
            { length: height * width },
            (_, p) => data[i * d + p * channels + channel],
          );
          const { real, imaginary } = fourier2d(height, width, picture);
          return real.map((re, k) => Math.hypot(re, imaginary[k]));
        });
        for (const [k, value] of amplitudes[0].entries()) expect(amplitudes[1][k]).toBeCloseTo(value, 10);
      }
    expect(Math.abs(cosineSimilarities(atoms, other).get(0, 0))).toBeLessThan(0.9);
  });
});

test("atoms that are turned keep their angles, and stay in what they span", () => {
  const atoms = noise(3, 9);
  const turned = rotated(atoms, random);
  const [before, after] = [atoms, turned].map((m) => cosineSimilarities(m, m).data);
  for (const [k, value] of before.entries()) expect(after[k]).toBeCloseTo(value, 10);
  // A fourth direction that none of them has is still in none.
  const all = matrix(Float64Array.from([...atoms.data, ...turned.data]), 6, 9);
  const again = rotated(all, random);
  const rank = (m: typeof all) => {
    const rows = Array.from({ length: m.shape[0] }, (_, i) => Array.from(m.data.subarray(i * 9, i * 9 + 9)));
    let found = 0;
    for (let column = 0; column < 9 && found < rows.length; column++) {
      const pivot = rows.findIndex((row, i) => i >= found && Math.abs(row[column]) > 1e-9);
      if (pivot === -1) continue;
      [rows[found], rows[pivot]] = [rows[pivot], rows[found]];
      for (let i = found + 1; i < rows.length; i++) {
        const share = rows[i][column] / rows[found][column];
        for (let j = 0; j < 9; j++) rows[i][j] -= share * rows[found][j];
      }
      found += 1;
    }
    return found;
  };
  expect(rank(all)).toBe(3);
  expect(rank(again)).toBe(3);
});

describe("stability", () => {
  test("the same atoms, shuffled, with signs and noise, all come again", () => {
    const atoms = smooth(20, 8);
    const others = [1, 2].map(() => {
      const order = Array.from({ length: 20 }, (_, i) => i).reverse();
      const data = order.flatMap((i) =>
        Array.from(atoms.data.subarray(i * 64, i * 64 + 64), (v) => -v + 0.05 * random.normal()),
      );
      return matrix(Float64Array.from(data), 20, 64);
    });
    const { means, chance, returns } = stableAtoms(atoms, others, phaseScrambled([8, 8]));
    for (const mean of means) expect(mean).toBeGreaterThan(0.99);
    expect(chance.most).toBeLessThan(0.75);
    expect(Array.from(returns)).toEqual(new Array(20).fill(1));
  });

  test("smooth noise agrees as much as chance, and hardly anything comes again", () => {
    const { means, chance, returns } = stableAtoms(
      smooth(25, 8),
      [smooth(25, 8), smooth(25, 8)],
      phaseScrambled([8, 8]),
    );
    // .58 by the table of such noise, white and averaged: 25 atoms of 8 × 8, 3 × 3 box twice
    expect(chance.mean).toBeGreaterThan(0.5);
    expect(chance.mean).toBeLessThan(0.66);
    for (const mean of means) expect(Math.abs(mean - chance.mean)).toBeLessThan(0.08);
    expect(returns.reduce((sum, share) => sum + share, 0)).toBeLessThan(5);
  });

  test("of unequal numbers, those without a match come again nowhere", () => {
    const atoms = smooth(10, 4);
    const { cosines, returns } = stableAtoms(
      atoms,
      [matrix(atoms.data.slice(0, 6 * 16), 6, 16)],
      phaseScrambled([4, 4]),
    );
    expect(cosines[0].filter((value) => Number.isNaN(value))).toHaveLength(4);
    expect(returns.filter((share) => share === 1).length).toBeGreaterThan(2);
    expect(returns.subarray(6).every((share) => share === 0)).toBe(true);
  });
});
