import { describe, expect, test } from "vitest";
import { matrix } from "../../src/core/arrays.js";
import { cosineSimilarities, matchAtoms } from "../../src/metrics/match-atoms.js";
import { randomMatrix } from "../support/data.js";

function permutations(values: readonly number[]): number[][] {
  if (values.length === 0) return [[]];
  return values.flatMap((value) =>
    permutations(values.filter((v) => v !== value)).map((rest) => [value, ...rest]),
  );
}

describe("matchAtoms", () => {
  test("by hand: each row finds its multiple, the most similar first", () => {
    const a = matrix(Float64Array.of(1, 0, 0, 1), 2, 2);
    const b = matrix(Float64Array.of(0, 3, 5, 1), 2, 2);
    const matches = matchAtoms(a, b);
    expect(matches.map(({ a: i, b: j }) => [i, j])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(matches[0].cosine).toBe(1);
    expect(matches[1].cosine).toBeCloseTo(5 / Math.sqrt(26), 15);
  });
  test("the sum of cosines is the largest of all assignments", () => {
    for (let seed = 0; seed < 20; seed++) {
      const [a, b] = [randomMatrix(6, 4, seed), randomMatrix(6, 4, 100 + seed)];
      const cosines = cosineSimilarities(a, b);
      const best = Math.max(
        ...permutations([0, 1, 2, 3, 4, 5]).map((p) => p.reduce((sum, j, i) => sum + cosines.get(i, j), 0)),
      );
      expect(matchAtoms(a, b).reduce((sum, { cosine }) => sum + cosine, 0)).toBeCloseTo(best, 12);
    }
  });
  test("of unequal numbers the smaller is matched, whichever it is", () => {
    const [few, many] = [randomMatrix(3, 5, 1), randomMatrix(7, 5, 2)];
    const forth = matchAtoms(few, many);
    const back = matchAtoms(many, few);
    expect(new Set(forth.map(({ a }) => a)).size).toBe(3);
    expect(back.map(({ a, b }) => [b, a])).toEqual(forth.map(({ a, b }) => [a, b]));
  });
  test("a permutation is found, exactly and, beyond 1 000 rows, greedily", () => {
    for (const m of [40, 1100]) {
      const a = randomMatrix(m, 24, 7);
      const shuffled = Float64Array.from({ length: m * 24 }, (_, i) => {
        const row = (Math.floor(i / 24) * 7 + 3) % m;
        return 2 * a.data[row * 24 + (i % 24)];
      });
      for (const match of matchAtoms(matrix(shuffled, m, 24), a)) {
        expect(match.b).toBe((match.a * 7 + 3) % m);
        expect(match.cosine).toBeCloseTo(1, 12);
      }
    }
  });
  test("a row of zeros is like nothing", () => {
    expect(
      cosineSimilarities(matrix(Float64Array.of(0, 0), 1, 2), matrix(Float64Array.of(1, 2), 1, 2)).get(0, 0),
    ).toBe(0);
  });
  test("refuses rows of other lengths", () => {
    expect(() => matchAtoms(randomMatrix(2, 3, 1), randomMatrix(2, 4, 1))).toThrow(
      /b must have rows of 3 values, got 4/,
    );
  });
});

test("rows without a direction, of NaN or too large to be squared, match with cosine 0, and the others as ever", () => {
  const rows = (...values: number[]) => matrix(Float64Array.of(...values), values.length / 2, 2);
  const a = rows(1, 0, Number.NaN, 1, 0, 1, 1e300, 1e300);
  const b = rows(0, 2, 3, 0, 1, 1, -1, 1);
  const found = matchAtoms(a, b);
  expect(found.slice(0, 2)).toEqual([
    { a: 0, b: 1, cosine: 1 },
    { a: 2, b: 0, cosine: 1 },
  ]);
  expect(found.slice(2).map(({ cosine }) => cosine)).toEqual([0, 0]);
});
