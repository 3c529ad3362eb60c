// Red, green, blue and alpha as pixels.

import { type Pixels, whiteOf } from "../../core/raster.js";

/**
 * Transparent pixels lie on white; three equal channels become one.
 *
 * @param rgba - [height, width, 4], which is written over
 */
export function pixelsFromRgba(width: number, height: number, rgba: Uint8Array | Uint16Array): Pixels {
  const white = whiteOf(rgba);
  const count = width * height;
  let grey = true;
  for (let i = 0; i < 4 * count; i += 4) {
    if (rgba[i + 3] !== white) {
      const alpha = rgba[i + 3] / white;
      for (let c = i; c < i + 3; c++) rgba[c] = Math.round(rgba[c] * alpha + white * (1 - alpha));
    }
    grey &&= rgba[i] === rgba[i + 1] && rgba[i] === rgba[i + 2];
  }
  const channels = grey ? 1 : 3;
  const length = count * channels;
  const data = rgba instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
  for (let i = 0; i < count; i++) for (let c = 0; c < channels; c++) data[i * channels + c] = rgba[4 * i + c];
  return { width, height, channels, data };
}
