// Originals beside what the autoencoder makes of them.

import { dtypeOf, type Matrix, matrix, zeros } from "../core/arrays.js";
import { inputError } from "../core/errors.js";
import type { Raster } from "../core/raster.js";
import { tileGrid } from "./tiles.js";

/** Examples in a row of the picture; below each original lies its reconstruction. */
const COLUMNS = 12;

/**
 * Rows of originals, each over a row of their reconstructions, all on one scale so that contrast can be compared.
 *
 * @param originals - x, [m, pixels]
 * @param reconstructions - x̂, [m, pixels]
 * @param shape - [height, width] or [height, width, 3]
 */
export function reconstructionPairs(
  originals: Matrix,
  reconstructions: Matrix,
  shape: readonly number[],
): Raster {
  const [m, pixels] = originals.shape;
  if (reconstructions.shape[0] !== m || reconstructions.shape[1] !== pixels) {
    throw inputError(
      "reconstructionPairs",
      "reconstructions",
      `have the shape of the originals, ${m}×${pixels}`,
      reconstructions.shape,
    );
  }
  const rows = Math.ceil(m / COLUMNS);
  const tiles = zeros(dtypeOf(originals.data), 2 * rows * COLUMNS * pixels);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < m; i++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const value = originals.data[originals.offset + i * originals.stride[0] + pixel * originals.stride[1]];
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  tiles.fill(low);
  const place = (from: Matrix, i: number, tileRow: number) => {
    const to = (tileRow * COLUMNS + (i % COLUMNS)) * pixels;
    for (let pixel = 0; pixel < pixels; pixel++) {
      tiles[to + pixel] = from.data[from.offset + i * from.stride[0] + pixel * from.stride[1]];
    }
  };
  for (let i = 0; i < m; i++) {
    place(originals, i, 2 * Math.floor(i / COLUMNS));
    place(reconstructions, i, 2 * Math.floor(i / COLUMNS) + 1);
  }
  const scale = [low, high > low ? high : low + 1] as const;
  return tileGrid(matrix(tiles, 2 * rows * COLUMNS, pixels), {
    shape,
    columns: COLUMNS,
    scale,
    upscale: Math.max(1, Math.round(720 / (COLUMNS * (shape[1] + 1)))),
  });
}
