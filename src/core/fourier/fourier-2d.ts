// The discrete Fourier transform of a real picture, of any size, along rows and then along columns.

import { bluestein } from "./bluestein.js";
import { isOfTwosAndThrees, type LineTransform, mixedRadix, primeFactors } from "./mixed-radix.js";

/** The transform of a real picture. F(−u, −v) is the conjugate of F(u, v), so half of the columns tell it all. */
export interface Spectrum {
  readonly height: number;
  readonly width: number;
  /** How many columns are kept: ⌊width/2⌋ + 1, or all where both sides are made of twos and threes */
  readonly columns: number;
  /** F(u, v) for all u and v < columns, [height, columns] row-major */
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Beyond it Bluestein's transform is the quicker. */
const LARGEST_FACTOR = 50;
/** Columns that are transformed together: a cache line of each row. */
const BLOCK = 8;

function lineTransform(n: number): LineTransform {
  return (primeFactors(n).at(-1) ?? 1) > LARGEST_FACTOR ? bluestein(n) : mixedRadix(n);
}

/**
 * Sides of twos and threes keep the order of work that they always had, for the sake of their bits: each row by
 * itself, the whole spectrum, and back by rows first. Other sizes take what real pictures allow: two rows in one
 * transform, half of the columns, and back by columns first.
 */
const keepsAll = (height: number, width: number) => isOfTwosAndThrees(height) && isOfTwosAndThrees(width);

/** Transforms the columns in place; `inverse`: height times the inverse. */
function alongColumns({ height, columns, real, imaginary }: Spectrum, inverse: boolean): void {
  const transform = lineTransform(height);
  const block = () => Array.from({ length: BLOCK }, () => new Float64Array(height));
  const [re, im] = [block(), block()];
  const outRe = new Float64Array(height);
  const outIm = new Float64Array(height);
  for (let from = 0; from < columns; from += BLOCK) {
    const many = Math.min(BLOCK, columns - from);
    for (let row = 0; row < height; row++) {
      for (let b = 0; b < many; b++) {
        re[b][row] = real[row * columns + from + b];
        im[b][row] = imaginary[row * columns + from + b];
      }
    }
    for (let b = 0; b < many; b++) {
      if (inverse) transform(im[b], re[b], outIm, outRe);
      else transform(re[b], im[b], outRe, outIm);
      re[b].set(outRe);
      im[b].set(outIm);
    }
    for (let row = 0; row < height; row++) {
      for (let b = 0; b < many; b++) {
        real[row * columns + from + b] = re[b][row];
        imaginary[row * columns + from + b] = im[b][row];
      }
    }
  }
}

/** The memory of a spectrum, to be used for one picture of that size after the other. */
export function createSpectrum(height: number, width: number): Spectrum {
  const columns = keepsAll(height, width) ? width : Math.floor(width / 2) + 1;
  const length = height * columns;
  return { height, width, columns, real: new Float64Array(length), imaginary: new Float64Array(length) };
}

/**
 * F(u, v) = Σ f(r, c) e^{−2πi(ur/height + vc/width)} of a real picture f, [height, width].
 *
 * @param spectrum - overwritten and returned: memory of one's own, if any
 */
export function fourier2d(
  height: number,
  width: number,
  values: Float64Array,
  spectrum: Spectrum = createSpectrum(height, width),
): Spectrum {
  if (spectrum.columns === width) rowsOneByOne(values, spectrum);
  else rowsInPairs(values, spectrum);
  alongColumns(spectrum, false);
  return spectrum;
}

function rowsOneByOne(values: Float64Array, { height, width, real, imaginary }: Spectrum): void {
  const transform = lineTransform(width);
  const none = new Float64Array(width);
  for (let row = 0; row < height; row++) {
    const [from, to] = [row * width, (row + 1) * width];
    transform(values.subarray(from, to), none, real.subarray(from, to), imaginary.subarray(from, to));
  }
}

/** Two real rows as real and imaginary part of one: Z(v) = A(v) + iB(v), and A, B are told apart by their symmetry. */
function rowsInPairs(values: Float64Array, { height, width, columns, real, imaginary }: Spectrum): void {
  const transform = lineTransform(width);
  const none = new Float64Array(width);
  const re = new Float64Array(width);
  const im = new Float64Array(width);
  for (let row = 0; row < height; row += 2) {
    const pair = row + 1 < height;
    const second = pair ? values.subarray((row + 1) * width, (row + 2) * width) : none;
    transform(values.subarray(row * width, (row + 1) * width), second, re, im);
    for (let v = 0; v < columns; v++) {
      const mirror = v === 0 ? 0 : width - v;
      const a = row * columns + v;
      real[a] = 0.5 * (re[v] + re[mirror]);
      imaginary[a] = 0.5 * (im[v] - im[mirror]);
      if (!pair) continue;
      real[a + columns] = 0.5 * (im[v] + im[mirror]);
      imaginary[a + columns] = 0.5 * (re[mirror] - re[v]);
    }
  }
}

/**
 * The inverse: f(r, c) = 1/(height·width) Σ F(u, v) e^{2πi(ur/height + vc/width)}, [height, width].
 * It works in the spectrum's memory, which holds nothing of use afterwards.
 *
 * @param values - overwritten and returned: memory of one's own, if any
 */
export function inverseFourier2d(
  spectrum: Spectrum,
  values: Float64Array = new Float64Array(spectrum.height * spectrum.width),
): Float64Array {
  const { height, width, columns, real } = spectrum;
  const all = columns === width;
  if (all) inverseRows(spectrum);
  alongColumns(spectrum, true);
  if (!all) inverseRowsInPairs(spectrum, values);
  const sums = all ? real : values;
  const scale = 1 / (height * width);
  for (let i = 0; i < values.length; i++) values[i] = scale * sums[i] + 0; // + 0: no −0
  return values;
}

function inverseRows({ height, width, real, imaginary }: Spectrum): void {
  const transform = lineTransform(width);
  const outRe = new Float64Array(width);
  const outIm = new Float64Array(width);
  for (let row = 0; row < height; row++) {
    const re = real.subarray(row * width, (row + 1) * width);
    const im = imaginary.subarray(row * width, (row + 1) * width);
    transform(im, re, outIm, outRe);
    re.set(outRe);
    im.set(outIm);
  }
}

/** Z = A + iB of two rows' spectra, A and B continued by their symmetry, becomes the two real rows. */
function inverseRowsInPairs(
  { height, width, columns, real, imaginary }: Spectrum,
  values: Float64Array,
): void {
  const transform = lineTransform(width);
  const none = new Float64Array(width);
  const re = new Float64Array(width);
  const im = new Float64Array(width);
  for (let row = 0; row < height; row += 2) {
    const pair = row + 1 < height;
    for (let v = 0; v < columns; v++) {
      const a = row * columns + v;
      const bRe = pair ? real[a + columns] : 0;
      const bIm = pair ? imaginary[a + columns] : 0;
      re[v] = real[a] - bIm;
      im[v] = imaginary[a] + bRe;
      // F(−v) = conj F(v); the middle column, and column 0, are their own mirror.
      if (v === 0 || 2 * v >= width) continue;
      re[width - v] = real[a] + bIm;
      im[width - v] = bRe - imaginary[a];
    }
    const second = pair ? values.subarray((row + 1) * width, (row + 2) * width) : none;
    transform(im, re, second, values.subarray(row * width, (row + 1) * width));
  }
}
