// The two forms of a matrix product that a task can ask for, by these kernels or by a native BLAS.

// @ts-nocheck: AssemblyScript
import { mapBias, mapMatrix } from "./activations";
import { matmul } from "./matmul";
import { workspace, WORKSPACE_BYTES } from "./workspace";

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
/** The rows that a BLAS works on at a time are a multiple of this, in its vectors. */
const WIDE = 16;
/** k is long if it is so many times the rows. */
const LONG = 4;

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
  if (!native || <i64>m * n * k < WORTH) return false;
  const plainA = contiguousRows<T>(m, k, aDown, aRight);
  const plainB = contiguousRows<T>(k, n, bDown, bRight);
  if (!plainA && !contiguousRows<T>(k, m, aRight, aDown)) return false;
  if (!plainB && !contiguousRows<T>(n, k, bRight, bDown)) return false;
  if (!contiguousRows<T>(m, n, cDown, cRight)) return false;
  const lda = plainA ? leading<T>(m, k, aDown) : leading<T>(k, m, aRight);
  const ldb = plainB ? leading<T>(k, n, bDown) : leading<T>(n, k, bRight);
  const ldc = leading<T>(m, n, cDown);
  if (n % WIDE != 0 && m % WIDE == 0 && k > m * LONG && <usize>(m * n) * sizeof<T>() <= WORKSPACE_BYTES) {
    // A BLAS likes rows of whole vectors: Cᵀ = α Bᵀ Aᵀ has them, and is small enough to be turned afterwards.
    const turned = workspace();
    gemm<T>(!plainB, !plainA, n, m, k, alpha, b, ldb, a, lda, 0, turned, m);
    addTurned<T>(m, n, turned, beta, c, cDown);
  } else {
    gemm<T>(plainA, plainB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  }
  return true;
}

@inline
function gemm<T>(
  plainA: bool, plainB: bool, m: i32, n: i32, k: i32, alpha: f64, a: usize, lda: i32, b: usize, ldb: i32,
  beta: f64, c: usize, ldc: i32,
): void {
  const transA = plainA ? NO_TRANSPOSE : TRANSPOSE;
  const transB = plainB ? NO_TRANSPOSE : TRANSPOSE;
  if (sizeof<T>() == 4) sgemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  else dgemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

/** C = Tᵀ + β C, T [n, m] contiguous; β = 0 does not read C. */
function addTurned<T>(m: i32, n: i32, turned: usize, beta: f64, c: usize, cDown: usize): void {
  for (let i = 0; i < m; i++) {
    let from = turned + i * sizeof<T>();
    let to = c + i * cDown;
    for (let j = 0; j < n; j++) {
      const value = load<T>(from);
      store<T>(to, beta == 0 ? value : value + <T>beta * load<T>(to));
      from += <usize>m * sizeof<T>();
      to += sizeof<T>();
    }
  }
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
  if (nativeProduct<T>(m, n, k, 1, x, xDown, xRight, w, wRight, wDown, 0, out, outDown, outRight)) {
    mapBias<T>(f, m, n, out, outDown, bias);
    return;
  }
  matmul<T>(m, n, k, 1, x, xDown, xRight, w, wRight, wDown, 0, out, outDown, outRight, bias);
  mapMatrix<T>(f, m, n, out, outDown, outRight);
}
