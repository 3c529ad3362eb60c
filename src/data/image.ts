// A picture as numbers: what patches are cut from.

import { type Pixels, type Raster, whiteOf } from "../core/raster.js";

/** A picture as numbers. */
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

/** The image as a raster of 8 bits, its values in [0, 1] rounded. */
export function rasterFromImage({ width, height, channels, data }: Image): Raster {
  return { width, height, channels, data: Uint8Array.from(data, (value) => Math.round(255 * value)) };
}

/**
 * Pixels as an image with values in [0, 1]: the sample over 255, or over 65 535 where it has 16 bits.
 *
 * @param colour - false: grey, the brightness 0.299 R + 0.587 G + 0.114 B of each colour; true: three channels, equal
 *   where the picture is grey
 * @see ITU-R Recommendation BT.601
 */
export function imageFromRaster(
  name: string,
  { width, height, channels, data }: Pixels,
  colour: boolean,
): Image {
  const white = whiteOf(data);
  const wanted = colour ? 3 : 1;
  const values = new Float64Array(width * height * wanted);
  if (channels === wanted) for (let i = 0; i < values.length; i++) values[i] = data[i] / white;
  else if (colour) for (let i = 0; i < values.length; i++) values[i] = data[Math.floor(i / 3)] / white;
  else
    for (let i = 0; i < values.length; i++)
      values[i] = (0.299 * data[3 * i] + 0.587 * data[3 * i + 1] + 0.114 * data[3 * i + 2]) / white;
  return { name, height, width, channels: wanted, data: values };
}
