import { expect, test } from "vitest";
import { neighbourhoodsOn, squarestGrid } from "../../src/sae/neighbourhoods.js";

test("the 3 × 3 around a latent, over the edges of the grid", () => {
  const { size, members } = neighbourhoodsOn({ rows: 4, columns: 5 }, 3);
  const of = (i: number) => [...members.subarray(i * size, (i + 1) * size)].sort((a, b) => a - b);
  expect(of(6)).toEqual([0, 1, 2, 5, 6, 7, 10, 11, 12]);
  expect(of(0)).toEqual([0, 1, 4, 5, 6, 9, 15, 16, 19]);
  for (let i = 0; i < 20; i++) for (const j of of(i)) expect(of(j)).toContain(i);
});

test("1 is each alone", () => {
  expect([...neighbourhoodsOn({ rows: 2, columns: 3 }, 1).members]).toEqual([0, 1, 2, 3, 4, 5]);
});

test.each([
  [121, { rows: 11, columns: 11 }],
  [128, { rows: 8, columns: 16 }],
  [13, { rows: 1, columns: 13 }],
])("%i latents fill a grid near a square", (latents, grid) => expect(squarestGrid(latents)).toEqual(grid));

test.each([2, 5])("a side of %i on 3 × 13 latents is refused", (side) =>
  expect(() => neighbourhoodsOn({ rows: 3, columns: 13 }, side)).toThrow(
    `model: neighbourhood must be odd and at most 3, the shorter side of the 3 × 13 latents, got ${side}; 1 is none, 3 the published one`,
  ),
);
