// Random patches of images.

import { type FloatNdArray, view } from "../core/arrays.js";
import { assertCount, InputError, inputError } from "../core/errors.js";
import type { Random } from "../core/random.js";
import type { Image } from "./image.js";

/** Where a patch was cut: its upper left pixel. */
export interface PatchOrigin {
  /** Index of the image */
  readonly image: number;
  readonly row: number;
  readonly column: number;
}

export interface PatchOptions {
  /** [height, width] in pixels */
  readonly size: readonly [number, number];
  readonly count: number;
  readonly random: Random;
}

/**
 * Patches cut at random: the image uniformly, then the position uniformly among those where the patch lies inside.
 *
 * @returns patches [count, height·width·channels], each row-major with the channels last, and where each was cut
 * @throws {InputError} if there are no images, a patch is larger than an image, or some images are grey and some not
 */
export function samplePatches(
  images: readonly Image[],
  { size: [height, width], count, random }: PatchOptions,
): { patches: FloatNdArray; origins: PatchOrigin[] } {
  assertCount("samplePatches", "count", count);
  assertCount("samplePatches", "height", height);
  assertCount("samplePatches", "width", width);
  if (images.length === 0) throw new InputError("samplePatches: images must hold at least one, got none");
  const { channels } = images[0];
  for (const image of images) {
    if (image.height < height || image.width < width) {
      throw inputError(
        "samplePatches",
        "size",
        `fit into every image: ${image.name} is ${image.height}×${image.width}`,
        `${height}×${width}`,
        "take smaller patches or leave the image out",
      );
    }
    if (image.channels !== channels)
      throw new InputError(
        `samplePatches: images must all be grey or all be in colour, ${image.name} differs`,
      );
  }
  const length = height * width * channels;
  const patches = new Float64Array(count * length); // [count, height·width·channels]
  const origins: PatchOrigin[] = [];
  for (let i = 0; i < count; i++) {
    const at = random.integer(images.length);
    const image = images[at];
    const row = random.integer(image.height - height + 1);
    const column = random.integer(image.width - width + 1);
    for (let r = 0; r < height; r++) {
      const from = ((row + r) * image.width + column) * channels;
      patches.set(image.data.subarray(from, from + width * channels), i * length + r * width * channels);
    }
    origins.push({ image: at, row, column });
  }
  return { patches: view(patches, [count, length]), origins };
}
