// Eigenvalues and eigenvectors of a symmetric matrix, with the same bits on every machine.

import { contiguous, type FloatMatrix, type Matrix, view } from "./arrays.js";
import { inputError } from "./errors.js";
import { tridiagonalEigen } from "./tridiagonal-eigen.js";

/** A = Vᵀ diag(λ) V */
export interface SymmetricEigen {
  /** λ, falling, [n] */
  readonly values: Float64Array;
  /** V: an eigenvector of norm 1 a row, whose entry of largest magnitude is positive, [n, n] */
  readonly vectors: FloatMatrix;
}

/** Rows up to which Jacobi's method takes less than a second. */
const MOST_JACOBI = 256;
/** Sweeps after which it ends at the latest; ten are enough for a thousand rows */
const MOST_SWEEPS = 60;

/**
 * By Jacobi's method, of more than 256 rows by tridiagonalEigen, which takes 2 s for 768. Sums, products, quotients and
 * roots alone.
 *
 * @param matrix - [n, n]; its upper triangle is read
 * @throws {InputError} unless it is square and finite
 */
export function symmetricEigen(matrix: Matrix): SymmetricEigen {
  const [n, columns] = matrix.shape;
  const given = contiguous(matrix);
  if (n !== columns) throw inputError("symmetricEigen", "matrix", "be square", matrix.shape);
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = i; j < n; j++) {
      const value = given[i * n + j];
      if (!Number.isFinite(value)) throw inputError("symmetricEigen", "matrix", "be finite", value);
      a[i * n + j] = a[j * n + i] = value;
    }
  const v = new Float64Array(n * n);
  return sorted(n <= MOST_JACOBI ? jacobi(a, v, n) : tridiagonalEigen(a, v, n), v);
}

/**
 * Rotations by which one entry beside the diagonal after the other becomes 0, until all are: about 10 n³ steps.
 *
 * @returns λ of the rows of V, [n]
 * @see Golub & Van Loan, Matrix computations, 8.5
 */
function jacobi(a: Float64Array, v: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < MOST_SWEEPS && rotateAll(a, v, n); sweep++);
  return Float64Array.from({ length: n }, (_, i) => a[i * n + i]);
}

/** One sweep, in place. @returns whether anything was turned */
function rotateAll(a: Float64Array, v: Float64Array, n: number): boolean {
  let turned = false;
  for (let p = 0; p < n; p++)
    for (let q = p + 1; q < n; q++) {
      const beside = a[p * n + q];
      const [first, second] = [a[p * n + p], a[q * n + q]];
      // Too small to change either: what is below the rounding of the diagonal is 0.
      if (first + Math.abs(beside) === first && second + Math.abs(beside) === second) continue;
      turned = true;
      const half = (second - first) / (2 * beside);
      const tangent = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.sqrt(half * half + 1));
      const cosine = 1 / Math.sqrt(tangent * tangent + 1);
      rotate(a, v, n, { p, q, cosine, sine: tangent * cosine });
      a[p * n + p] = first - tangent * beside;
      a[q * n + q] = second + tangent * beside;
      a[p * n + q] = a[q * n + p] = 0;
    }
  return turned;
}

/** Rows and columns p and q of A, and rows p and q of V. */
function rotate(
  a: Float64Array,
  v: Float64Array,
  n: number,
  { p, q, cosine, sine }: { p: number; q: number; cosine: number; sine: number },
): void {
  for (let k = 0; k < n; k++) {
    const [x, y] = [v[p * n + k], v[q * n + k]];
    v[p * n + k] = cosine * x - sine * y;
    v[q * n + k] = sine * x + cosine * y;
    if (k === p || k === q) continue;
    const [u, w] = [a[p * n + k], a[q * n + k]];
    a[p * n + k] = a[k * n + p] = cosine * u - sine * w;
    a[q * n + k] = a[k * n + q] = sine * u + cosine * w;
  }
}

/** The largest eigenvalue first; of each vector the entry of largest magnitude positive, the first of equal ones. */
function sorted(found: Float64Array, v: Float64Array): SymmetricEigen {
  const n = found.length;
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => found[j] - found[i] || i - j);
  const vectors = new Float64Array(n * n);
  for (const [to, from] of order.entries()) {
    const row = v.subarray(from * n, (from + 1) * n);
    let largest = 0;
    for (let k = 1; k < n; k++) if (Math.abs(row[k]) > Math.abs(row[largest])) largest = k;
    for (let k = 0; k < n; k++) vectors[to * n + k] = row[largest] < 0 ? -row[k] : row[k];
  }
  return { values: Float64Array.from(order, (i) => found[i]), vectors: view(vectors, [n, n]) };
}
