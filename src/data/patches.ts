// Random patches of images.

import { type FloatMatrix, view } from "../core/arrays.js";
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

/** Which patches are cut. */
export interface PatchOptions {
  /** [height, width] in pixels */
  readonly size: readonly [number, number];
  readonly count: number;
  readonly random: Random;
}

/** An image as far as places in it go. */
type Extent = Pick<Image, "name" | "height" | "width">;

/**
 * Where patches are cut: the image uniformly, then the position uniformly among those where the patch lies inside.
 * Only the sizes of the images are needed.
 *
 * @throws {InputError} if there are no images, or a patch is larger than an image
 */
export function placePatches(
  images: readonly Extent[],
  { size: [height, width], count, random }: PatchOptions,
): PatchOrigin[] {
  assertCount("samplePatches", "count", count);
  assertCount("samplePatches", "height", height);
  assertCount("samplePatches", "width", width);
  if (images.length === 0) throw new InputError("samplePatches: images must hold at least one, got none");
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
  }
  const origins: PatchOrigin[] = [];
  for (let i = 0; i < count; i++) {
    const image = random.integer(images.length);
    const row = random.integer(images[image].height - height + 1);
    const column = random.integer(images[image].width - width + 1);
    origins.push({ image, row, column });
  }
  return origins;
}

/** The examples that lie in each image. */
export function examplesByImage(origins: readonly PatchOrigin[], images: number): number[][] {
  const examples = Array.from({ length: images }, (): number[] => []);
  for (const [example, { image }] of origins.entries()) examples[image].push(example);
  return examples;
}

/**
 * Cuts the patches that lie in one image.
 *
 * @param examples - which of all they are
 * @param patches - [count, height·width·channels], each row-major with the channels last; those rows are overwritten
 */
export function cutPatches(
  image: Image,
  examples: readonly number[],
  origins: readonly PatchOrigin[],
  [height, width]: readonly [number, number],
  patches: Float64Array,
): void {
  const line = width * image.channels;
  for (const example of examples) {
    const { row, column } = origins[example];
    for (let r = 0; r < height; r++) {
      const from = ((row + r) * image.width + column) * image.channels;
      patches.set(image.data.subarray(from, from + line), (example * height + r) * line);
    }
  }
}

/**
 * Patches cut at random from images in memory.
 *
 * @returns patches [count, height·width·channels], each row-major with the channels last, and where each was cut
 * @throws {InputError} if there are no images, a patch is larger than an image, or some images are grey and some not
 */
export function samplePatches(
  images: readonly Image[],
  options: PatchOptions,
): { patches: FloatMatrix; origins: PatchOrigin[] } {
  const origins = placePatches(images, options);
  const { channels } = images[0];
  const stranger = images.find((image) => image.channels !== channels);
  if (stranger !== undefined)
    throw new InputError(
      `samplePatches: images must all be grey or all be in colour, ${stranger.name} differs`,
    );
  const { size, count } = options;
  const length = size[0] * size[1] * channels;
  const patches = new Float64Array(count * length); // [count, height·width·channels]
  const examples = examplesByImage(origins, images.length);
  for (const [i, image] of images.entries()) cutPatches(image, examples[i], origins, size, patches);
  return { patches: view(patches, [count, length]), origins };
}
