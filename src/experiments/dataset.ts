// What a model is trained on.

import type { ResolvedConfig } from "../config/config.js";
import type { FloatNdArray } from "../core/arrays.js";
import { type BatchOptions, type BatchSource, splitExamples } from "../data/batches/batches.js";
import { fingerprint } from "../data/fingerprint.js";
import type { Labels } from "../data/labels.js";
import type { PatchOrigin } from "../data/patches.js";
import type { FittedStep } from "../data/preprocess/steps.js";
import type { Truth } from "../data/truth.js";
import type { TruthToMeet } from "../inspect/held-against-truth.js";
import type { LookedAt } from "../train/run-record.js";

/** Examples in files, of which a dataset has only some in memory. */
interface StreamedExamples {
  /** How many there are in all, and in how many files */
  readonly examples: number;
  readonly files: number;
  /** A short name for them: of their files' sizes and parts, and of those that are in memory */
  readonly fingerprint: string;
  /** Batches of all of them, preprocessed as those in memory are. @throws {InputError} as openBatches */
  open(options: BatchOptions): Promise<BatchSource>;
  /** All of them in the order of their files, preprocessed so, some rows at a time. @throws {InputError} as openBatches */
  inOrder(): AsyncIterable<FloatNdArray>;
}

/** What names the examples: of all that are in memory, else as `streamed` says. */
export const fingerprintOf = ({ x, streamed }: Pick<Dataset, "x" | "streamed">): string =>
  streamed?.fingerprint ?? fingerprint(x);

/** Which examples are looked at; nothing to tell where they are all. */
export const lookedAtOf = ({ x, streamed }: Pick<Dataset, "x" | "streamed">): { lookedAt?: LookedAt } =>
  streamed === undefined ? {} : { lookedAt: { examples: x.shape[0], of: streamed.examples } };

/**
 * What the examples are made of, and which of them a model is held against it on: those that its training held out, else
 * all.
 */
export function truthToMeet(
  { truth, x }: Pick<Dataset, "truth" | "x">,
  { optimizer, seed }: Pick<ResolvedConfig, "optimizer" | "seed">,
): { truth?: TruthToMeet } {
  if (truth === undefined) return {};
  const heldOut = "heldOut" in optimizer ? optimizer.heldOut : 0;
  if (heldOut === 0) return { truth };
  const split = splitExamples("truth", { seed, heldOut }, x.shape[0]);
  return { truth: { ...truth, examples: split.heldOut } };
}

export interface Dataset {
  /** Inputs as rows, [m, n]: all, or those of `streamed` that are looked at */
  readonly x: FloatNdArray;
  /** Targets, [m, outputs]; null where there are none and an autoencoder sets y = x */
  readonly y: FloatNdArray | null;
  /** Which class each example is of, of data that say so */
  readonly labels?: Labels | undefined;
  /** Examples that nothing is fitted to, [·, n], preprocessed as `x` were; where the data have some set apart */
  readonly test?: { readonly x: FloatNdArray; readonly labels: Labels } | undefined;
  /** [height, width] or [height, width, channels] of an example that is a picture, else null */
  readonly imageShape: readonly number[] | null;
  /** What preprocessing did, for new data and to undo it */
  readonly preprocessing: readonly FittedStep[];
  /** Where each example was cut, for patches; `image` counts in `images` */
  readonly origins: readonly PatchOrigin[] | null;
  /** The images that patches were cut from */
  readonly images: readonly { readonly name: string; readonly height: number; readonly width: number }[];
  /** Where training reads them, if memory holds only some; absent where `x` are all */
  readonly streamed?: StreamedExamples | undefined;
  /** What the examples are made of, of data that know it */
  readonly truth?: Truth | undefined;
  /** Files of the folder that are no images we read */
  readonly leftOut: readonly string[];
}
