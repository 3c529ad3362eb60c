// exp, log, tanh, sine and cosine by exactly specified arithmetic: only IEEE 754 additions, products, quotients
// and bits, so that every machine gets the same bits. Math.exp and its like may differ from engine to engine.
// Against the correctly rounded value: exp and log within 1 ulp, tanh within 3.

const LN2_HIGH = 0.6931471803691238; // the first 33 bits of log 2: k·LN2_HIGH is exact for every exponent k
const LN2_LOW = 1.9082149292705877e-10; // the rest

/** 2^k for k = −1074 … 1023, at index k + 1074. */
const powersOfTwo: Float64Array = Float64Array.from({ length: 2098 }, (_, index) => {
  const bits = new DataView(new ArrayBuffer(8));
  const k = index - 1074;
  if (k >= -1022) bits.setUint32(0, (k + 1023) << 20);
  else if (k >= -1042) bits.setUint32(0, 1 << (k + 1042));
  else bits.setUint32(4, 1 << (k + 1074));
  return bits.getFloat64(0);
});

/**
 * e^r − 1 for r = x − k log 2, |r| ≤ ½ log 2, as r + r·d/(2 − d) with d = r − (r·coth(r/2) − 2) = r − r²/6 + r⁴/360 − …:
 * the quotient is of the size of r², and so is its error; r itself is added in two parts.
 * The coefficients are a minimax fit (Remez, in 50 digits), good to 2⁻⁶².
 */
function expMinusOne(x: number, k: number): number {
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  let series = -1.653383555240824e-6 + t * 4.135989204065529e-8;
  series = 0.00006613756248588851 + t * series;
  series = -0.0027777777776690489 + t * series;
  series = 0.16666666666666555 + t * series;
  const d = r - t * series;
  return high + ((r * d) / (2 - d) - low);
}

/**
 * e^x = 2^k · e^r with k = round(x / log 2), r = x − k log 2.
 * Overflows to ∞ from 709.79 on, underflows to 0 below −745.14, NaN for NaN.
 */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const q = expMinusOne(x, k);
  if (k >= -1021 && k <= 1023) {
    const scale = powersOfTwo[k + 1074];
    return scale + scale * q;
  }
  // Two factors where 2^k itself is not a normal number: one rounding, at the last product.
  const half = k >> 1;
  return (1 + q) * powersOfTwo[half + 1074] * powersOfTwo[k - half + 1074];
}

const logBits = new DataView(new ArrayBuffer(8));

/**
 * The natural logarithm: x = 2^k · m with m in [√½, √2), s = (m−1)/(m+1),
 * log m = 2(s + s³/3 + s⁵/5 + …). −∞ at 0, NaN below 0.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let k = 0;
  let scaled = x;
  if (x < 2.2250738585072014e-308) {
    scaled = x * 18014398509481984; // 2^54: a subnormal becomes normal
    k = -54;
  }
  logBits.setFloat64(0, scaled);
  const high = logBits.getInt32(0);
  k += (high >> 20) - 1023;
  logBits.setInt32(0, (high & 0xfffff) | 0x3ff00000);
  let m = logBits.getFloat64(0);
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const t = s * s;
  let series = 2 / 25;
  for (let odd = 23; odd >= 3; odd -= 2) series = series * t + 2 / odd;
  // 2s = f − s·f, and s·f = f²/2 − s·f²/2: what is small is added to what is small first.
  const halfSquare = 0.5 * f * f;
  const correction = s * (halfSquare + t * series);
  return k * LN2_HIGH - (halfSquare - (correction + k * LN2_LOW) - f);
}

/** tanh z = (e^{2z} − 1) / (e^{2z} + 1), from e^{2|z|} − 1 so that nothing cancels near 0. */
export function tanh(z: number): number {
  const x = 2 * Math.abs(z);
  if (x > 44) return z > 0 ? 1 : -1;
  if (Number.isNaN(x) || z === 0) return z;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const q = expMinusOne(x, k);
  const scale = powersOfTwo[k + 1074];
  const expm1 = scale * q + (scale - 1);
  const result = expm1 / (expm1 + 2);
  return z < 0 ? -result : result;
}

/** Taylor's series of sin x and cos x for 0 ≤ x ≤ π/4. */
function sinCosReduced(x: number): [sin: number, cos: number] {
  const t = x * x;
  let sin = 0;
  let cos = 0;
  for (let n = 20; n >= 2; n -= 2) {
    sin = (1 - sin) * (t / (n * (n + 1)));
    cos = (1 - cos) * (t / (n * (n - 1)));
  }
  return [x - x * sin, 1 - cos];
}

/**
 * sin(2πk/n) and cos(2πk/n), the roots of unity of a Fourier transform.
 * The octant is found in whole numbers, so symmetric angles get symmetric values and 0, ½, 1 are exact.
 *
 * @param k - any whole number
 * @param n - a whole number ≥ 1
 */
export function sinCosOfTurn(k: number, n: number): [sin: number, cos: number] {
  const eighths = 8 * (((k % n) + n) % n);
  const octant = Math.floor(eighths / n);
  const rest = eighths - octant * n; // of n: how far into the octant
  const within = octant % 2 === 0 ? rest : n - rest;
  const [s, c] = sinCosReduced((Math.PI / 4) * (within / n));
  const [sin, cos] = octant % 4 === 0 || octant % 4 === 3 ? [s, c] : [c, s];
  return [octant < 4 ? sin : -sin, octant < 2 || octant > 5 ? cos : -cos];
}

/** x^n for a whole n ≥ 0, by squaring. */
export function wholePower(x: number, n: number): number {
  let power = 1;
  let square = x;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}
