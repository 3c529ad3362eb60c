// Sine, cosine and the angle of a vector by exactly specified arithmetic, so that every machine gets the same bits.

const HALF_PI_HIGH = 1.5707963267341256; // the first 33 bits of π/2: k·HALF_PI_HIGH is exact for |k| < 2²⁰
const HALF_PI_LOW = 6.077100506506192e-11; // the rest

/** Taylor coefficients of (sin r − r)/r and cos r − 1 in r², good to 2⁻⁵⁵ up to π/4. */
const SINE = [-1 / 6, 1 / 120, -1 / 5040, 1 / 362880, -1 / 39916800, 1 / 6227020800, -1 / 1307674368000];
const COSINE = [-1 / 2, 1 / 24, -1 / 720, 1 / 40320, -1 / 3628800, 1 / 479001600, -1 / 87178291200];

function series(coefficients: readonly number[], square: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = (sum + coefficients[i]) * square;
  return sum;
}

/** cos of the angle that lies `quarters` quarter turns before x. */
function shiftedCosine(x: number, quarters: number): number {
  const k = Math.round(x / (Math.PI / 2));
  const rest = x - k * HALF_PI_HIGH - k * HALF_PI_LOW; // |rest| ≤ π/4
  const quarter = (((k - quarters) % 4) + 4) % 4;
  const square = rest * rest;
  switch (quarter) {
    case 0:
      return 1 + series(COSINE, square);
    case 1:
      return -(rest + rest * series(SINE, square));
    case 2:
      return -(1 + series(COSINE, square));
    default:
      return rest + rest * series(SINE, square);
  }
}

/** cos x within 2e-15 for |x| < 100; the error grows with x */
export function cos(x: number): number {
  return shiftedCosine(x, 0);
}

/** sin x = cos(x − π/2) within 2e-15 for |x| < 100; the error grows with x */
export function sin(x: number): number {
  return shiftedCosine(x, 1);
}

/** arctan t for 0 ≤ t ≤ 1: halved twice, then t − t³/3 + t⁵/5 − … */
function arctan(t: number): number {
  let half = t;
  for (let i = 0; i < 2; i++) half = half / (1 + Math.sqrt(1 + half * half)); // tan of half the angle
  const square = half * half;
  let sum = 0;
  for (let n = 27; n >= 1; n -= 2) sum = 1 / n - square * sum;
  return 4 * half * sum;
}

/** The angle of the vector (x, y) in (−π, π], within 1e-15; 0 of the zero vector. */
export function angleOf(y: number, x: number): number {
  const [ax, ay] = [Math.abs(x), Math.abs(y)];
  if (ax === 0 && ay === 0) return 0;
  const first = ay <= ax ? arctan(ay / ax) : Math.PI / 2 - arctan(ax / ay);
  const upper = x < 0 ? Math.PI - first : first;
  return y < 0 ? -upper : upper;
}
