// What each atom has most in common with another, and what least: copies of one feature, and the two signs of one.

import { columns, type FloatArray, type Matrix, matrix, rows, transpose } from "../core/arrays.js";
import { rowNorms } from "../core/rows.js";
import type { Kernels } from "../kernels/kernels.js";

/** The cosine from which on an atom is a copy of another. */
const COPY = 0.9;
/** The cosine down to which it is the negative twin of another. */
const TWIN = -0.7;
/** Rows that are compared with all others at once. */
const BLOCK = 256;

/** Of each atom the largest and the smallest cosine to another, [units]; NaN where there is no other, or it is not known. */
export interface AtomCosines {
  readonly largestCosine: Float64Array;
  readonly smallestCosine: Float64Array;
  /** The mean |cosine| to all others, [units] */
  readonly meanCosine: Float64Array;
}

/** The rows at norm 1, in the engine's memory; zeros where a row has no direction. */
function directions(kernels: Kernels, { data, shape, stride, offset }: Matrix): Matrix {
  const [units, n] = shape;
  const unit = kernels.allocate(units * n);
  for (const [i, norm] of rowNorms({ data, shape, stride, offset }).entries()) {
    if (!(norm > 0 && Number.isFinite(norm))) continue;
    for (let j = 0; j < n; j++) unit[i * n + j] = data[offset + i * stride[0] + j * stride[1]] / norm;
  }
  return matrix(unit, units, n);
}

/** Keeps the largest and the smallest cosine of atom i to another, and the mean of their sizes. @param cosines - to all of them, [units] */
function keepExtremes(
  { largestCosine, smallestCosine, meanCosine }: AtomCosines,
  i: number,
  cosines: FloatArray,
): void {
  let [high, low, sum] = [Number.NaN, Number.NaN, 0];
  for (let k = 0; k < cosines.length; k++) {
    if (k === i) continue;
    sum += Math.abs(cosines[k]);
    if (!(cosines[k] <= high)) high = cosines[k];
    if (!(cosines[k] >= low)) low = cosines[k];
  }
  // Rounding leaves a little more than 1.
  largestCosine[i] = Math.min(1, high);
  smallestCosine[i] = Math.max(-1, low);
  meanCosine[i] = sum / (cosines.length - 1);
}

/**
 * max, min and the mean size over k ≠ j of cos(w_j, w_k) = w_j·w_k / (‖w_j‖ ‖w_k‖), 0 where one is zeros: M² n products in blocks of
 * 256 rows, in memory for M (n + 256) numbers of the engine's precision.
 *
 * @param atoms - w, [units, n]
 */
export function atomCosines(kernels: Kernels, atoms: Matrix): AtomCosines {
  const [units, n] = atoms.shape;
  const all = directions(kernels, atoms);
  const height = Math.min(units, BLOCK);
  const block = matrix(kernels.allocate(height * n), height, n);
  const products = matrix(kernels.allocate(height * units), height, units);
  const tiles = Array.from({ length: Math.ceil(units / height) }, (_, tile) => ({
    from: tile * height,
    to: Math.min(units, (tile + 1) * height),
  }));
  const multiply = kernels.schedule(
    tiles.map(({ from, to }) => ({ matmul }) => {
      matmul(block, transpose(rows(all, from, to)), columns(products, from, to));
    }),
  );
  const found = {
    largestCosine: new Float64Array(units),
    smallestCosine: new Float64Array(units),
    meanCosine: new Float64Array(units),
  };
  for (const { from, to } of tiles) {
    block.data.set(all.data.subarray(from * n, to * n)); // below them rows of the block before, which nobody looks at
    multiply();
    for (let i = from; i < to; i++)
      keepExtremes(found, i, products.data.subarray((i - from) * units, (i - from + 1) * units));
  }
  return found;
}

/** Whether an atom of such a largest cosine to another is a copy of it. */
export const isCopy = (largestCosine: number): boolean => largestCosine >= COPY;
/** Whether an atom of such a smallest cosine to another is the negative twin of it. */
export const isTwin = (smallestCosine: number): boolean => smallestCosine <= TWIN;

/** How many atoms are copies of another, cosine ≥ .9, and how many have a negative twin, cosine ≤ −.7. */
export const alikeAtoms = ({
  largestCosine,
  smallestCosine,
}: AtomCosines): { copies: number; twins: number } => ({
  copies: largestCosine.filter(isCopy).length,
  twins: smallestCosine.filter(isTwin).length,
});
