// A trained run for a program of one's own: what it says of itself, and its model to compute with.

import type { ResolvedConfig } from "../config/config.js";
import { parseConfig } from "../config/parse.js";
import {
  assertFinite,
  contiguous,
  dtypeOf,
  type FloatArray,
  type FloatMatrix,
  type FloatNdArray,
  type Matrix,
  view,
  zeros,
} from "../core/arrays.js";
import { InputError, inputError } from "../core/errors.js";
import { assertNamed, assertOptions } from "../core/known-names.js";
import type { Random } from "../core/random.js";
import type { Image } from "../data/image.js";
import { type PatchOrigin, samplePatches } from "../data/patches.js";
import { preprocessImages } from "../data/preprocess/image-steps.js";
import {
  applyPreprocessing,
  assertMemory,
  type Preprocessed,
  type StepMemory,
  undoPreprocessing,
} from "../data/preprocess/pipeline.js";
import { type FittedStep, isImageStep } from "../data/preprocess/steps.js";
import { lengthsOf } from "../data/preprocess/stored-steps.js";
import {
  createPortableKernels,
  type PortableEngineOptions,
  portableEngineNames,
} from "../kernels/portable-engine.js";
import { assertExamples } from "../nn/forward.js";
import type { LayerAnatomy, Model, Seen } from "../sae/model.js";
import { readName } from "../train/about.js";
import { isRunDirectory, type MetricsLine, RunDirectory, type RunRecord } from "../train/run-directory.js";
import { readModel } from "./model-at-step.js";
import { readPreprocessing } from "./run-config.js";

/** Which checkpoint is loaded, and what it computes with. */
export interface LoadRunOptions extends PortableEngineOptions {
  /** An iteration that has a checkpoint; the last unless given */
  readonly step?: number | undefined;
}

/** A run as loadRun gives it. It computes on the thread that calls, so there is nothing to dispose of. */
export interface LoadedRun {
  readonly directory: RunDirectory;
  /** The name that somebody gave it, or null */
  readonly name: string | null;
  /** Its config.json */
  readonly config: ResolvedConfig;
  /** Its run.json: status, times, engine, machine, final numbers, fingerprint of the data */
  readonly record: RunRecord;
  /** Cost, parts and ρ̂, one entry an iteration */
  readonly metrics: readonly MetricsLine[];
  /** Steps with what they learned from the data */
  readonly preprocessing: readonly FittedStep[];
  /** The iteration that was loaded */
  readonly step: number;
  readonly model: Model;
  /** Its parameters at that iteration, by `model.parameters` */
  readonly theta: FloatArray;
  /** [height, width] or [height, width, channels] of an example that is a picture, else null */
  readonly imageShape: readonly number[] | null;
  /**
   * What was done to the run's examples, with what was learned from those, done to others.
   *
   * @param examples - as they come, [m, visible] or, where steps change that, of the length before them; left as they are
   * @throws {InputError} if their length is another, or the run whitens whole images: then `patches` does it
   */
  preprocess(examples: FloatNdArray): Preprocessed;
  /**
   * Random patches of whole images, of the run's size, preprocessed as its own were.
   *
   * @param images - with values in 0 … 1, as imageFromRaster and loadFolder give them; grey or in colour as the run's
   * @throws {InputError} if the run's examples are no pictures, or a patch does not fit
   */
  patches(
    images: readonly Image[],
    options: { readonly count: number; readonly random: Random },
  ): Preprocessed & { readonly origins: readonly PatchOrigin[] };
  /**
   * Examples or reconstructions as they were before the steps; after whitening, where the run whitens.
   *
   * @param values - [m, visible], left as they are
   * @param memory - as `preprocess` or `patches` gave it for these examples
   * @throws {InputError} if the length of an example is another, or the memory is that of other examples
   */
  undo(values: FloatNdArray, memory: StepMemory): FloatNdArray;
  /**
   * a of a hidden layer, the first unless given: f(W x + b), [m, units].
   *
   * @param x - preprocessed examples, [m, visible]
   * @throws {InputError} if their length is another, a value is not finite, or there is no such layer
   */
  encode(x: FloatNdArray, layer?: number): FloatMatrix;
  /**
   * x̂ = h_{W,b}(x), [m, visible]; of a network on pairs its y.
   *
   * @param x - preprocessed examples, [m, visible]
   * @throws {InputError} if their length is another, or a value is not finite
   */
  reconstruct(x: FloatNdArray): FloatMatrix;
  /**
   * The input of norm 1 that excites each unit most, [units, visible]: x_j = W1_ij / √(Σ_j W1_ij²); of a deeper layer
   * as if the layers before it were linear.
   */
  features(layer?: number): FloatMatrix;
  /**
   * What each unit adds to x̂, before the output's f: the columns of W2, as rows, [units, visible].
   *
   * @throws {InputError} if the model reconstructs nothing
   */
  atoms(layer?: number): FloatNdArray;
}

