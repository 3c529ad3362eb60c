// The matrix product: blocks of four rows by two vectors of C stay in registers while k runs.
// Every element of C is its sum over k in rising order, so its bits do not depend on how the rest is cut.

// @ts-nocheck: AssemblyScript
import { lanes, multiplyAdd } from "./vector";
import { workspace } from "./workspace";

/** k is cut after so many terms: the block of B that a pass needs, DEPTH × 32 bytes, is the workspace. */
const DEPTH = 1024;
/** Rows of A that are done before the next columns of B. */
const HEIGHT = 256;
/** A row of B further than this from the next one, in bytes, is copied: caches and page tables like them close. */
const FAR: usize = 2048;

/** c = alpha·sum + beta·c, for the first `count` lanes; beta = 0 does not read c. */
@inline
function storeLanes<T>(c: usize, right: usize, sum: v128, count: i32, alpha: v128, beta: f64): void {
  let value = v128.mul<T>(alpha, sum);
  if (count >= lanes<T>() && right == sizeof<T>()) {
    if (beta != 0) value = v128.add<T>(value, v128.mul<T>(v128.splat<T>(<T>beta), v128.load(c)));
    v128.store(c, value);
    return;
  }
  storeLane<T>(c, v128.extract_lane<T>(value, 0), beta);
  if (count > 1) storeLane<T>(c + right, v128.extract_lane<T>(value, 1), beta);
  if (sizeof<T>() == 4) {
    if (count > 2) storeLane<T>(c + 2 * right, <T>f32x4.extract_lane(value, 2), beta);
    if (count > 3) storeLane<T>(c + 3 * right, <T>f32x4.extract_lane(value, 3), beta);
  }
}

@inline
function storeLane<T>(c: usize, value: T, beta: f64): void {
  store<T>(c, beta == 0 ? value : value + <T>beta * load<T>(c));
}

@inline
function storeRow<T>(
  c: usize, right: usize, first: v128, second: v128, count: i32, alpha: v128, beta: f64,
): void {
  storeLanes<T>(c, right, first, count, alpha, beta);
  if (count > lanes<T>()) {
    storeLanes<T>(c + lanes<T>() * right, right, second, count - lanes<T>(), alpha, beta);
  }
}

/** Four rows of A by `count` ≤ two vectors of columns of B. */
@inline
function fourRows<T>(
  wide: bool, k: i32, a: usize, aDown: usize, aRight: usize, b: usize, bDown: usize,
  c: usize, cDown: usize, cRight: usize, count: i32, alpha: v128, beta: f64, start0: v128, start1: v128,
): void {
  let c00 = start0, c10 = start0, c20 = start0, c30 = start0;
  let c01 = start1, c11 = start1, c21 = start1, c31 = start1;
  let a1 = a + aDown, a2 = a1 + aDown, a3 = a2 + aDown;
  for (let p = 0; p < k; p++) {
    const b0 = v128.load(b);
    const b1 = wide ? v128.load(b, 16) : b0;
    const x0 = v128.load_splat<T>(a);
    c00 = multiplyAdd<T>(x0, b0, c00);
    if (wide) c01 = multiplyAdd<T>(x0, b1, c01);
    const x1 = v128.load_splat<T>(a1);
    c10 = multiplyAdd<T>(x1, b0, c10);
    if (wide) c11 = multiplyAdd<T>(x1, b1, c11);
    const x2 = v128.load_splat<T>(a2);
    c20 = multiplyAdd<T>(x2, b0, c20);
    if (wide) c21 = multiplyAdd<T>(x2, b1, c21);
    const x3 = v128.load_splat<T>(a3);
    c30 = multiplyAdd<T>(x3, b0, c30);
    if (wide) c31 = multiplyAdd<T>(x3, b1, c31);
    a += aRight;
    a1 += aRight;
    a2 += aRight;
    a3 += aRight;
    b += bDown;
  }
  storeRow<T>(c, cRight, c00, c01, count, alpha, beta);
  storeRow<T>(c + cDown, cRight, c10, c11, count, alpha, beta);
  storeRow<T>(c + 2 * cDown, cRight, c20, c21, count, alpha, beta);
  storeRow<T>(c + 3 * cDown, cRight, c30, c31, count, alpha, beta);
}

