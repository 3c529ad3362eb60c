// Preprocessing as a list of steps: stored with the run, applied to new data, undone.
// To add a step: write its file beside the others, give it a kind here, and let the switches tell you the rest.

import { assertMatrix, contiguous, type FloatNdArray, view } from "../../core/arrays.js";
import { assertNever, InputError, inputError } from "../../core/errors.js";
import { largestMagnitude } from "../../core/extent.js";
import { assertKind } from "../../core/known-names.js";
import type { Image } from "../image.js";
import { fitMeanNorm } from "./mean-norm.js";
import { denormalize, fitLimit, normalize } from "./normalize-ufldl.js";
import { removeMean, restoreMean } from "./remove-mean.js";
import { assertEightBit, DEFAULT_FACTOR, scale, unscale } from "./scale.js";
import { DEFAULT_F0, unwhitenImage, whitenImage, whitenInPlace } from "./whiten-1-over-f.js";

/** What to do. whiten-1-over-f works on whole images, before patches are cut; the others on examples. */
export type PreprocessStep =
  | { readonly kind: "remove-mean" }
  | { readonly kind: "scale"; readonly factor?: number }
  | { readonly kind: "normalize-ufldl" }
  | { readonly kind: "mean-norm" }
  | { readonly kind: "whiten-1-over-f"; readonly f0?: number };

type ImageStep = Extract<PreprocessStep, { kind: "whiten-1-over-f" }>;

/** A step with what it learned from the data, in plain JSON: the same is done to new data. */
export type FittedStep =
  | { readonly kind: "remove-mean" }
  | { readonly kind: "scale"; readonly factor: number }
  | { readonly kind: "normalize-ufldl"; readonly limit: number }
  | { readonly kind: "mean-norm"; readonly factor: number }
  | { readonly kind: "whiten-1-over-f"; readonly f0: number };

/** What a step took out of each example and undoing it needs: the means, [m], or nothing. One entry a step. */
export type StepMemory = readonly Float64Array[];

const KINDS = [
  "remove-mean",
  "scale",
  "normalize-ufldl",
  "mean-norm",
  "whiten-1-over-f",
] satisfies PreprocessStep["kind"][];

/** @throws {InputError} unless it is a list of steps, which names the nearest kind */
function assertSteps(where: string, steps: readonly (PreprocessStep | FittedStep)[]): void {
  if (!Array.isArray(steps))
    throw inputError(where, "steps", 'be a list, as [{ kind: "remove-mean" }]', steps);
  for (const [i, step] of steps.entries()) assertKind(where, `steps[${i}]`, step, KINDS);
}

/** @throws {InputError} unless it is what the steps took out of so many examples */
export function assertMemory(
  where: string,
  steps: readonly FittedStep[],
  memory: StepMemory,
  examples: number,
): void {
  const fits = (step: FittedStep, i: number) =>
    step.kind === "scale" || step.kind === "mean-norm" || memory[i]?.length === examples;
  if (Array.isArray(memory) && memory.length === steps.length && steps.every(fits)) return;
  const rule = `be what preprocessing these ${examples} examples gave beside their values`;
  throw inputError(where, "memory", rule, memory);
}

const NOTHING = new Float64Array(0);

export function isImageStep(step: PreprocessStep): step is ImageStep {
  return step.kind === "whiten-1-over-f";
}

/** The image steps with nothing left to default: they learn nothing from the data. */
export function fittedImageSteps(steps: readonly PreprocessStep[]): FittedStep[] {
  return steps.filter(isImageStep).map(({ kind, f0 = DEFAULT_F0 }) => ({ kind, f0 }));
}

/**
 * What can be told of steps on images before any is read.
 *
 * @throws {InputError} if an image step follows a step on examples: by then the images are cut; or if 8-bit values are
 *   asked for, which images do not have
 */
export function assertImageSteps(steps: readonly PreprocessStep[]): void {
  assertImagesFirst(steps);
  if (steps.some((step) => step.kind === "scale" && (step.factor ?? DEFAULT_FACTOR) === DEFAULT_FACTOR))
    assertEightBit(1, "images are read as 0 … 1");
}

