// JPEG, read through jpeg-js. Its values may differ from libjpeg's by up to 4 of 255.

import jpeg from "jpeg-js";
import { InputError } from "../../core/errors.js";
import type { Raster } from "../../core/raster.js";
import { rasterFromRgba } from "./png.js";

/**
 * The pixels of a JPEG file.
 *
 * @param name - of the file, for errors
 * @throws {InputError} if the bytes are not a whole JPEG
 */
export function decodeJpeg(bytes: Uint8Array, name: string): Raster {
  const fail = (why: string) => new InputError(`decodeJpeg: ${name} must be a whole JPEG file, ${why}`);
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw fail("it does not begin as one");
  // The decoder fills a truncated picture with grey and says nothing: look for the end marker.
  if (!hasEndMarker(bytes)) throw fail("it is cut short");
  try {
    const { width, height, data } = jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: 2048 });
    return rasterFromRgba(width, height, data);
  } catch (error) {
    throw fail(`reading it said: ${(error as Error).message}`);
  }
}

function hasEndMarker(bytes: Uint8Array): boolean {
  for (let i = bytes.length - 2; i >= 2; i--) if (bytes[i] === 0xff && bytes[i + 1] === 0xd9) return true;
  return false;
}

/** Width and height as the frame header says (markers SOF0 to SOF15 but DHT, JPG and DAC). */
export function jpegSize(bytes: Uint8Array, name: string): { width: number; height: number } {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1];
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: bytes[at + 5] * 256 + bytes[at + 6], width: bytes[at + 7] * 256 + bytes[at + 8] };
    at += 2 + bytes[at + 2] * 256 + bytes[at + 3];
  }
  throw new InputError(`decodeJpeg: ${name} must be a whole JPEG file, it is cut short`);
}
