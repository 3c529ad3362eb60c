// A picture as numbers: what patches are cut from.

import type { Raster } from "../core/raster.js";

export interface Image {
  /** The file's name, for errors and for saying where a patch was */
  readonly name: string;
  readonly height: number;
  readonly width: number;
  /** 1 grey, 3 red-green-blue */
  readonly channels: 1 | 3;
  /** [height, width, channels], row-major; 0 … 1 unless preprocessed */
  readonly data: Float64Array;
}

/** Brightness of a colour: 0.299 R + 0.587 G + 0.114 B. @see ITU-R Recommendation BT.601 */
function luma(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/**
 * A raster as an image with values in [0, 1].
 *
 * @param colour - false: grey, by the brightness of each colour; true: three channels, equal where the raster is grey
 */
export function imageFromRaster(
  name: string,
  { width, height, channels, data }: Raster,
  colour: boolean,
): Image {
  const wanted = colour ? 3 : 1;
  const values = new Float64Array(width * height * wanted);
  for (let i = 0; i < width * height; i++) {
    const [r, g, b] =
      channels === 3 ? [data[3 * i], data[3 * i + 1], data[3 * i + 2]] : [data[i], data[i], data[i]];
    if (colour) values.set([r / 255, g / 255, b / 255], 3 * i);
    else values[i] = channels === 1 ? r / 255 : luma(r, g, b) / 255;
  }
  return { name, height, width, channels: wanted, data: values };
}
