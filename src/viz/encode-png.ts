// Rasters to PNG, through pngjs: the same raster gives the same bytes.

import { PNG } from "pngjs";
import type { Raster } from "../core/raster.js";

/** The bytes of a PNG of 8 bits a sample, compressed as far as it goes. Node only: it stands on pngjs. */
export function encodePng({ width, height, channels, data }: Raster): Uint8Array {
  const png = new PNG({ width, height });
  png.data = Buffer.from(data);
  const colorType = channels === 1 ? 0 : 2;
  return PNG.sync.write(png, {
    colorType,
    inputColorType: colorType,
    inputHasAlpha: false,
    bitDepth: 8,
    deflateLevel: 9,
  });
}