/**
 * A trained run from its folder alone; its data need not be there. It computes with the wasm engine on one thread
 * unless told otherwise: the same bits on every machine.
 *
 * @param path - the run's folder, or that of a member of a sweep; the names that the command line knows (`latest`, an
 *   experiment's, a given one) are its own
 * @throws {InputError} if there is no run, it has no such checkpoint, or a file of it is damaged or of another model
 */
export function loadRun(path: string, options: LoadRunOptions = {}): LoadedRun {
  assertOptions("loadRun", options, ["step", "engine"]);
  const { step, engine = "auto" } = options;
  assertNamed("loadRun", "engine", "name an engine of one thread", engine, portableEngineNames);
  if (typeof path !== "string") throw inputError("loadRun", "path", "be the folder of a run", path);
  if (!isRunDirectory(path))
    throw new InputError(`loadRun: ${path} must be the folder of a run, with run.json and config.json in it`);
  const directory = new RunDirectory(path);
  const { model, theta, layers, imageShape, step: found } = readModel(directory, step, "loadRun");
  const config = parseConfig(directory.readJson("config.json"), directory.file("config.json"));
  const preprocessing = readPreprocessing(directory);
  const exampleSteps = preprocessing.filter((done) => !isImageStep(done));
  const kernels = createPortableKernels(dtypeOf(theta), { engine });
  const pass = model.createPass(kernels, theta);
  const { inputs, outputs } = model;
  const raw = lengthsOf(preprocessing).before ?? inputs; // values of an example before the steps

  /** Some part of what is seen of every example, [m, width]. */
  function seenOf(where: string, x: FloatNdArray, width: number, part: (seen: Seen) => Matrix): FloatMatrix {
    assertExamples(where, "x", x, inputs);
    assertFinite(where, "x", contiguous(x));
    const out = zeros(kernels.dtype, x.shape[0] * width);
    pass.run(x, (from, seen) => out.set(contiguous(part(seen)), from * width));
    return view(out, [x.shape[0], width]);
  }

  return {
    directory,
    name: readName(directory),
    config,
    record: directory.readRecord(),
    metrics: directory.readMetrics(),
    preprocessing,
    step: found,
    model,
    theta,
    imageShape,
    preprocess(examples) {
      assertExamples("preprocess", "examples", examples, raw);
      if (exampleSteps.length < preprocessing.length)
        throw new InputError(
          `preprocess: the examples of ${path} must be cut from whitened images, these are cut already; patches(images) takes whole ones`,
        );
      return applyPreprocessing(exampleSteps, examples);
    },
    patches(images, { count, random }) {
      if (imageShape === null)
        throw new InputError(`patches: ${path} must be a run on pictures, its examples have no shape`);
      const size = [imageShape[0], imageShape[1]] as const;
      const cut = samplePatches(preprocessImages(preprocessing, images), { size, count, random });
      assertExamples("patches", "images: a patch", cut.patches, raw);
      return { ...applyPreprocessing(exampleSteps, cut.patches), origins: cut.origins };
    },
    undo(values, memory) {
      assertExamples("undo", "values", values, inputs);
      assertMemory("undo", exampleSteps, memory, values.shape[0]);
      return undoPreprocessing(exampleSteps, values, memory);
    },
    encode(x, layer = 1) {
      const { units } = layerOf("encode", layers, layer);
      return seenOf("encode", x, units, ({ latents }) => latents[layer - 1]);
    },
    reconstruct: (x) => seenOf("reconstruct", x, outputs, ({ output }) => output),
    features: (layer = 1) => layerOf("features", layers, layer).features,
    atoms(layer = 1) {
      const { atoms } = layerOf("atoms", layers, layer);
      if (atoms === null) throw new InputError(`atoms: ${path} must reconstruct its input, it does not`);
      return atoms;
    },
  };
}

function layerOf(where: string, layers: readonly LayerAnatomy[], layer: number): LayerAnatomy {
  const found = layers.find((known) => known.layer === layer);
  if (found === undefined)
    throw inputError(where, "layer", `be a hidden layer, 1 to ${layers.length}`, layer);
  return found;
}
