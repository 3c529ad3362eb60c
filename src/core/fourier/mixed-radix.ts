// The discrete Fourier transform of one line whose length has small prime factors: decimation in time, in place
// after one permutation. Only sums, products and exactly specified sines: every machine gets the same bits.

import { sinCosOfTurn } from "../elementary.js";

/** out(k) = Σ_r in(r) e^{−2πikr/n}: real and imaginary parts, length n each. With re and im swapped on both sides it is n times the inverse. */
export type LineTransform = (
  re: Float64Array,
  im: Float64Array,
  outRe: Float64Array,
  outIm: Float64Array,
) => void;

/** Joins the transforms of p parts, of length q each and side by side, into those of length p·q, all over the line. */
type Stage = (re: Float64Array, im: Float64Array) => void;

/** In ascending order. */
export function primeFactors(n: number): number[] {
  const factors: number[] = [];
  let rest = n;
  for (let p = 2; p * p <= rest; p++)
    while (rest % p === 0) {
      factors.push(p);
      rest /= p;
    }
  return rest > 1 ? [...factors, rest] : factors;
}

/** Whether n has no prime factor but 2 and 3. */
export function isOfTwosAndThrees(n: number): boolean {
  return primeFactors(n).every((p) => p <= 3);
}

/**
 * The transform of length n, with its tables.
 *
 * A length of twos and threes keeps the roundings that it always had, each output being Σ part·root from the
 * first part to the last: the bits of the shipped photographs' examples stand on them.
 */
export function mixedRadix(n: number): LineTransform {
  const factors = primeFactors(n);
  const order = inputOrder(n, factors);
  const stages: Stage[] = [];
  // The last factors are joined first; two factors of 2 at a time, with the roundings of one after the other.
  let q = 1;
  for (let left = factors.length; left > 0; ) {
    const p = factors[left - 1];
    const two = p === 2 && left % 2 === 0; // factors[0 … left) are all 2
    stages.push(two ? joinFour(n, q) : join(n, p, q));
    left -= two ? 2 : 1;
    q *= two ? 4 : p;
  }
  return (re, im, outRe, outIm) => {
    for (let i = 0; i < n; i++) {
      outRe[i] = re[order[i]];
      outIm[i] = im[order[i]];
    }
    for (const stage of stages) stage(outRe, outIm);
  };
}

function join(n: number, p: number, q: number): Stage {
  switch (p) {
    case 2:
      return joinTwo(n, q);
    case 3:
      return joinThree(n, q);
    case 5:
      return joinFive(n, q);
    default:
      return joinOdd(n, p, q);
  }
}

/** Where each value of the permuted line comes from: for factors p, q, … every p-th, of these every q-th, …. */
function inputOrder(n: number, factors: readonly number[]): Int32Array {
  const order = new Int32Array(n);
  let stride = 1;
  let length = n;
  for (const p of factors) {
    length /= p;
    for (let i = 0; i < n; i++) order[i] += (Math.floor(i / length) % p) * stride;
    stride *= p;
  }
  return order;
}

/** e^{−2πik/n} as cos, sin, cos, sin … for each k of a list. */
function roots(ks: readonly number[], n: number): Float64Array {
  const table = new Float64Array(2 * ks.length);
  ks.forEach((k, i) => {
    const [sin, cos] = sinCosOfTurn(k, n);
    table[2 * i] = cos;
    table[2 * i + 1] = -sin;
  });
  return table;
}

const range = (length: number): number[] => Array.from({ length }, (_, k) => k);

function joinTwo(n: number, q: number): Stage {
  const table = roots(range(q), 2 * q);
  return (re, im) => {
    for (let from = 0; from < n; from += 2 * q) {
      for (let k = 0; k < q; k++) {
        const c = table[2 * k];
        const s = table[2 * k + 1];
        const a = from + k;
        const b = a + q;
        const tRe = re[b] * c - im[b] * s;
        const tIm = re[b] * s + im[b] * c;
        re[b] = re[a] - tRe;
        im[b] = im[a] - tIm;
        re[a] += tRe;
        im[a] += tIm;
      }
    }
  };
}

