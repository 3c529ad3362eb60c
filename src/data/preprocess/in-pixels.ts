// What models see after preprocessing, as pictures of what there was before it.

import type { FloatMatrix, FloatNdArray } from "../../core/arrays.js";
import { undoPreprocessing } from "./pipeline.js";
import { type FittedExampleStep, type FittedStep, isImageStep, stepOf } from "./steps.js";

/**
 * Of x′ = A x + b, as the steps that treat each value in a way of its own do it together: a model's filter w is Aᵀ w in the
 * space of pixels, its atom d is A⁺ d there. Steps that treat all values alike, or each example by itself, leave a direction
 * what it is.
 */
export interface InPixels {
  /** [units, k] → [units, n] */
  filters(w: FloatMatrix): FloatMatrix;
  /** [units, k] → [units, n] */
  atoms(d: FloatMatrix): FloatMatrix;
  /** Examples with the steps undone, [m, k] → [m, n]; what was taken out of each example by itself stays out */
  examples(x: FloatNdArray): FloatNdArray;
}

/** Null where no step treats values in ways of their own: they are pixels as they stand. */
export function inPixels(fitted: readonly FittedStep[]): InPixels | null {
  const steps = fitted.filter((step): step is FittedExampleStep => !isImageStep(step));
  if (steps.every((step) => stepOf(step).directions === undefined)) return null;
  const back = (of: "filters" | "atoms") => (rows: FloatMatrix) =>
    steps.reduceRight((so, step) => stepOf(step).directions?.[of](step, so) ?? so, rows);
  return {
    filters: back("filters"),
    atoms: back("atoms"),
    examples: (x) => undoneExamples(steps, x),
  };
}

/** Examples with steps undone; what those took out of each example by itself stays out, [m, k] → [m, n]. */
export function undoneExamples(steps: readonly FittedExampleStep[], x: FloatNdArray): FloatNdArray {
  const memory = steps.map((step) => {
    const { neutral } = stepOf(step);
    return Float64Array.from({ length: neutral.length * x.shape[0] }, (_, i) => neutral[i % neutral.length]);
  });
  return undoPreprocessing(steps, x, memory);
}
