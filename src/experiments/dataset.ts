// What a model is trained on.

import type { FloatNdArray } from "../core/arrays.js";
import type { PatchOrigin } from "../data/patches.js";
import type { FittedStep } from "../data/preprocess/pipeline.js";

export interface Dataset {
  /** Inputs as rows, [m, n] */
  readonly x: FloatNdArray;
  /** Targets, [m, outputs]; null where there are none and an autoencoder sets y = x */
  readonly y: FloatNdArray | null;
  /** [height, width] or [height, width, channels] of an example that is a picture, else null */
  readonly imageShape: readonly number[] | null;
  /** What preprocessing did, for new data and to undo it */
  readonly preprocessing: readonly FittedStep[];
  /** Where each example was cut, for patches; `image` counts in `images` */
  readonly origins: readonly PatchOrigin[] | null;
  /** The images that patches were cut from */
  readonly images: readonly { readonly name: string; readonly height: number; readonly width: number }[];
  /** Files of the folder that are no images we read */
  readonly leftOut: readonly string[];
}
