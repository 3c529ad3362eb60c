// exp, log, sigmoid and tanh of a vector, from sums, products and quotients only: the same bits on every machine.
//
// e^x = 2^k e^r with k = round(x / log 2), |r| ≤ ½ log 2. What all four share is c(r²) = r·coth(r/2), which is even and
// smooth: e^r = (c + r) / (c − r). Its polynomial, and that of log, are minimax fits (Remez, in 50 digits) of
// (r·coth(r/2) − 2)/r² on |r| ≤ ½ log 2, and of (log((1+s)/(1−s))/s − 2)/s² on |s| ≤ 3 − 2√2.
//
// Every constant is loaded from memory: V8 makes a vector constant out of four instructions, each time that it is used.

// @ts-nocheck: AssemblyScript
import { EXP, LINEAR, LOG, RELU, SIGMOID, TANH } from "./operations";

// Places in the tables below.
const INVERSE_LN2: usize = 0;
const LN2_HIGH: usize = 1; // few bits: k·LN2_HIGH is exact
const LN2_LOW: usize = 2;
const ROUND: usize = 3; // 1.5·2^mantissa + bias: adding it rounds to a whole number, whose bits are then the exponent of 2^k
const ROUND_SCALED: usize = 4; // the same for 2^k·UP
const UP: usize = 5;
const DOWN: usize = 6; // 1/UP
const SIGMOID_MIN: usize = 7; // beyond, the sigmoid is 0
const EXP_MIN: usize = 8; // beyond, exp is 0
const EXP_MAX: usize = 9; // beyond, exp is ∞
const TANH_MAX: usize = 10; // beyond, tanh is 1
const MINUS_ZERO: usize = 11;
const ONE: usize = 12;
const TWO: usize = 13;
const HALF: usize = 14;
const SQRT2: usize = 15;
const MIN_NORMAL: usize = 16;
const SUBNORMAL_UP: usize = 17; // makes a subnormal number normal
const SUBNORMAL_BITS: usize = 18; // its exponent
const EXPONENT_BIAS: usize = 19;
const INTEGER: usize = 20; // 2^mantissa: or-ing a whole number to its bits adds it
const INFINITE: usize = 21;
const NOT_A_NUMBER: usize = 22;
const C: usize = 23; // 2 coefficients in float32, 5 in float64
const LOG_SERIES: usize = 28; // 3 and 7

const TABLE_32: usize = memory.data<f32>([
  1.4426950408889634, 0.693359375, -2.12194440054690583e-4, 12582912.0 + 127.0, 12582912.0 + 127.0 + 64.0,
  18446744073709551616.0, 5.421010862427522e-20, -105.0, -105.0, 89.5, 20.0, -0.0, 1.0, 2.0, 0.5,
  1.4142135623730951, 1.1754943508222875e-38, 8388608.0, 23.0, 127.0, 8388608.0, Infinity, NaN,
  0.16666617586180631232, -0.0027659705225245507044, 0.0, 0.0, 0.0,
  0.66666777053474188796, 0.39977449491197693043, 0.29874420159721616965,
]);

const TABLE_64: usize = memory.data<f64>([
  1.4426950408889634, 0.6931471803691238, 1.9082149292705877e-10, 6755399441055744.0 + 1023.0,
  6755399441055744.0 + 1023.0 + 512.0, 1.3407807929942597e154, 7.458340731200207e-155, -747.0, -747.0, 710.5, 44.0,
  -0.0, 1.0, 2.0, 0.5, 1.4142135623730951, 2.2250738585072014e-308, 4503599627370496.0, 52.0, 1023.0,
  4503599627370496.0, Infinity, NaN,
  0.16666666666666553983, -0.0027777777776690488636, 0.000066137562485888508735, -1.6533835552408240796e-6,
  4.1359892040655293589e-8,
  0.66666666666667353831, 0.39999999999407480747, 0.2857142874414275501, 0.22222198378351772336,
  0.18183575171489955621, 0.15313755615559241192, 0.14799067478493298742,
]);

@inline
function constant<T>(place: usize): v128 {
  return v128.load_splat<T>((sizeof<T>() == 4 ? TABLE_32 : TABLE_64) + place * sizeof<T>());
}

/** Moves the low bits of x + ROUND, a biased exponent, to where the exponent is: 2^k. */
@inline
function powerOfTwo<T>(rounded: v128): v128 {
  return sizeof<T>() == 4 ? i32x4.shl(rounded, 23) : i64x2.shl(rounded, 52);
}

