// A folder of the user's images.

import { readdirSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { InputError } from "../../core/errors.js";
import type { Raster } from "../../core/raster.js";
import { type Image, imageFromRaster } from "../image.js";
import { decodeJpeg } from "../io/jpeg.js";
import { decodePng } from "../io/png.js";
import { readInput } from "../io/read-file.js";

const decoders: Readonly<Record<string, (bytes: Uint8Array, name: string) => Raster>> = {
  ".png": decodePng,
  ".jpg": decodeJpeg,
  ".jpeg": decodeJpeg,
};

/**
 * Every PNG and JPEG file of a folder (not of the folders in it), sorted by name.
 *
 * @param colour - three channels instead of grey
 * @throws {InputError} if the folder is missing or without images, or a file is not what its name says
 */
export function loadFolder(path: string, { colour = false }: { readonly colour?: boolean } = {}): Image[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InputError(`loadFolder: ${path} must be a folder, there is none of that name`);
  }
  const names = filesOf(path)
    .filter((name) => extname(name).toLowerCase() in decoders && !name.startsWith("."))
    .sort();
  if (names.length === 0) {
    throw new InputError(`loadFolder: ${path} must hold images, there is no .png, .jpg or .jpeg in it`);
  }
  return names.map((name) => {
    const file = join(path, name);
    return imageFromRaster(name, decoders[extname(name).toLowerCase()](readInput(file), file), colour);
  });
}

function filesOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    throw new InputError(`loadFolder: ${path} must be readable, ${(error as Error).message}`);
  }
}
