// Red, green and blue as a raster.

import type { Raster } from "../../core/raster.js";

/** Three equal channels become one. @param rgb - [height, width, 3] */
export function rasterFromRgb(width: number, height: number, rgb: Uint8Array): Raster {
  for (let i = 0; i < rgb.length; i += 3)
    if (rgb[i] !== rgb[i + 1] || rgb[i] !== rgb[i + 2]) return { width, height, channels: 3, data: rgb };
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) data[i] = rgb[3 * i];
  return { width, height, channels: 1, data };
}
