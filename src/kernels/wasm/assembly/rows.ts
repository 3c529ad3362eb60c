// Operations on the rows of matrices, whose elements are contiguous; rows are `down` bytes apart.

// @ts-nocheck: AssemblyScript
import { lanes, maskFirst, multiplyAdd, storeFirst, sumLanes } from "./vector";

/** Elements that are summed in their own precision before the sum goes on in float64. */
const CHUNK = 4096;

/** Σ x_i y_i in two sums of vectors. */
export function rowDot<T>(length: i32, x: usize, y: usize): f64 {
  let even = v128.splat<T>(0), odd = even;
  let left = length;
  for (; left >= 2 * lanes<T>(); left -= 2 * lanes<T>()) {
    even = multiplyAdd<T>(v128.load(x), v128.load(y), even);
    odd = multiplyAdd<T>(v128.load(x, 16), v128.load(y, 16), odd);
    x += 32;
    y += 32;
  }
  return sumLanes<T>(v128.add<T>(lastOfDot<T>(left, x, v128.load(y), v128.load(y, 16), even), odd));
}

/** sum + x y for the last elements of a row, fewer than two vectors of them. */
@inline
export function lastOfDot<T>(left: i32, x: usize, y0: v128, y1: v128, sum: v128): v128 {
  if (left == 0) return sum;
  const first = v128.mul<T>(v128.load(x), y0);
  if (left <= lanes<T>()) return v128.add<T>(sum, maskFirst<T>(first, left));
  return v128.add<T>(v128.add<T>(sum, first), maskFirst<T>(v128.mul<T>(v128.load(x, 16), y1), left - lanes<T>()));
}

/** Σ x_i² */
export function sumOfSquares<T>(length: i32, x: usize): f64 {
  let sum: f64 = 0;
  for (let left = length; left > 0; left -= CHUNK) {
    sum += rowDot<T>(min(left, CHUNK), x, x);
    x += CHUNK * sizeof<T>();
  }
  return sum;
}

/** slopes = x/√(x² + ε). @returns Σ √(x² + ε) */
export function smoothMagnitudes<T>(length: i32, epsilon: f64, x: usize, slopes: usize): f64 {
  const floor = v128.splat<T>(<T>epsilon);
  let total: f64 = 0;
  for (let chunk = length; chunk > 0; chunk -= CHUNK) {
    let sum = v128.splat<T>(0);
    for (let left = min(chunk, CHUNK); left > 0; left -= lanes<T>()) {
      const value = v128.load(x);
      const magnitude = v128.sqrt<T>(v128.add<T>(v128.mul<T>(value, value), floor));
      sum = v128.add<T>(sum, left < lanes<T>() ? maskFirst<T>(magnitude, left) : magnitude);
      storeFirst<T>(slopes, v128.div<T>(value, magnitude), left);
      x += 16;
      slopes += 16;
    }
    total += sumLanes<T>(sum);
  }
  return total;
}

/** y = x + α r */
@inline
function addScaled<T>(length: i32, x: usize, factor: v128, r: usize, y: usize): void {
  for (let left = length; left > 0; left -= lanes<T>()) {
    storeFirst<T>(y, multiplyAdd<T>(factor, v128.load(r), v128.load(x)), left);
    x += 16;
    r += 16;
    y += 16;
  }
}

/** OUT = X + α 1 rowᵀ */
export function addToRows<T>(
  rows: i32, columns: i32, alpha: f64, row: usize, x: usize, xDown: usize, out: usize, outDown: usize,
): void {
  const factor = v128.splat<T>(<T>alpha);
  for (let i = 0; i < rows; i++) addScaled<T>(columns, x + i * xDown, factor, row, out + i * outDown);
}

/** norms_i = ‖m_i‖ */
export function rowNorms<T>(rows: i32, columns: i32, m: usize, down: usize, norms: usize): void {
  for (let i = 0; i < rows; i++) {
    store<T>(norms + i * sizeof<T>(), <T>sqrt<f64>(sumOfSquares<T>(columns, m + i * down)));
  }
}

/** g_i −= (g_i·u_i) u_i, u_i = w_i/(‖w_i‖ + ε) */
export function projectRows<T>(
  rows: i32, columns: i32, w: usize, wDown: usize, gradient: usize, gradientDown: usize, epsilon: f64,
): void {
  for (let i = 0; i < rows; i++) {
    const direction = w + i * wDown, g = gradient + i * gradientDown;
    const norm = sqrt<f64>(sumOfSquares<T>(columns, direction));
    if (norm == 0) continue;
    const share = rowDot<T>(columns, g, direction) / ((norm + epsilon) * (norm + epsilon));
    addScaled<T>(columns, g, v128.splat<T>(<T>-share), direction, g);
  }
}

/** m_i /= ‖m_i‖ + ε */
export function normalizeRows<T>(rows: i32, columns: i32, m: usize, down: usize, epsilon: f64): void {
  for (let i = 0; i < rows; i++) {
    let at = m + i * down;
    const norm = sqrt<f64>(sumOfSquares<T>(columns, at));
    if (norm == 0) continue;
    const divisor = v128.splat<T>(<T>(norm + epsilon));
    for (let left = columns; left > 0; left -= lanes<T>()) {
      storeFirst<T>(at, v128.div<T>(v128.load(at), divisor), left);
      at += 16;
    }
  }
}