function assertImagesFirst(steps: readonly PreprocessStep[]): void {
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
export function preprocessImages(steps: readonly PreprocessStep[], images: readonly Image[]): Image[] {
  assertImagesFirst(steps);
  return images.map((image) =>
    steps.filter(isImageStep).reduce((done, step) => whitenImage(done, step.f0 ?? DEFAULT_F0).image, image),
  );
}

/** The same to one image in place, which must be the caller's own: a large one is not held twice. */
export function preprocessImageInPlace(steps: readonly PreprocessStep[], image: Image): void {
  assertImagesFirst(steps);
  for (const step of steps.filter(isImageStep)) whitenInPlace(image, step.f0 ?? DEFAULT_F0);
}

/** A whole image through one image step and back needs the step's memory: the mean of each channel. */
export { unwhitenImage, whitenImage };

function copyOf(x: FloatNdArray): FloatNdArray {
  return view(contiguous(x).slice(), x.shape);
}

function assertExampleStep(
  step: PreprocessStep | FittedStep,
): asserts step is Exclude<PreprocessStep, ImageStep> {
  if (step.kind === "whiten-1-over-f") {
    throw new InputError(
      `preprocess: ${step.kind} must be given whole images, these data are examples; use it with data of kind "patches", before the other steps`,
    );
  }
}

function sizeOfExamples(x: FloatNdArray): number {
  assertMatrix("fitPreprocessing", "x", x);
  return largestMagnitude(contiguous(x));
}

/**
 * Fits the steps to the data and applies them, one after the other.
 *
 * @param x - examples as rows, [m, n]; left as they are
 * @param before - the largest |value| of the data as they came, where something was done to them before: what is much
 *   smaller is rounding
 * @returns the fitted steps, the new values [m, n], and what undoing them needs
 * @throws {InputError} if a step needs images, or cannot be fitted to the data
 */
export function fitPreprocessing(
  steps: readonly PreprocessStep[],
  x: FloatNdArray,
  before: number = sizeOfExamples(x),
): { fitted: FittedStep[]; values: FloatNdArray; memory: StepMemory } {
  assertSteps("fitPreprocessing", steps);
  const values = steps.length === 0 ? x : copyOf(x); // large data are not held twice for nothing
  let size = before; // in the units that the values have by now
  const memory: Float64Array[] = [];
  const fitted = steps.map((step): FittedStep => {
    assertExampleStep(step);
    switch (step.kind) {
      case "remove-mean":
        memory.push(removeMean(values));
        return step;
      case "scale": {
        const { factor = DEFAULT_FACTOR } = step;
        if (factor === DEFAULT_FACTOR)
          assertEightBit(size, `the largest here is ${Number(size.toPrecision(3))}`);
        scale(values, factor);
        size *= factor;
        memory.push(NOTHING);
        return { ...step, factor };
      }
      case "normalize-ufldl": {
        const { limit, means } = normalize(values, (centred) => fitLimit(centred, size));
        size = 1;
        memory.push(means);
        return { ...step, limit };
      }
      case "mean-norm": {
        const factor = fitMeanNorm(values);
        scale(values, factor);
        size *= factor;
        memory.push(NOTHING);
        return { ...step, factor };
      }
      default:
        return assertNever(step);
    }
  });
  return { fitted, values, memory };
}

/** The same, with constants that were fitted before: for data that the model has not seen. */
export function applyPreprocessing(
  fitted: readonly FittedStep[],
  x: FloatNdArray,
): { values: FloatNdArray; memory: StepMemory } {
  assertSteps("applyPreprocessing", fitted);
  assertMatrix("applyPreprocessing", "x", x);
  const values = copyOf(x);
  return { values, memory: preprocessInPlace(fitted, values) };
}

/**
 * The same, in place: for examples that are the caller's own.
 *
 * @param values - [m, n], overwritten
 * @returns what undoing it needs
 */
export function preprocessInPlace(fitted: readonly FittedStep[], values: FloatNdArray): StepMemory {
  return fitted.map((step) => {
    switch (step.kind) {
      case "remove-mean":
        return removeMean(values);
      case "scale":
      case "mean-norm":
        scale(values, step.factor);
        return NOTHING;
      case "normalize-ufldl":
        return normalize(values, () => step.limit).means;
      case "whiten-1-over-f":
        return assertExampleStep(step) as never;
      default:
        return assertNever(step);
    }
  });
}

/**
 * The steps on examples: applied as they were fitted to other data, or else fitted to these first.
 *
 * @param before - as fitPreprocessing
 */
export function preprocessExamples(
  steps: readonly PreprocessStep[],
  fitted: readonly FittedStep[] | null,
  x: FloatNdArray,
  before?: number,
): { fitted: readonly FittedStep[]; values: FloatNdArray } {
  return fitted === null
    ? fitPreprocessing(steps, x, before)
    : { fitted, values: applyPreprocessing(fitted, x).values };
}

/**
 * The examples before the steps: exact up to rounding, but for values that normalize-ufldl clipped.
 *
 * @param values - [m, n], left as they are
 * @param memory - as fitPreprocessing or applyPreprocessing gave it for these examples
 */
export function undoPreprocessing(
  fitted: readonly FittedStep[],
  values: FloatNdArray,
  memory: StepMemory,
): FloatNdArray {
  assertSteps("undoPreprocessing", fitted);
  assertMatrix("undoPreprocessing", "values", values);
  assertMemory("undoPreprocessing", fitted, memory, values.shape[0]);
  const x = copyOf(values);
  for (let i = fitted.length - 1; i >= 0; i--) {
    const step = fitted[i];
    switch (step.kind) {
      case "remove-mean":
        restoreMean(x, memory[i]);
        break;
      case "scale":
      case "mean-norm":
        unscale(x, step.factor);
        break;
      case "normalize-ufldl":
        denormalize(x, step.limit, memory[i]);
        break;
      case "whiten-1-over-f":
        assertExampleStep(step);
        break;
      default:
        assertNever(step);
    }
  }
  return x;
}
