// PNG, read through pngjs: every depth and colour type; 16 bits stay 16.

import { PNG, type PNGOptions } from "pngjs";
import type { Pixels } from "../../core/raster.js";
import { type Orientation, upright, uprightSize } from "./exif-orientation.js";
import { pixelsFromRgba } from "./pixels-from-rgba.js";
import { assertUnpacks, pngStructure } from "./png-structure.js";
import { orNamed, refuse } from "./refusal.js";

const named = <Result>(name: string, read: () => Result) =>
  orNamed(`decodePng: ${name} must be a whole PNG file`, read);

/**
 * The pixels of a PNG file, turned upright as its EXIF orientation says: 16 bits where it has 16, else 8.
 *
 * @param name - of the file, for errors
 * @throws {InputError} if the bytes are not a whole PNG, or it is too large
 */
export function decodePng(bytes: Uint8Array, name: string): Pixels {
  return named(name, () => {
    const structure = pngStructure(bytes);
    assertUnpacks(structure);
    // The chunks' sums were checked. skipRescale gives 16-bit samples as they are, in a Uint16Array; it is not in the types.
    const options = { checkCRC: false, skipRescale: structure.depth === 16 } as PNGOptions;
    try {
      const { width, height, data } = PNG.sync.read(structure.stream, options);
      return turned(pixelsFromRgba(width, height, data as Uint8Array | Uint16Array), structure.orientation);
    } catch (error) {
      return refuse(`reading it said: ${(error as Error).message}`);
    }
  });
}

function turned(pixels: Pixels, orientation: Orientation): Pixels {
  const data = upright(pixels.data, pixels, pixels.channels, orientation);
  return { ...pixels, ...uprightSize({ ...pixels, orientation }), data };
}

/**
 * Width and height, upright. Everything but the picture data themselves is looked at.
 *
 * @throws {InputError} as decodePng
 */
export function pngSize(bytes: Uint8Array, name: string): { width: number; height: number } {
  return named(name, () => uprightSize(pngStructure(bytes)));
}
