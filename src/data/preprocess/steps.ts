// Every step there is. To add one: write its file beside the others and put it into the two lists here; its keys go into
// config/preprocess-schema.ts.

import { inputError } from "../../core/errors.js";
import { assertKind } from "../../core/known-names.js";
import { type CentreFeatures, centreFeatures, type FittedCentreFeatures } from "./centre-features.js";
import { type Clip, clip, type FittedClip } from "./clip.js";
import {
  type ContrastNormalise,
  contrastNormalise,
  type FittedContrastNormalise,
} from "./contrast-normalise.js";
import { type FittedMeanNorm, type MeanNorm, meanNorm } from "./mean-norm.js";
import { type FittedNormalizeUfldl, type NormalizeUfldl, normalizeUfldl } from "./normalize-ufldl.js";
import { type FittedPca, type Pca, pca } from "./pca.js";
import { type FittedPcaWhiten, type PcaWhiten, pcaWhiten } from "./pca-whiten.js";
import { type FittedRemoveMean, type RemoveMean, removeMeanStep } from "./remove-mean.js";
import { type FittedScale, type Scale, scale } from "./scale.js";
import { type FittedStandardise, type Standardise, standardise } from "./standardise.js";
import type { Step } from "./step.js";
import type { FittedWhiten1OverF, Whiten1OverF } from "./whiten-1-over-f.js";
import { type FittedZcaWhiten, type ZcaWhiten, zcaWhiten } from "./zca-whiten.js";

/** Steps on examples: the config of each, and what it learned. */
interface Kinds {
  readonly "remove-mean": [RemoveMean, FittedRemoveMean];
  readonly "centre-examples": [RemoveMean, FittedRemoveMean];
  readonly "centre-features": [CentreFeatures, FittedCentreFeatures];
  readonly standardise: [Standardise, FittedStandardise];
  readonly pca: [Pca, FittedPca];
  readonly "pca-whiten": [PcaWhiten, FittedPcaWhiten];
  readonly "zca-whiten": [ZcaWhiten, FittedZcaWhiten];
  readonly "contrast-normalise": [ContrastNormalise, FittedContrastNormalise];
  readonly clip: [Clip, FittedClip];
  readonly scale: [Scale, FittedScale];
  readonly "normalize-ufldl": [NormalizeUfldl, FittedNormalizeUfldl];
  readonly "mean-norm": [MeanNorm, FittedMeanNorm];
}

/** What to do with examples. */
export type ExampleStep = Kinds[keyof Kinds][0];
/** The same with what it learned from data. */
export type FittedExampleStep = Kinds[keyof Kinds][1];

/** What to do. whiten-1-over-f works on whole images, before patches are cut; the others on examples. */
export type PreprocessStep = ExampleStep | Whiten1OverF;

/**
 * A step with what it learned from the data: the same is done to new data. Numbers, vectors as Float64Array, and matrices:
 * preprocessing.json and preprocessing.safetensors of a run have them.
 */
export type FittedStep = FittedExampleStep | FittedWhiten1OverF;

const steps: { readonly [Kind in keyof Kinds]: Step<Kinds[Kind][0], Kinds[Kind][1]> } = {
  "remove-mean": removeMeanStep,
  "centre-examples": removeMeanStep,
  "centre-features": centreFeatures,
  standardise,
  pca,
  "pca-whiten": pcaWhiten,
  "zca-whiten": zcaWhiten,
  "contrast-normalise": contrastNormalise,
  clip,
  scale,
  "normalize-ufldl": normalizeUfldl,
  "mean-norm": meanNorm,
};

/** What steps are called, those on whole images last. */
export const stepKinds = [...Object.keys(steps), "whiten-1-over-f"] as PreprocessStep["kind"][];

/** Whether it works on whole images, before patches are cut. */
export const isImageStep = <Any extends { readonly kind: string }>(
  step: Any,
): step is Extract<Any, { readonly kind: "whiten-1-over-f" }> => step.kind === "whiten-1-over-f";

/** How a step on examples is fitted, applied and undone. Its config and what it learned are of one kind: that of its file. */
export const stepOf = ({ kind }: ExampleStep | FittedExampleStep): Step<ExampleStep, FittedExampleStep> =>
  steps[kind] as unknown as Step<ExampleStep, FittedExampleStep>;

/** @throws {InputError} unless it is a list of steps, which names the nearest kind */
export function assertSteps(where: string, steps: readonly (PreprocessStep | FittedStep)[]): void {
  if (!Array.isArray(steps))
    throw inputError(where, "steps", 'be a list, as [{ kind: "remove-mean" }]', steps);
  for (const [i, step] of steps.entries()) assertKind(where, `steps[${i}]`, step, stepKinds);
}
