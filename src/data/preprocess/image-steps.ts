// Preprocessing of whole images, before patches are cut; the steps on examples are left to the pipeline.

import { InputError } from "../../core/errors.js";
import type { Image } from "../image.js";
import { assertEightBit, DEFAULT_FACTOR } from "./scale.js";
import { assertSteps, type FittedStep, isImageStep, type PreprocessStep } from "./steps.js";
import { DEFAULT_F0, type FittedWhiten1OverF, whitenImage, whitenInPlace } from "./whiten-1-over-f.js";

/** The image steps with nothing left to default: they learn nothing from the data. */
export function fittedImageSteps(steps: readonly PreprocessStep[]): FittedWhiten1OverF[] {
  return steps.filter(isImageStep).map(({ kind, f0 = DEFAULT_F0 }) => ({ kind, f0 }));
}

/**
 * What can be told of steps on images before any is read.
 *
 * @throws {InputError} if an image step follows a step on examples: by then the images are cut; or if 8-bit values are
 *   asked for, which images do not have
 */
export function assertImageSteps(steps: readonly (PreprocessStep | FittedStep)[]): void {
  assertImagesFirst(steps);
  if (steps.some((step) => step.kind === "scale" && (step.factor ?? DEFAULT_FACTOR) === DEFAULT_FACTOR))
    assertEightBit(1, "images are read as 0 … 1");
}

function assertImagesFirst(steps: readonly (PreprocessStep | FittedStep)[]): void {
  assertSteps("preprocess", steps);
  const late = steps.find((step, i) => isImageStep(step) && i > 0 && !isImageStep(steps[i - 1]));
  if (late !== undefined) {
    throw new InputError(
      `preprocess: ${late.kind} must be given whole images, got a step on examples before it; put it first`,
    );
  }
}

/**
 * The images after the image steps, in order; the steps on examples are left to fitPreprocessing.
 *
 * @throws {InputError} if an image step follows a step on examples
 */
export function preprocessImages(
  steps: readonly (PreprocessStep | FittedStep)[],
  images: readonly Image[],
): Image[] {
  assertImagesFirst(steps);
  return images.map((image) =>
    steps.filter(isImageStep).reduce((done, step) => whitenImage(done, step.f0 ?? DEFAULT_F0).image, image),
  );
}

/** The same to one image in place, which must be the caller's own: a large one is not held twice. */
export function preprocessImageInPlace(steps: readonly (PreprocessStep | FittedStep)[], image: Image): void {
  assertImagesFirst(steps);
  for (const step of steps.filter(isImageStep)) whitenInPlace(image, step.f0 ?? DEFAULT_F0);
}
