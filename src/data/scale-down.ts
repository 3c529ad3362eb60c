// A smaller picture: each of its pixels is the mean of the area that it covers.

import type { Image } from "./image.js";

interface Size {
  readonly height: number;
  readonly width: number;
}

/**
 * The size with the longer side at most `maxSide`: that side becomes maxSide, the other is rounded, at least 1.
 * A smaller picture keeps its size.
 */
export function scaledSize({ height, width }: Size, maxSide: number): Size {
  const longer = Math.max(height, width);
  if (longer <= maxSide) return { height, width };
  const scaled = (side: number) => Math.max(1, Math.round((side * maxSide) / longer));
  return { height: scaled(height), width: scaled(width) };
}

/** The largest `maxSide` that leaves a picture no more than so many pixels, but for rounding. */
export function sideForPixels({ height, width }: Size, pixels: number): number {
  const longer = Math.max(height, width);
  return Math.max(1, Math.floor(longer * Math.min(1, Math.sqrt(pixels / (height * width)))));
}

/**
 * Visits what pixel k of `from` has in common with pixel i of `to`, both spread over the same length, in units that make
 * a pixel of `from` `to` units long and one of `to` `from` units: whole numbers, so that nothing is rounded.
 */
function forEachOverlap(
  from: number,
  to: number,
  visit: (k: number, i: number, overlap: number) => void,
): void {
  for (let k = 0, i = 0; k < from && i < to; ) {
    const [pixelEnd, cellEnd] = [(k + 1) * to, (i + 1) * from];
    const overlap = Math.min(pixelEnd, cellEnd) - Math.max(k * to, i * from);
    visit(k, i, overlap);
    if (pixelEnd <= cellEnd) k++;
    if (cellEnd <= pixelEnd) i++;
  }
}

/** The image with its longer side at most `maxSide`, by area averaging: Σ overlap · value / area. */
export function scaleDown(image: Image, maxSide: number): Image {
  const { height, width } = scaledSize(image, maxSide);
  if (height === image.height && width === image.width) return image;
  const { channels } = image;
  const line = width * channels;
  const data = new Float64Array(height * line);
  const sums = new Float64Array(line); // one row of the image, summed along it
  let summed = -1;
  const sumRow = (row: number) => {
    sums.fill(0);
    const start = row * image.width * channels;
    forEachOverlap(image.width, width, (from, to, overlap) => {
      for (let c = 0; c < channels; c++)
        sums[to * channels + c] += overlap * image.data[start + from * channels + c];
    });
    summed = row;
  };
  forEachOverlap(image.height, height, (from, to, overlap) => {
    if (summed !== from) sumRow(from);
    for (let i = 0; i < line; i++) data[to * line + i] += overlap * sums[i];
  });
  const area = image.height * image.width; // of a pixel, in those units
  for (let i = 0; i < data.length; i++) data[i] /= area;
  return { ...image, height, width, data };
}