/** joinTwo of q, then joinTwo of 2q, in one sweep. */
function joinFour(n: number, q: number): Stage {
  const first = roots(range(q), 2 * q);
  const second = roots(range(q), 4 * q);
  return (re, im) => {
    for (let from = 0; from < n; from += 4 * q) {
      for (let k = 0; k < q; k++) {
        const c1 = first[2 * k];
        const s1 = first[2 * k + 1];
        const c2 = second[2 * k];
        const s2 = second[2 * k + 1];
        const a = from + k;
        const b = a + q;
        const c = b + q;
        const d = c + q;
        const bRe = re[b] * c1 - im[b] * s1;
        const bIm = re[b] * s1 + im[b] * c1;
        const dRe = re[d] * c1 - im[d] * s1;
        const dIm = re[d] * s1 + im[d] * c1;
        const evenRe = re[c] + dRe;
        const evenIm = im[c] + dIm;
        const oddRe = re[c] - dRe;
        const oddIm = im[c] - dIm;
        const xRe = evenRe * c2 - evenIm * s2;
        const xIm = evenRe * s2 + evenIm * c2;
        // A quarter turn further on: cos is what sin was, sin is −cos.
        const yRe = oddRe * s2 + oddIm * c2;
        const yIm = oddIm * s2 - oddRe * c2;
        const aRe = re[a] + bRe;
        const aIm = im[a] + bIm;
        const eRe = re[a] - bRe;
        const eIm = im[a] - bIm;
        re[a] = aRe + xRe;
        im[a] = aIm + xIm;
        re[b] = eRe + yRe;
        im[b] = eIm + yIm;
        re[c] = aRe - xRe;
        im[c] = aIm - xIm;
        re[d] = eRe - yRe;
        im[d] = eIm - yIm;
      }
    }
  };
}

function joinThree(n: number, q: number): Stage {
  // For each k and each output j the roots of part 1 and of part 2.
  const t = roots(
    range(q).flatMap((k) => [0, 1, 2].flatMap((j) => [k + j * q, 2 * (k + j * q)])),
    3 * q,
  );
  return (re, im) => {
    for (let from = 0; from < n; from += 3 * q) {
      for (let k = 0; k < q; k++) {
        const a = from + k;
        const b = a + q;
        const c = b + q;
        const root = 12 * k;
        const aRe = re[a];
        const aIm = im[a];
        const bRe = re[b];
        const bIm = im[b];
        const cRe = re[c];
        const cIm = im[c];
        re[a] = aRe + (bRe * t[root] - bIm * t[root + 1]) + (cRe * t[root + 2] - cIm * t[root + 3]);
        im[a] = aIm + (bRe * t[root + 1] + bIm * t[root]) + (cRe * t[root + 3] + cIm * t[root + 2]);
        re[b] = aRe + (bRe * t[root + 4] - bIm * t[root + 5]) + (cRe * t[root + 6] - cIm * t[root + 7]);
        im[b] = aIm + (bRe * t[root + 5] + bIm * t[root + 4]) + (cRe * t[root + 7] + cIm * t[root + 6]);
        re[c] = aRe + (bRe * t[root + 8] - bIm * t[root + 9]) + (cRe * t[root + 10] - cIm * t[root + 11]);
        im[c] = aIm + (bRe * t[root + 9] + bIm * t[root + 8]) + (cRe * t[root + 11] + cIm * t[root + 10]);
      }
    }
  };
}

