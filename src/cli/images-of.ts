// What --data names.

import { existsSync, statSync } from "node:fs";
import { extname, resolve } from "node:path";
import type { SourceConfig } from "../config/config.js";
import { InputError } from "../core/errors.js";
import { imageFormat } from "../data/io/image-format.js";
import { isNpy } from "../data/io/npy-header.js";
import { whyMissing } from "../data/io/read-file.js";
import { firstBytes } from "../data/sources/image-file.js";

/**
 * The images that --data names: the shipped photographs where nothing is called photos; null for an array.
 *
 * @param verb - that asks, for the error
 * @throws {InputError} if there is nothing of that name, or it is neither
 */
export function imagesOf(verb: string, data: string): SourceConfig | null {
  if (data === "photos" && !existsSync(data)) return { kind: "photos" };
  if (!existsSync(data))
    throw new InputError(
      `${verb}: --data must be a .npy file, an image or a folder of images, got ${data}: ${whyMissing(data)}`,
    );
  const path = resolve(data);
  if (statSync(data).isDirectory()) return { kind: "folder", path };
  // A pipe can be read once: what it holds is found when it is read.
  const start = statSync(data).isFile() ? firstBytes(data) : new Uint8Array();
  if (imageFormat(start) !== null) return { kind: "image", path };
  // What cannot be read, is empty, or calls itself an array says more when it is read as one.
  if (start.length > 0 && !isNpy(start) && extname(data) !== ".npy")
    throw new InputError(
      `${verb}: --data must be a .npy file, an image or a folder of images, ${data} begins as neither an array nor an image`,
    );
  return null;
}
