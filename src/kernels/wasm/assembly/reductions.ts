// Sums, in an order that depends on the lengths alone.

// @ts-nocheck: AssemblyScript
import { lanes, maskFirst, storeFirst, sumLanes } from "./vector";

/** Rows that are summed before the sum goes to the total: small numbers meet small numbers. */
const BLOCK = 128;

@inline
function highHalf(value: v128): v128 {
  return i32x4.shuffle(value, value, 2, 3, 2, 3);
}

/** Σ x_i y_i; float32 is multiplied and summed in float64. */
export function dot<T>(length: i32, x: usize, y: usize): f64 {
  let even = f64x2.splat(0), odd = even;
  const step = sizeof<T>() == 4 ? 4 : 4;
  const whole = length - (length % step);
  for (let i = 0; i < whole; i += step) {
    if (sizeof<T>() == 4) {
      const u = v128.load(x), v = v128.load(y);
      even = f64x2.add(even, f64x2.mul(f64x2.promote_low_f32x4(u), f64x2.promote_low_f32x4(v)));
      odd = f64x2.add(
        odd,
        f64x2.mul(f64x2.promote_low_f32x4(highHalf(u)), f64x2.promote_low_f32x4(highHalf(v))),
      );
    } else {
      even = f64x2.add(even, f64x2.mul(v128.load(x), v128.load(y)));
      odd = f64x2.add(odd, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
    }
    x += step * sizeof<T>();
    y += step * sizeof<T>();
  }
  let sum = sumLanes<f64>(even) + sumLanes<f64>(odd);
  for (let i = whole; i < length; i++) {
    sum += <f64>load<T>(x) * <f64>load<T>(y);
    x += sizeof<T>();
    y += sizeof<T>();
  }
  return sum;
}

/** max |x_i|, NaN if any is */
export function maxAbs<T>(length: i32, x: usize): f64 {
  let largest = v128.splat<T>(0);
  const whole = length - (length % lanes<T>());
  for (let i = 0; i < whole; i += lanes<T>()) {
    largest = v128.max<T>(largest, v128.abs<T>(v128.load(x)));
    x += 16;
  }
  if (whole < length) largest = v128.max<T>(largest, maskFirst<T>(v128.abs<T>(v128.load(x)), length - whole));
  let result: f64 = max(<f64>v128.extract_lane<T>(largest, 0), <f64>v128.extract_lane<T>(largest, 1));
  if (sizeof<T>() == 4) {
    result = max(result, max(<f64>f32x4.extract_lane(largest, 2), <f64>f32x4.extract_lane(largest, 3)));
  }
  return result;
}

@inline
function finishSum<T>(at: usize, total: v128, count: i32, alpha: v128, beta: f64): void {
  let value = v128.mul<T>(alpha, total);
  if (beta != 0) value = v128.add<T>(value, v128.mul<T>(v128.splat<T>(<T>beta), v128.load(at)));
  storeFirst<T>(at, value, count);
}

/** sums = α Σ_i M_ij + β sums; strides in bytes */
export function columnSums<T>(
  rows: i32, columns: i32, m: usize, down: usize, right: usize, sums: usize, alpha: f64, beta: f64,
): void {
  const factor = v128.splat<T>(<T>alpha);
  if (right != sizeof<T>()) {
    for (let j = 0; j < columns; j++) {
      let sum: f64 = 0;
      for (let i = 0; i < rows; i++) sum += <f64>load<T>(m + i * down + j * right);
      const at = sums + j * sizeof<T>();
      store<T>(at, <T>(alpha * sum + (beta == 0 ? 0 : beta * <f64>load<T>(at))));
    }
    return;
  }
  const zero = v128.splat<T>(0);
  let j = 0;
  for (; j + 4 * lanes<T>() <= columns; j += 4 * lanes<T>()) {
    let t0 = zero, t1 = zero, t2 = zero, t3 = zero;
    let from = m + j * sizeof<T>();
    for (let i = 0; i < rows; i += BLOCK) {
      let s0 = zero, s1 = zero, s2 = zero, s3 = zero;
      for (let r = min(BLOCK, rows - i); r > 0; r--) {
        s0 = v128.add<T>(s0, v128.load(from));
        s1 = v128.add<T>(s1, v128.load(from, 16));
        s2 = v128.add<T>(s2, v128.load(from, 32));
        s3 = v128.add<T>(s3, v128.load(from, 48));
        from += down;
      }
      t0 = v128.add<T>(t0, s0);
      t1 = v128.add<T>(t1, s1);
      t2 = v128.add<T>(t2, s2);
      t3 = v128.add<T>(t3, s3);
    }
    const at = sums + j * sizeof<T>();
    finishSum<T>(at, t0, lanes<T>(), factor, beta);
    finishSum<T>(at + 16, t1, lanes<T>(), factor, beta);
    finishSum<T>(at + 32, t2, lanes<T>(), factor, beta);
    finishSum<T>(at + 48, t3, lanes<T>(), factor, beta);
  }
  for (; j < columns; j += lanes<T>()) {
    let total = zero;
    let from = m + j * sizeof<T>();
    for (let i = 0; i < rows; i += BLOCK) {
      let sum = zero;
      for (let r = min(BLOCK, rows - i); r > 0; r--) {
        sum = v128.add<T>(sum, v128.load(from));
        from += down;
      }
      total = v128.add<T>(total, sum);
    }
    finishSum<T>(sums + j * sizeof<T>(), total, min(lanes<T>(), columns - j), factor, beta);
  }
}
