// From a data config to examples: images, patches, preprocessing.

import { type FloatNdArray, view } from "../core/arrays.js";
import { assertNever, InputError } from "../core/errors.js";
import { createRandom } from "../core/random.js";
import type { Image } from "../data/image.js";
import { type PatchOrigin, samplePatches } from "../data/patches.js";
import {
  type FittedStep,
  fitPreprocessing,
  fittedImageSteps,
  isImageStep,
  type PreprocessStep,
  preprocessImages,
} from "../data/preprocess/pipeline.js";
import { loadArray } from "../data/sources/array-file.js";
import { loadFolder } from "../data/sources/folder.js";
import { loadPhotos } from "../data/sources/photos.js";
import type { DataConfig, SourceConfig } from "./config.js";

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
}

/** The images of a source, not preprocessed. */
export function loadImages(source: SourceConfig): Image[] {
  switch (source.kind) {
    case "photos":
      return loadPhotos();
    case "folder":
      return loadFolder(source.path, { colour: source.colour ?? false });
    default:
      return assertNever(source);
  }
}

function preprocessed(
  steps: readonly PreprocessStep[],
  x: FloatNdArray,
): Pick<Dataset, "x" | "preprocessing"> {
  const { fitted, values } = fitPreprocessing(steps, x);
  return { x: values, preprocessing: fitted };
}

/**
 * The examples that a config describes. The random choice of patches has a stream of its own, so the
 * same seed gives the same patches to every model.
 *
 * @throws {InputError} if a file cannot be read or the data cannot be used
 */
export function loadDataset(config: DataConfig, seed: number): Dataset {
  switch (config.kind) {
    case "patches": {
      const { size = [8, 8], count = 10_000, preprocess = [] } = config;
      const images = preprocessImages(preprocess, loadImages(config.source));
      const { patches, origins } = samplePatches(images, {
        size: [...size],
        count,
        random: createRandom(seed, "patches"),
      });
      const imageShape = images[0].channels === 1 ? [...size] : [...size, images[0].channels];
      const fitted = preprocessed(
        preprocess.filter((step) => !isImageStep(step)),
        patches,
      );
      return {
        x: fitted.x,
        preprocessing: [...fittedImageSteps(preprocess), ...fitted.preprocessing],
        y: null,
        imageShape,
        origins,
        images: images.map(({ name, height, width }) => ({ name, height, width })),
      };
    }
    case "array": {
      const x = loadArray(config.path, { examples: config.examples ?? "rows" });
      const imageShape = config.imageShape ?? squareShape(x.shape[1]);
      if (imageShape !== null && imageShape.reduce((a, b) => a * b, 1) !== x.shape[1]) {
        throw new InputError(
          `data: imageShape must have ${x.shape[1]} values, as an example of ${config.path} has, got ${imageShape.join("×")}`,
        );
      }
      return { ...preprocessed(config.preprocess ?? [], x), y: null, imageShape, origins: null, images: [] };
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
      };
    }
    default:
      return assertNever(config);
  }
}

/** Examples without a shape of their own are shown as square pictures where their length is a square. */
function squareShape(length: number): number[] | null {
  const side = Math.round(Math.sqrt(length));
  return side > 1 && side * side === length ? [side, side] : null;
}

function tableArray(name: string, table: readonly (readonly number[])[]): FloatNdArray {
  const width = table[0].length;
  if (table.some((row) => row.length !== width))
    throw new InputError(`data: the rows of ${name} must have equal lengths`);
  return view(Float64Array.from(table.flat()), [table.length, width]);
}