/** r·coth(r/2) − 2 = r²/6 − r⁴/360 + … */
@inline
function hyperbolic<T>(r: v128): v128 {
  const t = v128.mul<T>(r, r);
  let sum: v128;
  if (sizeof<T>() == 4) {
    sum = v128.add<T>(constant<T>(C), v128.mul<T>(t, constant<T>(C + 1)));
  } else {
    sum = v128.add<T>(constant<T>(C + 3), v128.mul<T>(t, constant<T>(C + 4)));
    sum = v128.add<T>(constant<T>(C + 2), v128.mul<T>(t, sum));
    sum = v128.add<T>(constant<T>(C + 1), v128.mul<T>(t, sum));
    sum = v128.add<T>(constant<T>(C), v128.mul<T>(t, sum));
  }
  return v128.mul<T>(t, sum);
}

/**
 * e^r − 1 for r = x − k log 2, as r + r·d/(2 − d), d = r − (c − 2): the quotient is of the size of r², and so is its
 * error; r itself is added in two parts.
 */
@inline
function expMinusOne<T>(x: v128, k: v128): v128 {
  const high = v128.sub<T>(x, v128.mul<T>(k, constant<T>(LN2_HIGH)));
  const low = v128.mul<T>(k, constant<T>(LN2_LOW));
  const r = v128.sub<T>(high, low);
  const d = v128.sub<T>(r, hyperbolic<T>(r));
  const quotient = v128.div<T>(v128.mul<T>(r, d), v128.sub<T>(constant<T>(TWO), d));
  return v128.add<T>(high, v128.sub<T>(quotient, low));
}

/** e^x. 2^k is applied in two halves, so that subnormal results and those just below ∞ are right. */
@inline
function expVector<T>(x: v128): v128 {
  const bounded = v128.pmin<T>(v128.pmax<T>(x, constant<T>(EXP_MIN)), constant<T>(EXP_MAX));
  const round = constant<T>(ROUND);
  const k = v128.sub<T>(v128.add<T>(v128.mul<T>(bounded, constant<T>(INVERSE_LN2)), round), round);
  const q = expMinusOne<T>(bounded, k);
  const first = v128.add<T>(v128.mul<T>(k, constant<T>(HALF)), round);
  const second = v128.add<T>(v128.sub<T>(k, v128.sub<T>(first, round)), round);
  const scaled = v128.mul<T>(v128.add<T>(constant<T>(ONE), q), powerOfTwo<T>(first));
  return v128.mul<T>(scaled, powerOfTwo<T>(second));
}

/**
 * 1/(1 + e^−x), by e = e^−|x| ≤ 1: 1/(1 + e) for x ≥ 0, else e/(1 + e).
 * 2^k is held UP times too large, so that it is a normal number; the last product makes subnormal results right.
 */
@inline
function sigmoidVector<T>(x: v128): v128 {
  const y = v128.pmax<T>(v128.or(x, constant<T>(MINUS_ZERO)), constant<T>(SIGMOID_MIN));
  const round = constant<T>(ROUND_SCALED);
  const rounded = v128.add<T>(v128.mul<T>(y, constant<T>(INVERSE_LN2)), round);
  const q = expMinusOne<T>(y, v128.sub<T>(rounded, round));
  const one = constant<T>(ONE);
  const down = constant<T>(DOWN);
  const e = v128.mul<T>(v128.add<T>(one, q), powerOfTwo<T>(rounded));
  const denominator = v128.add<T>(one, v128.mul<T>(e, down));
  // The sign bit, spread over the lane, chooses; for float64 a comparison does it in one instruction.
  const negative = sizeof<T>() == 4 ? i32x4.shr_s(x, 31) : v128.lt<T>(x, v128.splat<T>(0));
  return v128.mul<T>(v128.div<T>(v128.bitselect(e, constant<T>(UP), negative), denominator), down);
}

/** tanh x = t/(t + 2) with t = e^2|x| − 1 = 2^k (q + 1) − 1, and the sign of x. */
@inline
function tanhVector<T>(x: v128): v128 {
  const sign = v128.and(x, constant<T>(MINUS_ZERO));
  const size = v128.abs<T>(x);
  const y = v128.pmin<T>(v128.add<T>(size, size), constant<T>(TANH_MAX));
  const round = constant<T>(ROUND);
  const rounded = v128.add<T>(v128.mul<T>(y, constant<T>(INVERSE_LN2)), round);
  const q = expMinusOne<T>(y, v128.sub<T>(rounded, round));
  const scale = powerOfTwo<T>(rounded);
  const t = v128.add<T>(v128.mul<T>(scale, q), v128.sub<T>(scale, constant<T>(ONE)));
  return v128.or(v128.div<T>(t, v128.add<T>(t, constant<T>(TWO))), sign);
}

