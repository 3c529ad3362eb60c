// Olshausen and Field's filter: natural images have a 1/f amplitude spectrum; times f makes it flat,
// and a low-pass keeps the noise of the corners out.

import { exp } from "../../core/elementary.js";
import { assertPositive } from "../../core/errors.js";
import { fourier2d, inverseFourier2d, radialFrequencies, type Spectrum } from "../fourier.js";
import type { Image } from "../image.js";

/**
 * The filter's gain |f|·exp(−(f/f0)⁴) at each frequency of an image.
 *
 * @param f0 - cut-off in cycles per pixel
 * @see Olshausen and Field, Emergence of simple-cell receptive field properties (Nature 381, 1996)
 */
export function whiteningGain(height: number, width: number, f0: number): Float64Array {
  assertPositive("whiten-1-over-f", "f0", f0);
  return radialFrequencies(height, width).map((f) => {
    const square = (f / f0) * (f / f0); // products, not **, whose bits differ from engine to engine
    return f * exp(-square * square);
  });
}

function channelOf({ data, channels }: Image, channel: number): Float64Array {
  return Float64Array.from({ length: data.length / channels }, (_, i) => data[i * channels + channel]);
}

function filter(image: Image, change: (spectrum: Spectrum, channel: number) => void): Image {
  const { height, width, channels } = image;
  const data = new Float64Array(image.data.length);
  for (let channel = 0; channel < channels; channel++) {
    const spectrum = fourier2d(height, width, channelOf(image, channel));
    change(spectrum, channel);
    const filtered = inverseFourier2d(spectrum);
    for (let i = 0; i < filtered.length; i++) data[i * channels + channel] = filtered[i];
  }
  return { ...image, data };
}

/** The whitened image; its mean, which the filter takes away, is told beside it for each channel. */
export function whitenImage(image: Image, f0: number): { image: Image; means: number[] } {
  const gain = whiteningGain(image.height, image.width, f0);
  const means: number[] = [];
  const whitened = filter(image, ({ real, imaginary }) => {
    means.push(real[0] / real.length);
    for (let i = 0; i < gain.length; i++) {
      real[i] *= gain[i];
      imaginary[i] *= gain[i];
    }
  });
  return { image: whitened, means };
}

/** The image before whitening: each frequency divided by its gain, the mean put back. */
export function unwhitenImage(image: Image, f0: number, means: readonly number[]): Image {
  const gain = whiteningGain(image.height, image.width, f0);
  return filter(image, ({ real, imaginary }, channel) => {
    for (let i = 1; i < gain.length; i++) {
      // Far beyond the cut-off the gain underflows: those frequencies are lost.
      const inverse = gain[i] > 1e-300 ? 1 / gain[i] : 0;
      real[i] *= inverse;
      imaginary[i] *= inverse;
    }
    real[0] = means[channel] * real.length;
    imaginary[0] = 0;
  });
}
