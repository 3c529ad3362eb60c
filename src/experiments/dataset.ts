// From a data config to examples.

import type { ResolvedData } from "../config/config.js";
import { type FloatNdArray, sizeOf, view } from "../core/arrays.js";
import { assertNever, InputError } from "../core/errors.js";
import type { PatchOrigin } from "../data/patches.js";
import { type FittedStep, preprocessExamples } from "../data/preprocess/pipeline.js";
import type { Reading } from "../data/reading.js";
import { readExamples } from "../data/sources/array-file.js";
import { loadPatches } from "./patch-dataset.js";

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

/**
 * The examples that a config describes. The random choice of patches has a stream of its own, so the
 * same seed gives the same patches to every model.
 *
 * @param fitted - the steps as they were fitted to other data, in place of the config's; null: they are fitted to these
 * @throws {InputError} if a file cannot be read or the data cannot be used
 * @throws the signal's reason if it is aborted
 */
export async function loadDataset(
  config: ResolvedData,
  seed: number,
  reading: Reading = {},
  fitted: readonly FittedStep[] | null = null,
): Promise<Dataset> {
  switch (config.kind) {
    case "patches":
      return loadPatches(config, seed, reading, fitted);
    case "array": {
      const {
        x,
        imageShape: own,
        notice,
      } = readExamples(config.path, {
        examples: config.examples,
        onShape: reading.onShape,
      });
      if (notice !== null && config.imageShape === undefined) reading.onNotice?.(`${config.path}: ${notice}`);
      const imageShape = drawnAs(config.imageShape) ?? own;
      if (imageShape !== null && sizeOf(imageShape) !== x.shape[1]) {
        throw new InputError(
          `data: imageShape must have ${x.shape[1]} values, as an example of ${config.path} has, got ${imageShape.join("×")}`,
        );
      }
      const done = preprocessExamples(config.preprocess, fitted, x);
      return {
        x: done.values,
        preprocessing: done.fitted,
        y: null,
        imageShape,
        origins: null,
        images: [],
        leftOut: [],
      };
    }
    case "table": {
      const { x, y } = config;
      if (x.length !== y.length)
        throw new InputError(`data: x and y must have as many rows, got ${x.length} and ${y.length}`);
      return {
        x: tableArray("x", x),
        y: tableArray("y", y),
        imageShape: null,
        preprocessing: [],
        origins: null,
        images: [],
        leftOut: [],
      };
    }
    default:
      return assertNever(config);
  }
}

/** One channel is grey, like none. */
function drawnAs(shape: readonly number[] | undefined): readonly number[] | undefined {
  return shape?.[2] === 1 ? shape.slice(0, 2) : shape;
}

function tableArray(name: string, table: readonly (readonly number[])[]): FloatNdArray {
  const width = table[0].length;
  if (table.some((row) => row.length !== width))
    throw new InputError(`data: the rows of ${name} must have equal lengths`);
  return view(Float64Array.from(table.flat()), [table.length, width]);
}
