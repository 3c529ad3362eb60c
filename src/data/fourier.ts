// The discrete Fourier transform in two dimensions, of any size: mixed radix by the prime factors of each side.
// Its sines come from exactly specified arithmetic, so every machine gets the same bits.

import { sinCosOfTurn } from "../core/elementary.js";

/** Real and imaginary parts, [height, width] each. */
export interface Spectrum {
  readonly height: number;
  readonly width: number;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

function primeFactors(n: number): number[] {
  const factors: number[] = [];
  let rest = n;
  for (let p = 2; p * p <= rest; p++)
    while (rest % p === 0) {
      factors.push(p);
      rest /= p;
    }
  return rest > 1 ? [...factors, rest] : factors;
}

/** A transform of one length, in place on `re` and `im`. The roots e^{∓2πik/n} are computed once. */
function createTransform(n: number, inverse: boolean): (re: Float64Array, im: Float64Array) => void {
  const roots = Array.from({ length: n }, (_, k) => sinCosOfTurn(k, n));
  const cos = Float64Array.from(roots, ([, c]) => c);
  const sin = Float64Array.from(roots, ([s]) => (inverse ? s : -s));
  const outRe = new Float64Array(n);
  const outIm = new Float64Array(n);
  const factors = primeFactors(n);

  /** out[to …] = transform of every `stride`-th input from `from` on; then the p parts are joined. */
  function pass(
    re: Float64Array,
    im: Float64Array,
    from: number,
    stride: number,
    to: number,
    depth: number,
  ): void {
    const length = n / stride;
    if (length === 1) {
      outRe[to] = re[from];
      outIm[to] = im[from];
      return;
    }
    const p = factors[depth];
    const q = length / p;
    for (let part = 0; part < p; part++)
      pass(re, im, from + part * stride, stride * p, to + part * q, depth + 1);
    const partRe = new Float64Array(p);
    const partIm = new Float64Array(p);
    for (let k = 0; k < q; k++) {
      for (let part = 0; part < p; part++) {
        partRe[part] = outRe[to + part * q + k];
        partIm[part] = outIm[to + part * q + k];
      }
      for (let j = 0; j < p; j++) {
        let sumRe = 0;
        let sumIm = 0;
        for (let part = 0; part < p; part++) {
          const root = (part * (k + j * q) * stride) % n;
          sumRe += partRe[part] * cos[root] - partIm[part] * sin[root];
          sumIm += partRe[part] * sin[root] + partIm[part] * cos[root];
        }
        outRe[to + j * q + k] = sumRe;
        outIm[to + j * q + k] = sumIm;
      }
    }
  }

  return (re, im) => {
    pass(re, im, 0, 1, 0, 0);
    re.set(outRe);
    im.set(outIm);
  };
}

function transform2d({ height, width, real, imaginary }: Spectrum, inverse: boolean): Spectrum {
  const re = real.slice();
  const im = imaginary.slice();
  const alongRows = createTransform(width, inverse);
  for (let row = 0; row < height; row++) {
    alongRows(re.subarray(row * width, (row + 1) * width), im.subarray(row * width, (row + 1) * width));
  }
  const alongColumns = createTransform(height, inverse);
  const columnRe = new Float64Array(height);
  const columnIm = new Float64Array(height);
  const scale = inverse ? 1 / (height * width) : 1;
  for (let column = 0; column < width; column++) {
    for (let row = 0; row < height; row++) {
      columnRe[row] = re[row * width + column];
      columnIm[row] = im[row * width + column];
    }
    alongColumns(columnRe, columnIm);
    for (let row = 0; row < height; row++) {
      re[row * width + column] = scale * columnRe[row];
      im[row * width + column] = scale * columnIm[row];
    }
  }
  return { height, width, real: re, imaginary: im };
}

/** F(u, v) = Σ f(r, c) e^{−2πi(ur/height + vc/width)} of a real image [height, width]. */
export function fourier2d(height: number, width: number, values: Float64Array): Spectrum {
  return transform2d({ height, width, real: values, imaginary: new Float64Array(values.length) }, false);
}

/** The real part of the inverse: f(r, c) = 1/(height·width) Σ F(u, v) e^{2πi(ur/height + vc/width)}. */
export function inverseFourier2d(spectrum: Spectrum): Float64Array {
  return transform2d(spectrum, true).real;
}

/** |f| of each element of a spectrum in cycles per pixel: frequencies run from −½ to ½ on both axes. */
export function radialFrequencies(height: number, width: number): Float64Array {
  const signed = (k: number, n: number) => (2 * k <= n ? k : k - n) / n;
  return Float64Array.from({ length: height * width }, (_, i) => {
    const fy = signed(Math.floor(i / width), height);
    const fx = signed(i % width, width);
    return Math.sqrt(fx * fx + fy * fy);
  });
}
