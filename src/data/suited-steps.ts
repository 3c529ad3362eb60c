// Which preprocessing suits data, and why.

import type { DataFacts } from "./data-facts.js";

/** What the data are, beside their numbers. */
export interface DataTraits {
  readonly facts: DataFacts;
  /** Whether examples are cut from whole images, which can be whitened before */
  readonly isOfImages: boolean;
  /** [height, width] or [height, width, 3] of an example that is a picture */
  readonly imageShape: readonly number[] | null;
  /** Of the power spectrum; null where it is not known */
  readonly slope: number | null;
  /** Of neighbouring pixels; null where there are none */
  readonly correlation: number | null;
}

/** Steps as they are typed, "none" where none is needed, and the reason. */
export interface Suited {
  readonly preprocess: string;
  readonly reason: string;
}

/** Pixels that are more alike than this have something to whiten. */
const ALIKE = 0.5;
/** Power that falls more slowly than f to this has no slope left to take away: a low-pass keeps pixels alike. */
const FLAT = -1;
/** Features that are constant, as a share, from which on pictures are drawings on an empty ground. */
const MANY_CONSTANT = 0.05;
/** Deviations of features that differ by more than this are in different units. */
const UNLIKE = 10;

function ofPictures({ facts, isOfImages, imageShape, slope, correlation }: DataTraits): Suited {
  const { min, max, constantShare } = facts;
  const alike = `neighbouring pixels are alike (correlation ${(correlation ?? 0).toFixed(2)}${slope === null ? "" : `, power falls as f^${slope.toFixed(1)}`})`;
  if (constantShare > MANY_CONSTANT && min >= 0 && max <= 1)
    return {
      preprocess: "none",
      reason: `values lie in 0 … 1, where a sigmoid output can follow, and ${Math.round(100 * constantShare)} % of the pixels never vary: whitening would blow up next to nothing`,
    };
  if (slope !== null && slope > FLAT)
    return {
      preprocess: "normalize-ufldl",
      reason: `power hardly falls with frequency (f^${slope.toFixed(1)}), as after whitening: only the range has to become that of a sigmoid, 0.1 … 0.9`,
    };
  if (correlation === null || correlation < ALIKE)
    return {
      preprocess: "normalize-ufldl",
      reason: `neighbouring pixels differ (correlation ${(correlation ?? 0).toFixed(2)}), as after whitening: only the range has to become that of a sigmoid, 0.1 … 0.9`,
    };
  if (imageShape?.length === 3)
    return {
      preprocess: "centre-features,zca-whiten:epsilon=0.1",
      reason: `${alike}, and so are colours: whitening takes that away, and with --output linear nothing has to lie in a range`,
    };
  if (isOfImages)
    return {
      preprocess: "whiten-1-over-f,normalize-ufldl",
      reason: `${alike}: the filter makes the spectrum flat, then values become 0.1 … 0.9 for a sigmoid`,
    };
  return {
    preprocess: "remove-mean,zca-whiten:epsilon=0.1",
    reason: `${alike}: whitening takes that away; it needs --output linear`,
  };
}

/** What suits the data, for an autoencoder on them. */
export function suitedSteps(traits: DataTraits): Suited {
  const { facts, imageShape } = traits;
  const { min, max, isWhole, deviationRatio } = facts;
  if (min === max)
    return { preprocess: "none", reason: "all values are the same: there is nothing to learn" };
  if (imageShape !== null && isWhole && min >= 0 && max > 1 && max <= 255)
    return {
      preprocess: "scale",
      reason:
        "values are whole numbers in 0 … 255: the factor 1/255 makes them 0 … 1, where a sigmoid output can follow",
    };
  if (imageShape !== null) return ofPictures(traits);
  if (deviationRatio !== null && deviationRatio > UNLIKE)
    return {
      preprocess: "standardise",
      reason: `deviations of features differ by a factor of ${Number(deviationRatio.toPrecision(2))}: the largest would be all that is learned`,
    };
  if (min >= 0 && max <= 1)
    return { preprocess: "none", reason: "values lie in 0 … 1, where a sigmoid output can follow" };
  return {
    preprocess: "mean-norm",
    reason: "models of atoms expect examples of mean length √d; the classic one needs --output linear here",
  };
}
