// The two forms of a matrix product that a task can ask for, by these kernels or by a native BLAS.

// @ts-nocheck: AssemblyScript
import { mapMatrix } from "./activations";
import { matmul } from "./matmul";

/** C = α A B + β C in row-major order, as cblas_sgemm has it; lengths and leading dimensions in elements. */
@external("blas", "sgemm")
declare function sgemm(
  transA: i32, transB: i32, m: i32, n: i32, k: i32, alpha: f64, a: usize, lda: i32, b: usize, ldb: i32,
  beta: f64, c: usize, ldc: i32,
): void;
@external("blas", "dgemm")
declare function dgemm(
  transA: i32, transB: i32, m: i32, n: i32, k: i32, alpha: f64, a: usize, lda: i32, b: usize, ldb: i32,
  beta: f64, c: usize, ldc: i32,
): void;

const NO_TRANSPOSE = 111;
const TRANSPOSE = 112;
/** Below so many multiplications the way to the library costs more than it saves. */
const WORTH = 4096;

let native: bool = false;
export function setNative(available: bool): void {
  native = available;
}

/** A BLAS takes a matrix whose rows or whose columns are contiguous, and far enough from each other. */
@inline
function contiguousRows<T>(rows: i32, columns: i32, down: usize, right: usize): bool {
  // Strides are signed: one that goes backwards is not for a BLAS.
  return right == sizeof<T>() && (rows <= 1 || <isize>down >= <isize>columns * <isize>sizeof<T>());
}

/** The leading dimension in elements; that of a single row may be anything, and a BLAS checks it nevertheless. */
@inline
function leading<T>(rows: i32, columns: i32, down: usize): i32 {
  return rows <= 1 ? columns : <i32>down / sizeof<T>();
}

/** False if the operands are not of a form that the BLAS takes. */
function nativeProduct<T>(
  m: i32, n: i32, k: i32, alpha: f64, a: usize, aDown: usize, aRight: usize,
  b: usize, bDown: usize, bRight: usize, beta: f64, c: usize, cDown: usize, cRight: usize,
): bool {
  if (!native || m * n * k < WORTH) return false;
  const plainA = contiguousRows<T>(m, k, aDown, aRight);
  const plainB = contiguousRows<T>(k, n, bDown, bRight);
  if (!plainA && !contiguousRows<T>(k, m, aRight, aDown)) return false;
  if (!plainB && !contiguousRows<T>(n, k, bRight, bDown)) return false;
  if (!contiguousRows<T>(m, n, cDown, cRight)) return false;
  const lda = plainA ? leading<T>(m, k, aDown) : leading<T>(k, m, aRight);
  const ldb = plainB ? leading<T>(k, n, bDown) : leading<T>(n, k, bRight);
  const ldc = leading<T>(m, n, cDown);
  const transA = plainA ? NO_TRANSPOSE : TRANSPOSE;
  const transB = plainB ? NO_TRANSPOSE : TRANSPOSE;
  if (sizeof<T>() == 4) sgemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  else dgemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  return true;
}

/** C = α A B + β C; strides in bytes */
export function product<T>(
  m: i32, n: i32, k: i32, alpha: f64, a: usize, aDown: usize, aRight: usize,
  b: usize, bDown: usize, bRight: usize, beta: f64, c: usize, cDown: usize, cRight: usize,
): void {
  if (nativeProduct<T>(m, n, k, alpha, a, aDown, aRight, b, bDown, bRight, beta, c, cDown, cRight)) return;
  matmul<T>(m, n, k, alpha, a, aDown, aRight, b, bDown, bRight, beta, c, cDown, cRight, 0);
}

/** OUT = f(X Wᵀ + 1 bᵀ); W [n, k] by its strides down and right */
export function dense<T>(
  f: i32, m: i32, n: i32, k: i32, x: usize, xDown: usize, xRight: usize,
  w: usize, wDown: usize, wRight: usize, bias: usize, out: usize, outDown: usize, outRight: usize,
): void {
  if (native && m * n * k >= WORTH && outRight == sizeof<T>()) {
    const bytes = <usize>n * sizeof<T>();
    for (let i = 0; i < m; i++) memory.copy(out + i * outDown, bias, bytes);
    product<T>(m, n, k, 1, x, xDown, xRight, w, wRight, wDown, 1, out, outDown, outRight);
  } else {
    matmul<T>(m, n, k, 1, x, xDown, xRight, w, wRight, wDown, 0, out, outDown, outRight, bias);
  }
  mapMatrix<T>(f, m, n, out, outDown, outRight);
}
