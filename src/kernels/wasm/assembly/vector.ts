// Vectors of 16 bytes, four float32 or two float64, and what every kernel needs to work on them.
// A load may read past the end of an array: the memory has a margin, and lanes past the end are never stored.

// @ts-nocheck: AssemblyScript
@inline
export function lanes<T>(): i32 {
  return 16 / sizeof<T>();
}

/** c + a·b, rounded twice: a fused product would have other bits on other machines. */
@inline
export function multiplyAdd<T>(a: v128, b: v128, c: v128): v128 {
  return v128.add<T>(c, v128.mul<T>(a, b));
}

/** Stores the first `count` lanes, count ≤ lanes. */
@inline
export function storeFirst<T>(at: usize, value: v128, count: i32): void {
  if (count >= lanes<T>()) {
    v128.store(at, value);
    return;
  }
  store<T>(at, v128.extract_lane<T>(value, 0));
  if (sizeof<T>() == 4) {
    if (count > 1) store<f32>(at, f32x4.extract_lane(value, 1), 4);
    if (count > 2) store<f32>(at, f32x4.extract_lane(value, 2), 8);
  }
}

/** The sum of all lanes, in float64 and always in the same order. */
@inline
export function sumLanes<T>(value: v128): f64 {
  if (sizeof<T>() == 4) {
    return (
      <f64>f32x4.extract_lane(value, 0) +
      <f64>f32x4.extract_lane(value, 1) +
      (<f64>f32x4.extract_lane(value, 2) + <f64>f32x4.extract_lane(value, 3))
    );
  }
  return f64x2.extract_lane(value, 0) + f64x2.extract_lane(value, 1);
}

/** The lanes before `count`; the others are 0. */
@inline
export function maskFirst<T>(value: v128, count: i32): v128 {
  if (sizeof<T>() == 4) {
    return v128.and(value, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count)));
  }
  return count > 1 ? value : v128.and(value, i64x2(-1, 0));
}
