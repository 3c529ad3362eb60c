// Random patches of images. One image is in memory at a time, however many there are.

import { setImmediate } from "node:timers/promises";
import type { ResolvedData } from "../config/config.js";
import { view } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { largestMagnitude } from "../core/extent.js";
import { createRandom } from "../core/random.js";
import { cutPatches, examplesByImage, placePatches } from "../data/patches.js";
import {
  assertImageSteps,
  fittedImageSteps,
  preprocessImageInPlace,
} from "../data/preprocess/image-steps.js";
import { preprocessExamples } from "../data/preprocess/pipeline.js";
import { type FittedStep, isImageStep } from "../data/preprocess/steps.js";
import type { Reading } from "../data/reading.js";
import { fewOf, wantsSharp } from "../data/sources/folder.js";
import type { ImageFile } from "../data/sources/image-file.js";
import type { Dataset } from "./dataset.js";
import { openImages } from "./image-source.js";

/** The largest value of an image as it is read */
const IMAGE_RANGE = 1;

/** Goes through the files, telling where it is; between two of them signals get in. */
async function forEachFile(
  what: string,
  files: readonly ImageFile[],
  { signal, onPhase }: Reading,
  visit: (file: ImageFile, index: number) => void,
  pixelsOf?: (index: number) => number,
): Promise<void> {
  const total = files.length;
  for (const [done, file] of files.entries()) {
    onPhase?.({ what, done, total, at: file.name, pixels: pixelsOf?.(done) });
    await setImmediate();
    signal?.throwIfAborted();
    visit(file, done);
  }
  onPhase?.({ what, done: total, total, at: "" });
}

/** Bytes of a patch's place, as an object. */
const ORIGIN_BYTES = 64;

/** @throws {InputError} if so many patches are more than an engine's memory holds */
function assertFits(count: number, [height, width]: readonly number[], channels: number): void {
  const length = height * width * channels;
  const bytes = count * (length * Float64Array.BYTES_PER_ELEMENT + ORIGIN_BYTES);
  if (bytes > 2 ** 32)
    throw new InputError(
      `data: count must take less than 4 GiB of memory, ${count} of ${height}×${width} take ${(bytes / 2 ** 30).toFixed(1)} GiB; take fewer or smaller ones`,
    );
}

/**
 * The examples of a patches config. The sizes of all images come first, from their headers; they settle where the
 * patches lie. Then each image is decoded, preprocessed and cut.
 *
 * @param known - the steps as they were fitted to other data; null: they are fitted to these
 * @throws {InputError} if an image cannot be read, has changed meanwhile, or is smaller than a patch
 * @throws the signal's reason if it is aborted
 */
export async function loadPatches(
  config: Extract<ResolvedData, { kind: "patches" }>,
  seed: number,
  reading: Reading,
  known: readonly FittedStep[] | null,
): Promise<Dataset> {
  const { size, count } = config;
  const preprocess = known ?? config.preprocess;
  if (config.source.kind !== "array") assertImageSteps(preprocess); // of an array the values are not known to be 0 … 1
  const { files, leftOut, forSharp = [], channels, isUnit } = openImages(config.source);
  const length = size[0] * size[1] * channels;
  assertFits(count, size, channels);
  const readLater = new Set(forSharp);
  const noImages = leftOut.filter((name) => !readLater.has(name));
  if (noImages.length > 0) reading.onNotice?.(`left out, as they are no images: ${fewOf(noImages)}`);
  if (forSharp.length > 0) reading.onNotice?.(`left out, as ${wantsSharp(forSharp)}`);

  const images: { name: string; height: number; width: number }[] = [];
  await forEachFile("looking at images", files, reading, (file) => {
    const { height, width } = file.size();
    images.push({ name: file.name, height, width });
  });
  const random = createRandom(seed, "patches");
  const origins = placePatches(images, { size: [...size], count, random });

  const examples = examplesByImage(origins, images.length);
  const patches = new Float64Array(count * length); // [count, height·width·channels]
  const visit = (file: ImageFile, index: number) => {
    const image = file.load();
    const { height, width } = images[index];
    if (image.height !== height || image.width !== width)
      throw new InputError(`data: ${file.name} must not change while it is read, it did`);
    preprocessImageInPlace(preprocess, image);
    cutPatches(image, examples[index], origins, size, patches);
  };
  const pixelsOf = (index: number) => images[index].height * images[index].width;
  await forEachFile("reading images", files, reading, visit, pixelsOf);

  if (preprocess.some(isImageStep) && largestMagnitude(patches) === 0)
    throw new InputError(
      "whiten-1-over-f: images must vary, all are constant; leave the step out or choose other images",
    );
  const onExamples = <Step extends { readonly kind: string }>(steps: readonly Step[]) =>
    steps.filter((step) => !isImageStep(step));
  // Images are 0 … 1: of a constant one whitening leaves rounding, which is nothing to normalise.
  const { fitted, values } = preprocessExamples(
    onExamples(config.preprocess),
    known === null ? null : onExamples(known),
    view(patches, [count, length]),
    isUnit ? IMAGE_RANGE : undefined,
  );
  return {
    x: values,
    preprocessing: [...fittedImageSteps(preprocess), ...fitted],
    y: null,
    imageShape: channels === 1 ? [...size] : [...size, channels],
    origins,
    images,
    leftOut,
  };
}