/** joinOdd of 5, written out: cameras like sides of 1000 · 2^a. */
function joinFive(n: number, q: number): Stage {
  const [c1, s1, c2, s2] = roots([1, 2], 5);
  const t = roots(
    range(q).flatMap((k) => [k, 2 * k, 3 * k, 4 * k]),
    5 * q,
  );
  return (re, im) => {
    for (let from = 0; from < n; from += 5 * q) {
      for (let k = 0; k < q; k++) {
        const a = from + k;
        const b = a + q;
        const c = b + q;
        const d = c + q;
        const e = d + q;
        const r = 8 * k;
        const bRe = re[b] * t[r] - im[b] * t[r + 1];
        const bIm = re[b] * t[r + 1] + im[b] * t[r];
        const cRe = re[c] * t[r + 2] - im[c] * t[r + 3];
        const cIm = re[c] * t[r + 3] + im[c] * t[r + 2];
        const dRe = re[d] * t[r + 4] - im[d] * t[r + 5];
        const dIm = re[d] * t[r + 5] + im[d] * t[r + 4];
        const eRe = re[e] * t[r + 6] - im[e] * t[r + 7];
        const eIm = re[e] * t[r + 7] + im[e] * t[r + 6];
        const sum1Re = bRe + eRe;
        const sum1Im = bIm + eIm;
        const sum2Re = cRe + dRe;
        const sum2Im = cIm + dIm;
        const evenRe = re[a] + c1 * sum1Re + c2 * sum2Re;
        const evenIm = im[a] + c1 * sum1Im + c2 * sum2Im;
        const oddRe = s1 * (bRe - eRe) + s2 * (cRe - dRe);
        const oddIm = s1 * (bIm - eIm) + s2 * (cIm - dIm);
        const even2Re = re[a] + c2 * sum1Re + c1 * sum2Re;
        const even2Im = im[a] + c2 * sum1Im + c1 * sum2Im;
        const odd2Re = s2 * (bRe - eRe) - s1 * (cRe - dRe);
        const odd2Im = s2 * (bIm - eIm) - s1 * (cIm - dIm);
        re[a] += sum1Re + sum2Re;
        im[a] += sum1Im + sum2Im;
        re[b] = evenRe - oddIm;
        im[b] = evenIm + oddRe;
        re[c] = even2Re - odd2Im;
        im[c] = even2Im + odd2Re;
        re[d] = even2Re + odd2Im;
        im[d] = even2Im - odd2Re;
        re[e] = evenRe + oddIm;
        im[e] = evenIm - oddRe;
      }
    }
  };
}

/**
 * Any odd p: with x_m the m-th part times its root, out(j) = x_0 + Σ_{m ≤ p/2} cos(2πjm/p) (x_m + x_{p−m})
 * − i sin(2πjm/p) (x_m − x_{p−m}), and out(p−j) the same with + i: real factors, and half as many.
 */
function joinOdd(n: number, p: number, q: number): Stage {
  const half = (p - 1) / 2;
  const turns = roots(
    range(half * half).map((i) => (Math.floor(i / half) + 1) * ((i % half) + 1)),
    p,
  );
  const table = roots(
    range(q).flatMap((k) => range(p - 1).map((part) => k * (part + 1))),
    p * q,
  );
  const sums = new Float64Array(2 * half); // x_m + x_{p−m}, re and im
  const differences = new Float64Array(2 * half);
  return (re, im) => {
    for (let from = 0; from < n; from += p * q) {
      for (let k = 0; k < q; k++) {
        const a = from + k;
        const aRe = re[a];
        const aIm = im[a];
        let allRe = aRe;
        let allIm = aIm;
        let root = 2 * k * (p - 1);
        let other = root + 2 * (p - 2);
        let mirror = a + (p - 1) * q;
        let at = a + q;
        for (let m = 0; m < 2 * half; m += 2) {
          const xRe = re[at] * table[root] - im[at] * table[root + 1];
          const xIm = re[at] * table[root + 1] + im[at] * table[root];
          const yRe = re[mirror] * table[other] - im[mirror] * table[other + 1];
          const yIm = re[mirror] * table[other + 1] + im[mirror] * table[other];
          sums[m] = xRe + yRe;
          sums[m + 1] = xIm + yIm;
          differences[m] = xRe - yRe;
          differences[m + 1] = xIm - yIm;
          allRe += xRe + yRe;
          allIm += xIm + yIm;
          at += q;
          mirror -= q;
          root += 2;
          other -= 2;
        }
        re[a] = allRe;
        im[a] = allIm;
        let turn = 0;
        for (let j = 1; j <= half; j++) {
          let evenRe = aRe;
          let evenIm = aIm;
          let oddRe = 0;
          let oddIm = 0;
          for (let m = 0; m < 2 * half; m += 2) {
            const cos = turns[turn];
            const sin = turns[turn + 1];
            evenRe += cos * sums[m];
            evenIm += cos * sums[m + 1];
            oddRe += sin * differences[m];
            oddIm += sin * differences[m + 1];
            turn += 2;
          }
          re[a + j * q] = evenRe - oddIm;
          im[a + j * q] = evenIm + oddRe;
          re[a + (p - j) * q] = evenRe + oddIm;
          im[a + (p - j) * q] = evenIm - oddRe;
        }
      }
    }
  };
}
