// One image file of the user's: its size from the headers, its pixels when they are wanted.

import { closeSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";
import { type Image, imageFromRaster } from "../image.js";
import { decodeImage, type ImageSize, imageSize } from "../io/decode-image.js";
import { SIGNATURE_BYTES } from "../io/image-format.js";
import { readInput } from "../io/read-file.js";
import { scaleDown, scaledSize } from "../scale-down.js";

export interface ImageOptions {
  /** Three channels instead of grey */
  readonly colour?: boolean | undefined;
  /** Larger images are scaled down until their longer side has so many pixels */
  readonly maxSide?: number | undefined;
}

/** An image that is read when it is asked for, so that many need no memory. */
export interface ImageFile {
  readonly name: string;
  /** From the file's headers, scaled. @throws {InputError} if it cannot be read */
  size(): ImageSize;
  /** @throws {InputError} if it cannot be read */
  load(): Image;
}

/** As node:fs takes a path; the types that ship name no Buffer, which a project without Node.js's does not know. */
const fileSystemPath = (path: string | Uint8Array): string | Buffer =>
  typeof path === "string" ? path : Buffer.from(path);

/**
 * @param path - of the file; bytes where they are no UTF-8
 * @param name - how it is called among its fellows
 * @param shownPath - the path as errors tell it
 */
export function imageFile(
  path: string | Uint8Array,
  name: string,
  shownPath: string,
  { colour = false, maxSide = Number.POSITIVE_INFINITY }: ImageOptions = {},
): ImageFile {
  const read = () => readInput(fileSystemPath(path), shownPath);
  return {
    name,
    size: () => scaledSize(imageSize(read(), shownPath), maxSide),
    load: () => scaleDown(imageFromRaster(name, decodeImage(read(), shownPath), colour), maxSide),
  };
}

/** A single image as a source. */
export function openImage(path: string, options: ImageOptions = {}): ImageFile {
  return imageFile(path, basename(path), path, options);
}

/** The first bytes of a file; none where it cannot be read. */
export function firstBytes(path: string | Uint8Array): Uint8Array {
  const bytes = new Uint8Array(SIGNATURE_BYTES);
  try {
    const file = openSync(fileSystemPath(path), "r");
    try {
      return bytes.subarray(0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    return new Uint8Array();
  }
}
