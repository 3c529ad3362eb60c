// Which latents lie beside each other on a grid whose edges meet: a torus.

import { InputError } from "../core/errors.js";

/** Latent i lies in row ⌊i/columns⌋ and column i mod columns. */
export interface LatentGrid {
  readonly rows: number;
  readonly columns: number;
}

/** The grid nearest to a square that so many latents fill. */
export function squarestGrid(latents: number): LatentGrid {
  let rows = Math.floor(Math.sqrt(latents));
  while (latents % rows !== 0) rows -= 1;
  return { rows, columns: latents / rows };
}

/** Squares of so many latents a side around each latent. */
export interface Neighbourhoods {
  /** Latents of a neighbourhood, n² */
  readonly size: number;
  /** Those of latent i's from i n² on, itself among them, [M n²]. Where one has another, that has it too */
  readonly members: Int32Array;
}

/**
 * The n × n latents around each, over the edges of the grid.
 *
 * @param side - n, odd, at most the shorter side of the grid
 * @throws {InputError} if it is even, or longer than that
 */
export function neighbourhoodsOn({ rows, columns }: LatentGrid, side: number): Neighbourhoods {
  const most = Math.min(rows, columns);
  if (side % 2 === 0 || side > most)
    throw new InputError(
      `model: neighbourhood must be odd and at most ${most}, the shorter side of the ${rows} × ${columns} latents, got ${side}; 1 is none, 3 the published one`,
    );
  const size = side * side;
  const members = new Int32Array(rows * columns * size);
  const half = (side - 1) / 2;
  for (let i = 0; i < rows * columns; i++) {
    const [row, column] = [Math.floor(i / columns), i % columns];
    for (let at = 0; at < size; at++) {
      const down = (row + Math.floor(at / side) - half + rows) % rows;
      const right = (column + (at % side) - half + columns) % columns;
      members[i * size + at] = down * columns + right;
    }
  }
  return { size, members };
}
