// The discrete Fourier transform of one line of any length, a prime too, in n log n operations.

import { sinCosOfTurn } from "../elementary.js";
import { isOfTwosAndThrees, type LineTransform, mixedRadix } from "./mixed-radix.js";

/**
 * With kr = (k² + r² − (k−r)²)/2 the transform is a convolution with a chirp,
 *
 *   out(k) = w(k) Σ_r in(r) w(r) · conj w(k−r),        w(k) = e^{−πik²/n},
 *
 * which transforms of a convenient length ≥ 2n − 1 do.
 *
 * @see Bluestein, A linear filtering approach to the computation of discrete Fourier transform (1970)
 */
export function bluestein(n: number): LineTransform {
  const length = convenientLength(2 * n - 1);
  const transform = mixedRadix(length);
  const chirpRe = new Float64Array(n);
  const chirpIm = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const [sin, cos] = sinCosOfTurn((k * k) % (2 * n), 2 * n);
    chirpRe[k] = cos;
    chirpIm[k] = -sin;
  }
  const re = new Float64Array(length);
  const im = new Float64Array(length);
  const outRe = new Float64Array(length);
  const outIm = new Float64Array(length);

  // The transform of conj w, which holds for ±r, over `length`: the inverse's share with it.
  for (let k = 0; k < n; k++) {
    re[k] = chirpRe[k] / length;
    im[k] = -chirpIm[k] / length;
    if (k > 0) {
      re[length - k] = re[k];
      im[length - k] = im[k];
    }
  }
  const filterRe = new Float64Array(length);
  const filterIm = new Float64Array(length);
  transform(re, im, filterRe, filterIm);

  return (inRe, inIm, resultRe, resultIm) => {
    for (let k = 0; k < n; k++) {
      re[k] = inRe[k] * chirpRe[k] - inIm[k] * chirpIm[k];
      im[k] = inRe[k] * chirpIm[k] + inIm[k] * chirpRe[k];
    }
    re.fill(0, n);
    im.fill(0, n);
    transform(re, im, outRe, outIm);
    for (let k = 0; k < length; k++) {
      re[k] = outRe[k] * filterRe[k] - outIm[k] * filterIm[k];
      im[k] = outRe[k] * filterIm[k] + outIm[k] * filterRe[k];
    }
    transform(im, re, outIm, outRe); // swapped: the inverse
    for (let k = 0; k < n; k++) {
      resultRe[k] = outRe[k] * chirpRe[k] - outIm[k] * chirpIm[k];
      resultIm[k] = outRe[k] * chirpIm[k] + outIm[k] * chirpRe[k];
    }
  };
}

/** The smallest 2^a · 3^b ≥ n. */
function convenientLength(n: number): number {
  let length = n;
  while (!isOfTwosAndThrees(length)) length += 1;
  return length;
}
