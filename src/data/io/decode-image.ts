// A picture from the bytes of a file: the one way in for folders, single files and uploads.

import { InputError } from "../../core/errors.js";
import type { Pixels } from "../../core/raster.js";
import { imageFormat } from "./image-format.js";
import { decodeJpeg, jpegSize } from "./jpeg.js";
import { isNpy } from "./npy-header.js";
import { decodePng, pngSize } from "./png.js";
import { decodeBySharp, hasSharp, sharpFormats, sizeBySharp } from "./sharp.js";

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

interface Codec {
  /** What the headers say, before anything is unpacked */
  readonly size: (bytes: Uint8Array, name: string) => ImageSize;
  readonly decode: (bytes: Uint8Array, name: string) => Pixels;
}

const codecs: Readonly<Record<string, Codec>> = {
  PNG: { size: pngSize, decode: decodePng },
  JPEG: { size: jpegSize, decode: decodeJpeg },
  ...Object.fromEntries(sharpFormats.map((format) => [format, { size: sizeBySharp, decode: decodeBySharp }])),
};

/** Whether decodeImage reads what begins so, whether it does once the package sharp is installed, or never. */
export function howDecodable(bytes: Uint8Array): "now" | "with sharp" | "never" {
  const format = imageFormat(bytes) ?? "";
  if (!(format in codecs)) return "never";
  return sharpFormats.includes(format) && !hasSharp() ? "with sharp" : "now";
}

function codecOf(bytes: Uint8Array, name: string): Codec {
  const format = imageFormat(bytes);
  if (format !== null && format in codecs) return codecs[format];
  const other = isNpy(bytes)
    ? 'it is a .npy array; data of kind "array" are read from it'
    : "it does not begin as one";
  const found = format === null ? other : `it is ${format}; convert it first`;
  throw new InputError(`decodeImage: ${name} must be a PNG, JPEG, WebP, TIFF or AVIF file, ${found}`);
}

/**
 * Height and width of an image from its headers.
 *
 * @param name - of the file, for errors
 * @throws {InputError} if it is of no format that is read here, or its headers are damaged or ask for too much
 */
export function imageSize(bytes: Uint8Array, name: string): ImageSize {
  return codecOf(bytes, name).size(bytes, name);
}

/**
 * The pixels of a PNG or JPEG, and with the package sharp of a WebP, TIFF or AVIF, told apart by the first bytes.
 *
 * @param name - of the file, for errors
 * @throws {InputError} if it is none of these, is damaged or too large, or wants the package
 */
export function decodeImage(bytes: Uint8Array, name: string): Pixels {
  return codecOf(bytes, name).decode(bytes, name);
}
