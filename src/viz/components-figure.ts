// What PCA finds in pictures, and what it makes of them: components, covariance, reconstructions from few of them.

import { type Matrix, matrix, rows } from "../core/arrays.js";
import { extent } from "../core/extent.js";
import { type Panel, panels } from "./panels.js";
import type { ThemeName } from "./theme.js";
import { tileGrid } from "./tiles.js";

/** What a step on principal components learned, and some examples before and after it. */
export interface ComponentsFigureInput {
  /** λ of all directions, falling, [n] */
  readonly eigenvalues: Float64Array;
  /** The directions that are kept, a row each, [k, n] */
  readonly vectors: Matrix;
  /** The variance after the step along each that is kept, [k] */
  readonly variances: Float64Array;
  /** Whether the step turns them back to pixels */
  readonly isTurnedBack: boolean;
  /** Some examples before the step, [count, n]; null where none are known */
  readonly examples: Matrix | null;
  /** The same after it, where it turns them back; null where it does not, or none are known */
  readonly whitened: Matrix | null;
}

/** Components that are drawn, at most: more are too small to be seen. */
const MOST_DRAWN = 64;
/** The shares of the variance that the exercise keeps. */
const SHARES = [0.99, 0.9] as const;

/** The smallest k with Σ_{i ≤ k} λ_i ≥ share · Σ λ_i. */
export function componentsFor(eigenvalues: Float64Array, share: number): number {
  const total = eigenvalues.reduce((sum, value) => sum + value, 0);
  let sum = 0;
  const last = eigenvalues.findIndex((value) => {
    sum += value;
    return sum >= share * total;
  });
  return last < 0 ? eigenvalues.length : last + 1;
}

const at = ({ data, stride, offset }: Matrix, i: number, j: number) =>
  data[offset + i * stride[0] + j * stride[1]];

/** Uᵀ diag(λ) U of rows U: the covariance of what lies along those directions. */
function covarianceOf(vectors: Matrix, variances: Float64Array): Matrix {
  const [k, n] = vectors.shape;
  const out = new Float64Array(n * n);
  for (let c = 0; c < k; c++)
    for (let i = 0; i < n; i++) {
      const factor = variances[c] * at(vectors, c, i);
      for (let j = 0; j < n; j++) out[i * n + j] += factor * at(vectors, c, j);
    }
  return matrix(out, n, n);
}

/** Values that are not correlated. */
function diagonal(variances: Float64Array): Matrix {
  const k = variances.length;
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++) out[i * k + i] = variances[i];
  return matrix(out, k, k);
}

/** What of examples lies along the first k directions. */
function along(examples: Matrix, vectors: Matrix, k: number): Matrix {
  const [m, n] = examples.shape;
  const out = new Float64Array(m * n);
  for (let e = 0; e < m; e++)
    for (let c = 0; c < k; c++) {
      let component = 0;
      for (let j = 0; j < n; j++) component += at(vectors, c, j) * at(examples, e, j);
      for (let j = 0; j < n; j++) out[e * n + j] += component * at(vectors, c, j);
    }
  return matrix(out, m, n);
}

/** A matrix as a picture: 0 grey, its largest |value| black or white. */
const asPicture = (values: Matrix) => {
  const [rows, columns] = values.shape;
  const flat = { ...values, shape: [1, rows * columns], stride: [rows * columns, 1] };
  return tileGrid(flat, { shape: [rows, columns], gap: 0, upscale: 1 });
};

/**
 * SVG: the components as tiles, the covariance before the step and after it, and examples beside what of them 99 % and
 * 90 % of the variance hold.
 */
export function componentsFigure(
  { eigenvalues, vectors, variances, isTurnedBack, examples, whitened }: ComponentsFigureInput,
  { shape, theme = "light" }: { readonly shape: readonly number[]; readonly theme?: ThemeName },
): string {
  const [k, n] = vectors.shape;
  const counts = SHARES.map((share) => componentsFor(eigenvalues, share));
  const held = SHARES.map((share, i) => `${counts[i]} hold ${100 * share} %`).join(", ");
  const scale = examples === null ? "own" : extent(examples.data);
  const found: Panel[] = [
    {
      title: k > MOST_DRAWN ? `The first ${MOST_DRAWN}` : "Those that are kept",
      subtitle: `of ${n}: ${held}`,
      raster: tileGrid(rows(vectors, 0, Math.min(k, MOST_DRAWN)), { shape, upscale: 1 }),
    },
    {
      title: "Covariance before",
      subtitle: "grey is 0",
      raster: asPicture(covarianceOf(vectors, eigenvalues)),
    },
    {
      title: "Covariance after",
      subtitle: "grey is 0",
      raster: asPicture(isTurnedBack ? covarianceOf(vectors, variances) : diagonal(variances)),
    },
  ];
  const shown = (title: string, subtitle: string, tiles: Matrix, on: typeof scale): Panel => ({
    title,
    subtitle,
    raster: tileGrid(tiles, { shape, upscale: 1, scale: on }),
  });
  if (examples !== null) {
    found.push(shown("Examples", "all on one scale", examples, scale));
    for (const [i, share] of SHARES.entries())
      if (counts[i] <= k)
        found.push(
          shown(
            `From ${counts[i]} components`,
            `${100 * share} % of the variance`,
            along(examples, vectors, counts[i]),
            scale,
          ),
        );
    if (whitened !== null) found.push(shown("Whitened", "each on its own scale", whitened, "own"));
  }
  return panels("Principal components", found, found.length > 6 ? 4 : 3, theme);
}
