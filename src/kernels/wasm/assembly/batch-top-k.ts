// The K-th highest activation of a batch, by the digits of what is ranked: its bits as a whole number that rises with it.

// @ts-nocheck: AssemblyScript
import { laneBits, rankingKeys } from "./ranking";
import { lanes } from "./vector";

const DIGIT_BITS = 11;
const DIGIT_VALUES = 1 << DIGIT_BITS;
/** Places in the selection: K, how many of those with the chosen digits are among the K, the digits. */
const REMAINING: usize = 8;
const DIGITS: usize = 16;

/** Bits below a digit. */
@inline
function lowBit<T>(digit: i32): i32 {
  return max(0, 8 * sizeof<T>() - DIGIT_BITS * (digit + 1));
}

/** Numbers whose order, without a sign, is that of the keys. */
@inline
function wholeNumbers<T>(keys: v128): v128 {
  if (sizeof<T>() == 4) {
    return v128.xor(keys, v128.or(i32x4.shr_s(keys, 31), i32x4.splat(i32.MIN_VALUE)));
  }
  return v128.xor(keys, v128.or(i64x2.shr_s(keys, 63), i64x2.splat(i64.MIN_VALUE)));
}

@inline
function shiftRight<T>(numbers: v128, bits: i32): v128 {
  return sizeof<T>() == 4 ? i32x4.shr_u(numbers, bits) : i64x2.shr_u(numbers, bits);
}

/** The digits before `count`, as one number at the lowest bits. */
function prefixOf<T>(selection: usize, count: i32): u64 {
  let prefix: u64 = 0;
  let high = 8 * sizeof<T>();
  for (let digit = 0; digit < count; digit++) {
    const low = lowBit<T>(digit);
    prefix = (prefix << (high - low)) | <u64>load<f64>(selection + DIGITS + 8 * digit);
    high = low;
  }
  return prefix;
}

@inline
function splatWhole<T>(value: u64): v128 {
  return sizeof<T>() == 4 ? i32x4.splat(<i32>value) : i64x2.splat(value);
}

@inline
function equal<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? i32x4.eq(a, b) : i64x2.eq(a, b);
}

@inline
function countIn<T>(counts: usize, digits: v128, lane: i32): void {
  let value: u32;
  if (sizeof<T>() == 4) {
    if (lane == 0) value = i32x4.extract_lane(digits, 0);
    else if (lane == 1) value = i32x4.extract_lane(digits, 1);
    else if (lane == 2) value = i32x4.extract_lane(digits, 2);
    else value = i32x4.extract_lane(digits, 3);
  } else {
    value = <u32>(lane == 0 ? i64x2.extract_lane(digits, 0) : i64x2.extract_lane(digits, 1));
  }
  const at = counts + 4 * <usize>(value & (DIGIT_VALUES - 1));
  store<i32>(at, load<i32>(at) + 1);
}

/** counts_v: activations that have v as this digit and before it those of the selection */
export function countDigits<T>(
  examples: i32, m: i32, magnitude: bool, digit: i32, activations: usize, down: usize, scales: usize,
  selection: usize, counts: usize,
): void {
  memory.fill(counts, 0, 4 * DIGIT_VALUES);
  const low = lowBit<T>(digit);
  const before = digit == 0 ? 0 : lowBit<T>(digit - 1);
  const mask = splatWhole<T>(digit == 0 ? DIGIT_VALUES - 1 : (<u64>1 << (before - low)) - 1);
  const prefix = splatWhole<T>(prefixOf<T>(selection, digit));
  for (let b = 0; b < examples; b++) {
    const row = activations + b * down;
    for (let j = 0; j < m; j += lanes<T>()) {
      const at = <usize>j * sizeof<T>();
      const numbers = wholeNumbers<T>(rankingKeys<T>(row + at, scales ? scales + at : 0, magnitude));
      let counted = (1 << min(lanes<T>(), m - j)) - 1;
      if (digit > 0) counted &= laneBits<T>(equal<T>(shiftRight<T>(numbers, before), prefix));
      if (counted == 0) continue;
      const digits = v128.and(shiftRight<T>(numbers, low), mask);
      if (counted & 1) countIn<T>(counts, digits, 0);
      if (counted & 2) countIn<T>(counts, digits, 1);
      if (counted & 4) countIn<T>(counts, digits, 2);
      if (counted & 8) countIn<T>(counts, digits, 3);
    }
  }
}

/** Goes down the digit's values until K, or what is left of it, is reached. */
export function selectDigit(tiles: i32, digit: i32, counts: usize, selection: usize): void {
  let left = <i64>load<f64>(selection + (digit == 0 ? 0 : REMAINING));
  let value = DIGIT_VALUES - 1;
  for (; ; value--) {
    let count: i64 = 0;
    for (let tile = 0; tile < tiles; tile++) count += load<i32>(counts + 4 * <usize>(tile * DIGIT_VALUES + value));
    if (left <= count || value == 0) break;
    left -= count;
  }
  store<f64>(selection + REMAINING, <f64>left);
  store<f64>(selection + DIGITS + 8 * digit, <f64>value);
}

/** The K-th highest itself, in all lanes. */
function chosen<T>(selection: usize): v128 {
  const sign: u64 = (<u64>1) << (8 * sizeof<T>() - 1);
  const number = prefixOf<T>(selection, sizeof<T>() == 4 ? 3 : 6);
  return splatWhole<T>(number & sign ? number ^ sign : ~number);
}

/** kept_b: how many rank higher than the chosen one, how many as high */
export function countKept<T>(
  examples: i32, m: i32, magnitude: bool, activations: usize, down: usize, scales: usize, selection: usize,
  kept: usize,
): void {
  const threshold = chosen<T>(selection);
  for (let b = 0; b < examples; b++) {
    const row = activations + b * down;
    let higher = 0, same = 0;
    for (let j = 0; j < m; j += lanes<T>()) {
      const at = <usize>j * sizeof<T>();
      const keys = rankingKeys<T>(row + at, scales ? scales + at : 0, magnitude);
      const notLower = laneBits<T>(v128.ge<T>(keys, threshold)) & ((1 << min(lanes<T>(), m - j)) - 1);
      if (notLower == 0) continue;
      const above = laneBits<T>(v128.gt<T>(keys, threshold)) & notLower;
      higher += popcnt(above);
      same += popcnt(notLower) - popcnt(above);
    }
    store<i32>(kept, higher);
    store<i32>(kept, same, 4);
    kept += 8;
  }
}

/** starts: of those that rank as high as the chosen one, the first */
export function placeRows(examples: i32, kept: usize, selection: usize, starts: usize): void {
  let left = <i64>load<f64>(selection + REMAINING);
  let place = 0;
  store<i32>(starts, 0);
  for (let b = 0; b < examples; b++) {
    const same = min<i64>(left, load<i32>(kept, 4));
    place += load<i32>(kept) + <i32>same;
    left -= same;
    kept += 8;
    starts += 4;
    store<i32>(starts, place);
  }
}
