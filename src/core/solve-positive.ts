// Linear equations with a positive definite matrix, with the same bits on every machine.

/**
 * X of H X = R by the Cholesky factor H = C Cᵀ, in place of R. Sums, products, quotients and roots alone.
 *
 * @param h - H, [n, n], symmetric and positive definite: its lower triangle is read and overwritten by C
 * @param right - R, [n, columns], overwritten by X. Where H is not positive definite, it has NaN
 * @see Golub & Van Loan, Matrix computations, 4.2
 */
export function solvePositive(h: Float64Array, n: number, right: Float64Array, columns: number): void {
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let left = h[i * n + j];
      for (let k = 0; k < j; k++) left -= h[i * n + k] * h[j * n + k];
      h[i * n + j] = i === j ? Math.sqrt(left) : left / h[j * n + j];
    }
  /** Row i of R less a multiple of another, or divided */
  const subtract = (i: number, k: number, factor: number) => {
    for (let c = 0; c < columns; c++) right[i * columns + c] -= factor * right[k * columns + c];
  };
  const divide = (i: number) => {
    for (let c = 0; c < columns; c++) right[i * columns + c] /= h[i * n + i];
  };
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) subtract(i, k, h[i * n + k]);
    divide(i);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtract(i, k, h[k * n + i]);
    divide(i);
  }
}