/** The same for one row: what is left of the rows. */
@inline
function oneRow<T>(
  wide: bool, k: i32, a: usize, aRight: usize, b: usize, bDown: usize,
  c: usize, cRight: usize, count: i32, alpha: v128, beta: f64, start0: v128, start1: v128,
): void {
  let c0 = start0, c1 = start1;
  for (let p = 0; p < k; p++) {
    const x = v128.load_splat<T>(a);
    c0 = multiplyAdd<T>(x, v128.load(b), c0);
    if (wide) c1 = multiplyAdd<T>(x, v128.load(b, 16), c1);
    a += aRight;
    b += bDown;
  }
  storeRow<T>(c, cRight, c0, c1, count, alpha, beta);
}

/** All rows of A by `count` ≤ two vectors of columns of B. */
function columns<T>(
  m: i32, k: i32, a: usize, aDown: usize, aRight: usize, b: usize, bDown: usize,
  c: usize, cDown: usize, cRight: usize, count: i32, alpha: v128, beta: f64, bias: usize,
): void {
  let start0 = v128.splat<T>(0), start1 = start0;
  if (bias) {
    start0 = v128.load(bias);
    start1 = v128.load(bias, 16);
  }
  let i = 0;
  if (count > lanes<T>()) {
    for (; i + 4 <= m; i += 4) {
      fourRows<T>(
        true, k, a + i * aDown, aDown, aRight, b, bDown, c + i * cDown, cDown, cRight, count, alpha, beta, start0, start1,
      );
    }
    for (; i < m; i++) {
      oneRow<T>(true, k, a + i * aDown, aRight, b, bDown, c + i * cDown, cRight, count, alpha, beta, start0, start1);
    }
  } else {
    for (; i + 4 <= m; i += 4) {
      fourRows<T>(
        false, k, a + i * aDown, aDown, aRight, b, bDown, c + i * cDown, cDown, cRight, count, alpha, beta, start0, start1,
      );
    }
    for (; i < m; i++) {
      oneRow<T>(false, k, a + i * aDown, aRight, b, bDown, c + i * cDown, cRight, count, alpha, beta, start0, start1);
    }
  }
}

/** Copies `count` columns of B, k rows, to two vectors a row. */
function pack<T>(k: i32, b: usize, bDown: usize, bRight: usize, count: i32): void {
  let to = workspace();
  if (bRight == sizeof<T>()) {
    for (let p = 0; p < k; p++) {
      v128.store(to, v128.load(b));
      v128.store(to, v128.load(b, 16), 16);
      to += 32;
      b += bDown;
    }
    return;
  }
  for (let j = 0; j < count; j++) {
    let from = b + j * bRight;
    let at = to + j * sizeof<T>();
    for (let p = 0; p < k; p++) {
      store<T>(at, load<T>(from));
      from += bDown;
      at += 32;
    }
  }
}

/**
 * C = α A B + β C, strides in bytes; with a bias, C = A B + 1 biasᵀ (then α is 1, β is 0).
 * B is read in place where its rows are contiguous and close, or where too few rows of A would pay for a copy.
 */
export function matmul<T>(
  m: i32, n: i32, k: i32, alpha: f64, a: usize, aDown: usize, aRight: usize,
  b: usize, bDown: usize, bRight: usize, beta: f64, c: usize, cDown: usize, cRight: usize, bias: usize,
): void {
  const factor = v128.splat<T>(<T>alpha);
  const width = 2 * lanes<T>();
  const inPlace = bRight == sizeof<T>() && (bDown <= FAR || m < 16);
  let p = 0;
  do {
    const depth = min(DEPTH, k - p);
    const share = p == 0 ? beta : 1;
    for (let i = 0; i < m; i += HEIGHT) {
      const height = min(HEIGHT, m - i);
      const rows = a + i * aDown + p * aRight;
      for (let j = 0; j < n; j += width) {
        const count = min(width, n - j);
        let block = b + p * bDown + j * bRight;
        let step = bDown;
        if (!inPlace) {
          pack<T>(depth, block, bDown, bRight, count);
          block = workspace();
          step = 32;
        }
        columns<T>(
          height, depth, rows, aDown, aRight, block, step,
          c + i * cDown + j * cRight, cDown, cRight, count, factor, share, bias && p == 0 ? bias + j * sizeof<T>() : 0,
        );
      }
    }
    p += DEPTH;
  } while (p < k);
}
