// Preprocessing as a list of steps on examples: fitted to data, applied to others, undone. steps.ts lists the steps.

import { assertMatrix, contiguous, type FloatNdArray, view } from "../../core/arrays.js";
import { InputError, inputError } from "../../core/errors.js";
import { largestMagnitude } from "../../core/extent.js";
import { assertSteps, type FittedStep, isImageStep, type PreprocessStep, stepOf } from "./steps.js";
import { lengthsOf } from "./stored-steps.js";

/** What a step took out of each example and undoing it needs: some numbers an example, or nothing. One entry a step. */
export type StepMemory = readonly Float64Array[];

/** Examples after the steps, and what undoing them needs. */
export interface Preprocessed {
  /** [m, k] */
  readonly values: FloatNdArray;
  readonly memory: StepMemory;
}

function copyOf(x: FloatNdArray): FloatNdArray {
  return view(contiguous(x).slice(), x.shape);
}

/** Steps that are known to work on examples. @throws {InputError} if one works on whole images */
function onExamples<Any extends { readonly kind: string }>(
  steps: readonly Any[],
): readonly Exclude<Any, { readonly kind: "whiten-1-over-f" }>[] {
  const step = steps.find(isImageStep);
  if (step === undefined) return steps as never;
  throw new InputError(
    `preprocess: ${step.kind} must be given whole images, these data are examples; use it with data of kind "patches", before the other steps`,
  );
}

/** @throws {InputError} unless it is what the steps took out of so many examples */
export function assertMemory(
  where: string,
  steps: readonly FittedStep[],
  memory: StepMemory,
  examples: number,
): void {
  const fits = (step: FittedStep, i: number) => {
    const taken = isImageStep(step) ? 0 : stepOf(step).neutral.length;
    return taken === 0 || memory[i]?.length === taken * examples;
  };
  if (Array.isArray(memory) && memory.length === steps.length && steps.every(fits)) return;
  const rule = `be what preprocessing these ${examples} examples gave beside their values`;
  throw inputError(where, "memory", rule, memory);
}

/** Of examples for a list of steps, or of their values for undoing it. @throws {InputError} that names both lengths */
function assertLength(where: string, wanted: number | null, length: number): void {
  if (wanted !== null && wanted !== length)
    throw inputError(
      where,
      "examples",
      `have ${wanted} values, as those that the steps were fitted to`,
      length,
    );
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
 * @returns the fitted steps, the new values [m, k], and what undoing them needs
 * @throws {InputError} if a step needs images, or cannot be fitted to the data
 */
export function fitPreprocessing(
  steps: readonly PreprocessStep[],
  x: FloatNdArray,
  before: number = sizeOfExamples(x),
): Preprocessed & { fitted: FittedStep[] } {
  assertSteps("fitPreprocessing", steps);
  let values = steps.length === 0 ? x : copyOf(x); // large data are not held twice for nothing
  let size = before; // in the units that the values have by now
  const memory: Float64Array[] = [];
  const fitted = onExamples(steps).map((step) => {
    const work = stepOf(step);
    const done = work.fit(step, values, size);
    values = done.values;
    memory.push(done.memory);
    size = work.sizeAfter?.(done.fitted, size) ?? size;
    return done.fitted;
  });
  return { fitted, values, memory };
}

/** The same, with what was learned before: for data that the model has not seen. @throws {InputError} if they have another length */
export function applyPreprocessing(fitted: readonly FittedStep[], x: FloatNdArray): Preprocessed {
  assertSteps("applyPreprocessing", fitted);
  assertMatrix("applyPreprocessing", "x", x);
  return preprocessOwn(fitted, copyOf(x));
}

/**
 * The same for examples that are the caller's own, which are overwritten where the steps leave their length as it is.
 *
 * @param x - [m, n]
 */
export function preprocessOwn(fitted: readonly FittedStep[], x: FloatNdArray): Preprocessed {
  const steps = onExamples(fitted);
  assertLength("applyPreprocessing", lengthsOf(fitted).before, x.shape[1]);
  let values = x;
  const memory = steps.map((step) => {
    const done = stepOf(step).apply(step, values);
    values = done.values;
    return done.memory;
  });
  return { values, memory };
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
 * The examples before the steps: exact up to rounding, but for what clipping cut off and for directions that were left out.
 *
 * @param values - [m, k], left as they are
 * @param memory - as fitPreprocessing or applyPreprocessing gave it for these examples
 * @returns [m, n]
 */
export function undoPreprocessing(
  fitted: readonly FittedStep[],
  values: FloatNdArray,
  memory: StepMemory,
): FloatNdArray {
  assertSteps("undoPreprocessing", fitted);
  assertMatrix("undoPreprocessing", "values", values);
  assertMemory("undoPreprocessing", fitted, memory, values.shape[0]);
  const steps = onExamples(fitted);
  assertLength("undoPreprocessing", lengthsOf(fitted).after, values.shape[1]);
  return steps.reduceRight<FloatNdArray>(
    (x, step, i) => stepOf(step).undo(step, x, memory[i]),
    copyOf(values),
  );
}
