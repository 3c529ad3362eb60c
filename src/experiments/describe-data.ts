// What some data are: how many, of which type, what range, classes and spectrum they have, and what suits them.

import type { ResolvedData } from "../config/config.js";
import { contiguous } from "../core/arrays.js";
import { quantity } from "../core/in-words.js";
import { type DataFacts, dataFacts } from "../data/data-facts.js";
import type { Image } from "../data/image.js";
import { neighbourCorrelation } from "../data/neighbour-correlation.js";
import { powerSlope } from "../data/power-slope.js";
import { chosenArray, openArrays } from "../data/sources/open-arrays.js";
import { arrayFacts, canBeReadAgain } from "../data/sources/read-array.js";
import { type Suited, suitedSteps } from "../data/suited-steps.js";
import type { LookedAt } from "../train/run-record.js";
import { type Dataset, lookedAtOf } from "./dataset.js";
import { openImages } from "./image-source.js";

/** Pictures of which the spectrum is found, at most: examples, and whole images, which are larger. */
const [MOST_EXAMPLES, MOST_IMAGES] = [500, 20];

/** What `rhohat data` tells. */
export interface DataDescription extends DataFacts {
  /** What the examples are of: "an array float64 5×4" */
  readonly what: string;
  /** [height, width] or [height, width, 3] of an example that is a picture, else null */
  readonly imageShape: readonly number[] | null;
  /** Examples of each class, in the order of the classes; null where there are no labels */
  readonly classes: readonly { readonly name: string; readonly examples: number }[] | null;
  /** Of how many examples all these numbers are, of files that memory need not hold; absent where they are of all */
  readonly lookedAt?: LookedAt;
  /** Examples that are set apart for a test */
  readonly tested: number;
  /** Of the power spectrum of pictures of 16×16 and more; else null */
  readonly slope: number | null;
  /** Of neighbouring pixels, of pictures */
  readonly correlation: number | null;
  readonly suited: Suited;
}

/** So many of a list, spread over it. */
const some = <Item>(all: readonly Item[], most: number): Item[] =>
  all.length <= most
    ? [...all]
    : Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]);

/** Pictures that the spectrum is found of: the images of patches, else examples, of the size of the first. */
function* picturesOf(config: ResolvedData, { x, imageShape }: Dataset): Generator<Image> {
  if (config.kind === "patches") {
    const { files } = openImages(config.source);
    const size = files[0].size();
    for (const file of some(files, MOST_IMAGES)) {
      const { height, width } = file.size();
      if (height === size.height && width === size.width) yield file.load();
    }
  } else if (imageShape !== null) {
    const [height, width, channels = 1] = imageShape;
    for (const row of some(
      Array.from({ length: x.shape[0] }, (_, i) => i),
      MOST_EXAMPLES,
    )) {
      const data = Float64Array.from(contiguous(x.pick(row, null)));
      yield { name: String(row), height, width, channels: channels as 1 | 3, data };
    }
  }
}

async function whatIs(config: ResolvedData, { images, x, streamed }: Dataset): Promise<string> {
  switch (config.kind) {
    case "patches":
      return `patches of ${quantity(images.length, "image")}, ${images[0].height}×${images[0].width}${images.length > 1 ? " and so on" : ""}`;
    case "array": {
      const { path, tensor } = config;
      if (!canBeReadAgain(path)) return `an array, ${x.shape.join("×")}`;
      const { name, type, shape } =
        arrayFacts(path, tensor) ?? chosenArray(await openArrays(path), path, tensor);
      return `an array${name === "" ? "" : ` ${name}`}, ${type} ${shape.join("×")}`;
    }
    case "shards":
      return `${quantity(streamed!.files, "file")} of arrays`;
    case "labelled":
      return `the part ${config.part} of a set of pictures`;
    case "leaves":
      return "made pictures of leaves";
    default:
      return config.kind;
  }
}

function classesOf({ labels }: Dataset): DataDescription["classes"] {
  if (labels === undefined) return null;
  const counts = new Int32Array(labels.classes.length);
  for (const label of labels.values) counts[label] += 1;
  return labels.classes.map((name, i) => ({ name, examples: counts[i] }));
}

/**
 * What the examples of a config are like.
 *
 * @param dataset - as loadDataset gives it
 * @throws {InputError} if a picture cannot be read again
 */
export async function describeData(config: ResolvedData, dataset: Dataset): Promise<DataDescription> {
  const facts = dataFacts(dataset.x);
  const slope = powerSlope(picturesOf(config, dataset));
  const { imageShape, test } = dataset;
  const correlation = imageShape === null ? null : neighbourCorrelation(dataset.x, imageShape);
  const isOfImages = config.kind === "patches";
  return {
    what: await whatIs(config, dataset),
    ...facts,
    examples: dataset.streamed?.examples ?? facts.examples,
    ...lookedAtOf(dataset),
    imageShape,
    classes: classesOf(dataset),
    tested: test?.x.shape[0] ?? 0,
    slope,
    correlation,
    suited: suitedSteps({ facts, isOfImages, imageShape, slope, correlation }),
  };
}
