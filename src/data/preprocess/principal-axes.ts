// The directions of the data and how much they vary along each: what PCA and whitening begin with.

import {
  assertFinite,
  contiguous,
  type FloatMatrix,
  type FloatNdArray,
  rows,
  view,
} from "../../core/arrays.js";
import { symmetricEigen } from "../../core/symmetric-eigen.js";
import { secondMoments } from "./row-products.js";
import { stepError } from "./step.js";

/** More values take minutes and gigabytes. */
const MOST_VALUES = 4096;

/** Which directions are kept: so many, or as few as hold a share of the variance. All unless given. */
export interface Kept {
  readonly keep?: number | undefined;
  readonly variance?: number | undefined;
}

/** The eigenvectors of Σ = Σ_i x_i x_iᵀ / m. */
export interface PrincipalAxes {
  /** λ of all of them, falling, none below 0, [n] */
  readonly eigenvalues: Float64Array;
  /** Those that are kept, of the largest λ first, each a row of norm 1 whose entry of largest magnitude is positive, [k, n] */
  readonly vectors: FloatMatrix;
}

/**
 * Σ is about 0, not about the mean, and divided by m: a step that centres stands before it.
 *
 * @param kind - of the step, for errors
 * @param x - [m, n]
 * @param epsilon - of a step that whitens by 1/√(λ + ε); null of one that does not
 * @throws {InputError} if a value is not finite, all are 0, an example has more than 4096, or ε is 0 and so is the λ of a
 *   direction that is kept
 */
export function principalAxes(
  kind: string,
  x: FloatNdArray,
  { epsilon = null, ...kept }: Kept & { readonly epsilon?: number | null },
): PrincipalAxes {
  const n = x.shape[1];
  if (n > MOST_VALUES)
    throw stepError(
      kind,
      `examples must have at most ${MOST_VALUES} values, these have ${n}; cut smaller patches, or take standardise`,
    );
  assertFinite(`preprocess: ${kind}`, "data", contiguous(x));
  const moments = secondMoments(x);
  assertFinite(`preprocess: ${kind}`, "the squares of data", moments.data);
  const { values, vectors } = symmetricEigen(moments);
  const eigenvalues = values.map((value) => Math.max(0, value));
  if (eigenvalues[0] === 0)
    throw stepError(kind, `the data must not all be 0, they are; leave the step out or choose other data`);
  const k = countKept(kind, eigenvalues, kept);
  if (epsilon === 0) assertWhitens(kind, eigenvalues, k, moments);
  return { eigenvalues, vectors: view(contiguous(rows(vectors, 0, k)), [k, n]) };
}

/** k: the smallest with Σ_{i ≤ k} λ_i ≥ share · Σ λ_i, or the number asked for. */
function countKept(kind: string, eigenvalues: Float64Array, { keep, variance }: Kept): number {
  if (keep !== undefined && variance !== undefined)
    throw stepError(kind, `keep and variance must not be given both, they are; leave one out`);
  const n = eigenvalues.length;
  if (keep !== undefined && keep > n)
    throw stepError(kind, `keep must be at most the ${n} values of an example, got ${keep}`);
  if (keep !== undefined || variance === undefined) return keep ?? n;
  const sum = (count: number) => eigenvalues.subarray(0, count).reduce((total, value) => total + value, 0);
  const wanted = variance * sum(n);
  let k = 1;
  while (k < n && sum(k) < wanted) k++;
  return k;
}

/** @throws {InputError} if along one of the first k directions there is no variance, but for rounding: it cannot be brought to 1 */
function assertWhitens(kind: string, eigenvalues: Float64Array, k: number, moments: FloatMatrix): void {
  const n = eigenvalues.length;
  const rounding = n * 2 ** -50 * eigenvalues[0];
  const rank = eigenvalues.findIndex((value) => value <= rounding);
  if (rank < 0 || rank >= k) return;
  const constant = eigenvalues.findIndex((_, j) => moments.get(j, j) <= rounding);
  const why =
    constant < 0 ? `they do along ${rank} of ${n}` : `feature ${constant} is the same in all examples`;
  throw stepError(
    kind,
    `data must vary along each direction where epsilon is 0, ${why}; give an epsilon, as ${kind}:epsilon=0.1, or keep fewer, as pca-whiten:epsilon=0:keep=${rank}`,
  );
}
