// PNG, read through pngjs.

import { PNG } from "pngjs";
import { InputError } from "../../core/errors.js";
import type { Raster } from "../../core/raster.js";

/** Red, green, blue and alpha to a raster: transparent pixels lie on white; three equal channels become one. */
export function rasterFromRgba(width: number, height: number, rgba: Uint8Array): Raster {
  const colours = new Uint8Array(width * height * 3);
  let grey = true;
  for (let i = 0; i < width * height; i++) {
    const alpha = rgba[4 * i + 3] / 255;
    for (let c = 0; c < 3; c++) colours[3 * i + c] = Math.round(rgba[4 * i + c] * alpha + 255 * (1 - alpha));
    grey &&= colours[3 * i] === colours[3 * i + 1] && colours[3 * i] === colours[3 * i + 2];
  }
  if (!grey) return { width, height, channels: 3, data: colours };
  return {
    width,
    height,
    channels: 1,
    data: Uint8Array.from({ length: width * height }, (_, i) => colours[3 * i]),
  };
}

/**
 * The pixels of a PNG file, 8 bits each.
 *
 * @param name - of the file, for errors
 * @throws {InputError} if the bytes are not a whole PNG
 */
export function decodePng(bytes: Uint8Array, name: string): Raster {
  if (![0x89, 0x50, 0x4e, 0x47].every((byte, i) => bytes[i] === byte)) {
    throw new InputError(`decodePng: ${name} must be a whole PNG file, it does not begin as one`);
  }
  try {
    const { width, height, data } = PNG.sync.read(Buffer.from(bytes));
    return rasterFromRgba(width, height, data);
  } catch (error) {
    throw new InputError(
      `decodePng: ${name} must be a whole PNG file, reading it said: ${(error as Error).message}`,
    );
  }
}

/** Width and height as the header says. */
export function pngSize(bytes: Uint8Array, name: string): { width: number; height: number } {
  if (bytes.length < 24) throw new InputError(`decodePng: ${name} must be a whole PNG file, it is cut short`);
  const header = new DataView(bytes.buffer, bytes.byteOffset);
  return { width: header.getUint32(16), height: header.getUint32(20) };
}
