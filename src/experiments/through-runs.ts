// Examples through trained runs: their latents take the examples' place, or those of every patch of an image, pooled.

import { setImmediate } from "node:timers/promises";
import type { ResolvedConfig } from "../config/config.js";
import {
  contiguous,
  dtypeOf,
  type FloatMatrix,
  type FloatNdArray,
  type Matrix,
  view,
  zeros,
} from "../core/arrays.js";
import { assertNever, InputError, inputError } from "../core/errors.js";
import { preprocessOwn } from "../data/preprocess/pipeline.js";
import { type FittedStep, isImageStep } from "../data/preprocess/steps.js";
import { lengthsOf } from "../data/preprocess/stored-steps.js";
import type { Reading } from "../data/reading.js";
import { type ModelAtStep, readModel } from "../inspect/model-at-step.js";
import { readPreprocessing } from "../inspect/run-config.js";
import type { Kernels } from "../kernels/kernels.js";
import { createPortableKernels } from "../kernels/portable-engine.js";
import { createConvolution, placesIn, pool, regionsOf } from "../nn/convolve-pool.js";
import { isRunDirectory, RunDirectory } from "../train/run-directory.js";
import type { Dataset } from "./dataset.js";

export type Passage = NonNullable<ResolvedConfig["through"]>[number];

/** A trained run as what gives latents. */
interface Extractor extends ModelAtStep {
  readonly path: string;
  readonly kernels: Kernels;
  readonly preprocessing: readonly FittedStep[];
  /** Counted from 1 */
  readonly layer: number;
  readonly units: number;
}

/** @throws {InputError} if there is no such run, it is not trained, has no such layer, or whitens whole images */
function openExtractor({ run, layer }: Passage): Extractor {
  if (!isRunDirectory(run)) throw inputError("through", "run", "be the folder of a trained run", run);
  const directory = new RunDirectory(run);
  const at = readModel(directory, undefined, "through");
  const last = at.model.layers.length;
  const chosen = layer ?? last;
  if (chosen > last) throw inputError("through", "layer", `be one of ${run}, 1 to ${last}`, chosen);
  const preprocessing = readPreprocessing(directory);
  if (preprocessing.some(isImageStep))
    throw new InputError(
      `through: run must be one on examples, ${run} whitens whole images; choose one whose steps are on examples`,
    );
  return {
    ...at,
    path: run,
    kernels: createPortableKernels(dtypeOf(at.theta), { engine: "auto" }), // the same bits wherever it goes on
    preprocessing,
    layer: chosen,
    units: at.model.layers[chosen - 1].units,
  };
}

/** The latents of examples of any number, [m, units], done to them what was done to the run's: they are overwritten. */
function createEncoder({ kernels, model, theta, layer, units, preprocessing }: Extractor, most?: number) {
  const pass = model.createPass(kernels, theta, most);
  return (x: FloatNdArray): FloatMatrix => {
    const { values } = preprocessOwn(preprocessing, x);
    const found = zeros(kernels.dtype, x.shape[0] * units);
    pass.run(values, (from, { latents }) => found.set(contiguous(latents[layer - 1]), from * units));
    return view(found, [x.shape[0], units]);
  };
}

/** What takes examples through a run: [m, n] → [m, length]. */
type Through = (x: FloatNdArray) => FloatMatrix | Promise<FloatMatrix>;

/** The latents of examples. @throws {InputError} if they have another length */
function latentsOf(extractor: Extractor): Through {
  const { model, path, preprocessing } = extractor;
  const values = lengthsOf(preprocessing).before ?? model.inputs;
  return (x) => {
    if (x.shape[1] !== values)
      throw new InputError(
        `through: the examples must have the ${values} values that ${path} takes, got ${x.shape[1]}`,
      );
    const own = preprocessing.length === 0 ? x : view(contiguous(x).slice(), x.shape);
    return createEncoder(extractor, x.shape[0])(own);
  };
}

/**
 * A row an image: [images, regions down · regions across · units], the region's place first, then the unit.
 *
 * @throws {InputError} unless these are images, and the run is one on patches of such
 */
function convolutionOf(
  extractor: Extractor,
  { pool: size, pooling }: Extract<Passage, { kind: "convolution" }>,
  imageShape: readonly number[] | null,
  { signal, onPhase }: Reading,
): Through {
  const { imageShape: patchShape, path, kernels, units } = extractor;
  if (imageShape === null || patchShape === null)
    throw new InputError(
      `through: convolution must be of images by a run on patches of such, ${imageShape === null ? "the examples" : `those of ${path}`} are no pictures`,
    );
  const [height, width, channels = 1] = imageShape;
  if ((patchShape[2] ?? 1) !== channels)
    throw new InputError(
      `through: the images must have the ${patchShape[2] ?? 1} channels of the patches of ${path}, got ${channels}`,
    );
  const shape = { height, width, channels, patch: [patchShape[0], patchShape[1]] as const };
  const encode = createEncoder(extractor);
  const convolve = createConvolution(kernels, shape, units, (patches: Matrix) =>
    encode(view(contiguous(patches), [patches.shape[0], patches.shape[1]])),
  );
  const places = placesIn(shape);
  const [down, across] = regionsOf("through", places, size);
  const length = down * across * units;
  return async (x) => {
    const total = x.shape[0];
    const out = zeros(kernels.dtype, total * length);
    const values = contiguous(x);
    const phase = (done: number) => onPhase?.({ what: "convolving images", done, total, at: "" });
    for (let i = 0; i < total; i++) {
      phase(i);
      await setImmediate(); // signals get in
      signal?.throwIfAborted();
      const image = values.subarray(i * x.shape[1], (i + 1) * x.shape[1]);
      pool(convolve(image), places, { size, pooling }, out.subarray(i * length, (i + 1) * length));
    }
    phase(total);
    return view(out, [total, length]);
  };
}

function throughOf(passage: Passage, imageShape: readonly number[] | null, reading: Reading): Through {
  const extractor = openExtractor(passage);
  switch (passage.kind) {
    case "latents":
      return latentsOf(extractor);
    case "convolution":
      return convolutionOf(extractor, passage, imageShape, reading);
    default:
      return assertNever(passage);
  }
}

/**
 * The examples of a dataset after they went through trained runs, one after the other, and so those of its test part. What
 * was done to the examples of a run is done to these before. They are no pictures then.
 *
 * @throws {InputError} if a run is not trained, or takes other examples
 * @throws the signal's reason if it is aborted
 */
export async function throughRuns(
  dataset: Dataset,
  passages: readonly Passage[],
  reading: Reading,
): Promise<Dataset> {
  if (dataset.streamed !== undefined)
    throw new InputError("through: the data must be in memory, these are read as they are trained on");
  let { x, test } = dataset;
  let shape = dataset.imageShape;
  for (const passage of passages) {
    const through = throughOf(passage, shape, reading);
    x = await through(x);
    test = test && { ...test, x: await through(test.x) };
    shape = null;
  }
  const { labels, y, preprocessing, images, leftOut } = dataset;
  return { x, y, labels, test, preprocessing, images, leftOut, imageShape: null, origins: null };
}