/** log x with x = 2^k m, m in [√½, √2), s = (m − 1)/(m + 1): k log 2 + 2s + s³(…). */
@inline
function logVector<T>(x: v128): v128 {
  const subnormal = v128.lt<T>(x, constant<T>(MIN_NORMAL));
  const scaled = v128.bitselect(v128.mul<T>(x, constant<T>(SUBNORMAL_UP)), x, subnormal);
  const exponent = sizeof<T>() == 4 ? i32x4.shr_u(scaled, 23) : i64x2.shr_u(scaled, 52);
  const integer = constant<T>(INTEGER);
  let k = v128.sub<T>(v128.sub<T>(v128.or(exponent, integer), integer), constant<T>(EXPONENT_BIAS));
  k = v128.sub<T>(k, v128.and(constant<T>(SUBNORMAL_BITS), subnormal));
  const one = constant<T>(ONE);
  const mantissa = sizeof<T>() == 4 ? i32x4.splat(0x7fffff) : i64x2.splat(0xfffffffffffff);
  let m = v128.or(v128.and(scaled, mantissa), one);
  const large = v128.gt<T>(m, constant<T>(SQRT2));
  m = v128.bitselect(v128.mul<T>(m, constant<T>(HALF)), m, large);
  k = v128.add<T>(k, v128.and(one, large));

  const f = v128.sub<T>(m, one);
  const s = v128.div<T>(f, v128.add<T>(f, constant<T>(TWO)));
  const t = v128.mul<T>(s, s);
  let series: v128;
  if (sizeof<T>() == 4) {
    series = v128.add<T>(constant<T>(LOG_SERIES + 1), v128.mul<T>(t, constant<T>(LOG_SERIES + 2)));
  } else {
    series = v128.add<T>(constant<T>(LOG_SERIES + 5), v128.mul<T>(t, constant<T>(LOG_SERIES + 6)));
    series = v128.add<T>(constant<T>(LOG_SERIES + 4), v128.mul<T>(t, series));
    series = v128.add<T>(constant<T>(LOG_SERIES + 3), v128.mul<T>(t, series));
    series = v128.add<T>(constant<T>(LOG_SERIES + 2), v128.mul<T>(t, series));
    series = v128.add<T>(constant<T>(LOG_SERIES + 1), v128.mul<T>(t, series));
  }
  series = v128.mul<T>(t, v128.add<T>(constant<T>(LOG_SERIES), v128.mul<T>(t, series)));
  // 2s = f − s·f, and s·f = f²/2 − s·f²/2: what is small is added to what is small first.
  const halfSquare = v128.mul<T>(v128.mul<T>(constant<T>(HALF), f), f);
  const correction = v128.mul<T>(s, v128.add<T>(halfSquare, series));
  const low = v128.sub<T>(halfSquare, v128.add<T>(correction, v128.mul<T>(k, constant<T>(LN2_LOW))));
  let result = v128.sub<T>(v128.mul<T>(k, constant<T>(LN2_HIGH)), v128.sub<T>(low, f));

  const zero = v128.splat<T>(0);
  const infinity = constant<T>(INFINITE);
  result = v128.bitselect(infinity, result, v128.eq<T>(x, infinity));
  result = v128.bitselect(v128.neg<T>(infinity), result, v128.eq<T>(x, zero));
  // NaN where x is NaN or below 0.
  return v128.bitselect(result, constant<T>(NOT_A_NUMBER), v128.ge<T>(x, zero));
}

@inline
export function apply<T>(f: i32, x: v128): v128 {
  if (f == SIGMOID) return sigmoidVector<T>(x);
  if (f == TANH) return tanhVector<T>(x);
  if (f == RELU) return v128.pmax<T>(x, v128.splat<T>(0)); // NaN stays NaN
  if (f == EXP) return expVector<T>(x);
  if (f == LOG) return logVector<T>(x);
  return x; // LINEAR
}

/** gradient · f', f' taken from the activation a. */
@inline
export function applySlope<T>(f: i32, a: v128, gradient: v128): v128 {
  if (f == SIGMOID) {
    return v128.mul<T>(gradient, v128.mul<T>(a, v128.sub<T>(constant<T>(ONE), a)));
  }
  if (f == TANH) {
    return v128.mul<T>(gradient, v128.sub<T>(constant<T>(ONE), v128.mul<T>(a, a)));
  }
  if (f == RELU) return v128.and(gradient, v128.gt<T>(a, v128.splat<T>(0)));
  return gradient; // LINEAR
}
