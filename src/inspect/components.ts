// What a run's preprocessing learned of principal components, with examples to see it on.

import { type FloatNdArray, type Matrix, rows, sizeOf } from "../core/arrays.js";
import { undoneExamples } from "../data/preprocess/in-pixels.js";
import { type FittedExampleStep, type FittedStep, isImageStep } from "../data/preprocess/steps.js";
import type { ComponentsFigureInput } from "../viz/components-figure.js";
import type { Inspection } from "./inspection.js";

/** Examples that are shown. */
const SHOWN = 16;

type OfComponents = Extract<FittedStep, { kind: "pca" | "pca-whiten" | "zca-whiten" }>;

const isOfComponents = (step: FittedStep): step is OfComponents =>
  step.kind === "pca" || step.kind === "pca-whiten" || step.kind === "zca-whiten";

/**
 * Of the first step that finds principal components of pictures; null where none does.
 *
 * @param shape - of an example as a picture, before preprocessing
 */
export function componentsOf(
  fitted: readonly FittedStep[],
  shape: readonly number[],
  inspection: Inspection | null,
): ComponentsFigureInput | null {
  const steps = fitted.filter((step): step is FittedExampleStep => !isImageStep(step));
  const at = steps.findIndex(isOfComponents);
  const step = steps[at];
  if (step === undefined || !isOfComponents(step) || step.vectors.shape[1] !== sizeOf(shape)) return null;
  const { eigenvalues, vectors } = step;
  const kept = eigenvalues.slice(0, vectors.shape[0]);
  const isTurnedBack = step.kind === "zca-whiten";
  const seen = inspection?.reconstructions ?? null;
  const before = (from: number) => seen && hardest(undoneExamples(steps.slice(from), seen.x));
  return {
    eigenvalues,
    vectors,
    variances: step.kind === "pca" ? kept : kept.map((value) => value / (value + step.epsilon)),
    isTurnedBack,
    examples: before(at),
    whitened: isTurnedBack ? before(at + 1) : null,
  };
}

/** The last, which are those of most contrast. */
const hardest = (x: FloatNdArray): Matrix => rows(x, Math.max(0, x.shape[0] - SHOWN), x.shape[0]);
