// Olshausen and Field's filter: natural images have a 1/f amplitude spectrum; times f makes it flat,
// and a low-pass keeps the noise of the corners out.

import { exp } from "../../core/elementary.js";
import { assertPositive } from "../../core/errors.js";
import { largestMagnitude } from "../../core/extent.js";
import { createSpectrum, fourier2d, inverseFourier2d, type Spectrum } from "../../core/fourier/fourier-2d.js";
import type { Image } from "../image.js";

/** Its config: it works on whole images, before patches are cut. */
export interface Whiten1OverF {
  readonly kind: "whiten-1-over-f";
  readonly f0?: number;
}
/** It learns nothing from the data. */
export type FittedWhiten1OverF = Required<Whiten1OverF>;

/** The cut-off, in cycles per pixel. */
export const DEFAULT_F0 = 0.4;

/**
 * The filter's gain f·exp(−(f/f0)⁴) at a radial frequency f, in cycles per pixel as the cut-off f0 is.
 *
 * @see Olshausen and Field, Emergence of simple-cell receptive field properties (Nature 381, 1996)
 */
export function whiteningGain(f: number, f0: number): number {
  const square = (f / f0) * (f / f0); // products, not **, whose bits differ from engine to engine
  return f * exp(-square * square);
}

/** Multiplies F(u, v) by a factor of its radial frequency: the same for u and −u, so it is computed once for both. */
function multiply(
  { height, width, columns, real, imaginary }: Spectrum,
  factorOf: (f: number) => number,
): void {
  const signed = (k: number, n: number) => (2 * k <= n ? k : k - n) / n; // −½ … ½ cycles per pixel
  for (let u = 0; 2 * u <= height; u++) {
    const fy = signed(u, height);
    const mirror = u === 0 ? 0 : height - u;
    for (let v = 0; v < columns; v++) {
      const fx = signed(v, width);
      const factor = factorOf(Math.sqrt(fx * fx + fy * fy));
      real[u * columns + v] *= factor;
      imaginary[u * columns + v] *= factor;
      if (mirror === u) continue;
      real[mirror * columns + v] *= factor;
      imaginary[mirror * columns + v] *= factor;
    }
  }
}

/** Changes the spectrum of each channel, one after the other, in place: large images are not held twice. */
function filter(
  { height, width, channels, data }: Image,
  change: (spectrum: Spectrum, channel: number) => void,
): void {
  const values = channels === 1 ? data : new Float64Array(height * width);
  const spectrum = createSpectrum(height, width);
  for (let channel = 0; channel < channels; channel++) {
    if (channels > 1) for (let i = 0; i < values.length; i++) values[i] = data[i * channels + channel];
    fourier2d(height, width, values, spectrum);
    change(spectrum, channel);
    inverseFourier2d(spectrum, values);
    if (channels > 1) for (let i = 0; i < values.length; i++) data[i * channels + channel] = values[i];
  }
}

const copyOf = (image: Image): Image => ({ ...image, data: image.data.slice() });

/** What is smaller than this share of the image is the transform's rounding: the image was constant. */
const ROUNDING = 1e-13;

/** Whitens the image in place. @returns its mean, which the filter takes away, for each channel */
export function whitenInPlace(image: Image, f0: number): number[] {
  assertPositive("whiten-1-over-f", "f0", f0);
  const before = largestMagnitude(image.data);
  const means: number[] = [];
  filter(image, (spectrum) => {
    means.push(spectrum.real[0] / (image.height * image.width));
    multiply(spectrum, (f) => whiteningGain(f, f0));
  });
  if (largestMagnitude(image.data) <= ROUNDING * before) image.data.fill(0);
  return means;
}

/** The whitened image; its mean, which the filter takes away, is told beside it for each channel. */
export function whitenImage(image: Image, f0: number): { image: Image; means: number[] } {
  const whitened = copyOf(image);
  const means = whitenInPlace(whitened, f0);
  return { image: whitened, means };
}

/** The image before whitening: each frequency divided by its gain, the mean put back. */
export function unwhitenImage(image: Image, f0: number, means: readonly number[]): Image {
  assertPositive("whiten-1-over-f", "f0", f0);
  const before = copyOf(image);
  filter(before, (spectrum, channel) => {
    multiply(spectrum, (f) => {
      const gain = whiteningGain(f, f0);
      // Far beyond the cut-off the gain underflows: those frequencies are lost.
      return gain > 1e-300 ? 1 / gain : 0;
    });
    spectrum.real[0] = means[channel] * (image.height * image.width);
    spectrum.imaginary[0] = 0;
  });
  return before;
}
