// JPEG, read through libjpeg-turbo: baseline and progressive, grey, RGB, YCbCr, CMYK and YCCK, 8 bits.

import type { Raster } from "../../core/raster.js";
import { upright, uprightSize } from "./exif-orientation.js";
import { type JpegStructure, jpegStructure } from "./jpeg-structure.js";
import { rasterFromRgb } from "./raster-from-rgb.js";
import { orNamed, refuse } from "./refusal.js";
import { decodeTurbo, type PixelFormat } from "./turbo-jpeg.js";

const named = <Result>(name: string, read: () => Result) =>
  orNamed(`decodeJpeg: ${name} must be a whole JPEG file`, read);

function structureOf(bytes: Uint8Array): JpegStructure {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) refuse("it does not begin as one");
  return jpegStructure(bytes);
}

/**
 * Some encoders leave bytes between the last picture data and the end marker; every pixel is there. A file that was
 * cut short and filled up to its old length looks alike, but for its zeros.
 */
const LEFT_OVER = /extraneous bytes before marker 0xd9/;

function pixelsOf(structure: JpegStructure, format: PixelFormat): Uint8Array {
  const decoded = decodeTurbo(structure.stream, structure, format, true);
  if ("pixels" in decoded) return decoded.pixels;
  if (LEFT_OVER.test(decoded.failure) && !structure.padded) {
    const again = decodeTurbo(structure.stream, structure, format, false);
    if ("pixels" in again) return again.pixels;
  }
  refuse(`its picture data are damaged or cut short (${decoded.failure || "unknown reason"})`);
}

/** Cyan, magenta, yellow and black to red, green and blue, in place: files hold 255 − ink, as Adobe began it. */
function rgbFromCmyk(cmyk: Uint8Array): Uint8Array {
  const rgb = cmyk.subarray(0, (cmyk.length / 4) * 3);
  for (let from = 0, to = 0; from < cmyk.length; from += 4) {
    const black = cmyk[from + 3];
    for (let c = 0; c < 3; c++) rgb[to++] = Math.round((cmyk[from + c] * black) / 255);
  }
  return rgb;
}

const formats = { 1: "grey", 3: "rgb", 4: "cmyk" } as const;

/**
 * The pixels of a JPEG file, turned upright as its EXIF orientation says. Colours are libjpeg's to the bit.
 *
 * @param name - of the file, for errors
 * @throws {InputError} if the bytes are not a whole JPEG, or one of a kind that is not read
 */
export function decodeJpeg(bytes: Uint8Array, name: string): Raster {
  return named(name, () => {
    const structure = structureOf(bytes);
    const { components, orientation } = structure;
    const decoded = pixelsOf(structure, formats[components]);
    const channels = components === 1 ? 1 : 3;
    const pixels = components === 4 ? rgbFromCmyk(decoded) : decoded;
    const data = upright(pixels, structure, channels, orientation);
    const { width, height } = uprightSize(structure);
    return channels === 1 ? { width, height, channels, data } : rasterFromRgb(width, height, data);
  });
}

/**
 * Width and height, upright. Everything but the picture data themselves is looked at.
 *
 * @throws {InputError} as decodeJpeg
 */
export function jpegSize(bytes: Uint8Array, name: string): { width: number; height: number } {
  return named(name, () => uprightSize(structureOf(bytes)));
}
