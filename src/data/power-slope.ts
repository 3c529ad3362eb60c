// How the power of a picture falls with spatial frequency: natural photographs have about 1/f², noise a flat spectrum.

import { log } from "../core/elementary.js";
import { createSpectrum, fourier2d } from "../core/fourier/fourier-2d.js";
import type { Image } from "./image.js";

/** Pixels of the shorter side that a fit needs. */
const LEAST_SIDE = 16;
/** The bands of the fit, in cycles per pixel: below it the window blurs, above it are noise and the corners of the grid. */
const HIGHEST = 0.35;
/** The lowest frequency, in cycles per shorter side. */
const LOWEST = 2;

/** The brightness of a picture, [height, width]. */
function brightness({ channels, data }: Image): Float64Array {
  if (channels === 1) return data;
  return Float64Array.from(
    { length: data.length / 3 },
    (_, i) => 0.299 * data[3 * i] + 0.587 * data[3 * i + 1] + 0.114 * data[3 * i + 2],
  );
}

/** Welch's window: a parabola that is 0 just outside of the picture, so that its borders are no edges. */
const window = (i: number, n: number) => {
  const t = (2 * i + 1 - n) / (n + 1);
  return 1 - t * t;
};

/** Rounding of a frequency on the border of two bands. */
const ROUNDING = 1e-9;

/** Sums over the frequencies of a band. */
interface Band {
  count: number;
  /** Of |F|² */
  power: number;
  /** Of f² */
  square: number;
}

/** Adds the spectrum of a picture to bands: half octaves of f, which double f², from LOWEST on. */
function addPower(image: Image, bands: Band[]): void {
  const { height, width } = image;
  const side = Math.min(height, width);
  const values = brightness(image);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const windowed = values.map(
    (value, i) => (value - mean) * window(Math.floor(i / width), height) * window(i % width, width),
  );
  const { columns, real, imaginary } = fourier2d(height, width, windowed, createSpectrum(height, width));
  const signed = (k: number, n: number) => (2 * k <= n ? k : k - n) / n;
  for (let u = 0; u < height; u++)
    for (let v = 0; v < columns; v++) {
      const [fy, fx] = [signed(u, height), signed(v, width)];
      const square = fx * fx + fy * fy;
      const ratio = ((square * side * side) / (LOWEST * LOWEST)) * (1 + ROUNDING);
      if (ratio < 1 || square > HIGHEST * HIGHEST) continue;
      let place = 0;
      for (let edge = 2; ratio >= edge; edge *= 2) place += 1;
      const at = u * columns + v;
      bands[place] ??= { count: 0, power: 0, square: 0 };
      bands[place].count += 1;
      bands[place].power += real[at] * real[at] + imaginary[at] * imaginary[at];
      bands[place].square += square;
    }
}

/**
 * The slope of the power spectrum: least squares of log mean |F|² on ½ log mean f² over half octaves from 2 cycles per
 * shorter side to 0.35 cycles per pixel. Each picture is its brightness less its mean under Welch's window; powers of
 * all pictures are added up.
 *
 * @param images - of one size, of 16×16 pixels or more; others are left out
 * @returns null where there are none, or none varies
 * @see Field, Relations between the statistics of natural images and the response properties of cortical cells (1987)
 */
export function powerSlope(images: Iterable<Image>): number | null {
  const bands: Band[] = [];
  for (const image of images) if (Math.min(image.height, image.width) >= LEAST_SIDE) addPower(image, bands);
  const points = bands.flatMap(({ count, power, square }) =>
    power > 0 ? [{ x: 0.5 * log(square / count), y: log(power / count) }] : [],
  );
  if (points.length < 3) return null;
  const meanOf = (of: (point: { x: number; y: number }) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [meanOf((point) => point.x), meanOf((point) => point.y)];
  return meanOf((point) => (point.x - x) * (point.y - y)) / meanOf((point) => (point.x - x) * (point.x - x));
}
