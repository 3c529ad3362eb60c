// Answers that need pixels: a feature's activation over an image, and which features fire on it.

import type { DataConfig, SourceConfig } from "../../config/config.js";
import { dtypeOf, type FloatNdArray, type Matrix, matrix, toDType, view } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";
import { extent } from "../../core/extent.js";
import type { Pixels } from "../../core/raster.js";
import { type Image, imageFromRaster } from "../../data/image.js";
import { decodeImage, imageSize } from "../../data/io/decode-image.js";
import { imageFormat } from "../../data/io/image-format.js";
import { preprocessImages } from "../../data/preprocess/image-steps.js";
import { applyPreprocessing } from "../../data/preprocess/pipeline.js";
import { isImageStep } from "../../data/preprocess/steps.js";
import { openImages } from "../../experiments/image-source.js";
import type { FiringAnswer, HeatAnswer, SourceImage } from "../../inspect/answers.js";
import { tileText } from "../../inspect/example-tiles.js";
import type { ModelAtStep } from "../../inspect/model-at-step.js";
import type { RunAnswers } from "../../inspect/run-answers.js";
import { readPreprocessing, readRunConfig } from "../../inspect/run-config.js";
import { createKernels } from "../../kernels/engine.js";

/** Patches that an image is looked at through, at most: larger images get a larger stride. */
const MOST_PATCHES = 40_000;
/** Activations that are computed to list the features of an image: some seconds of work. */
const MOST_ACTIVATIONS = 1 << 25;
/** Features that are listed for an image. */
const MOST_FEATURES = 100;
/** Pixels of an image, at most: the whitening of more takes seconds. */
export const MOST_PIXELS = 4_000_000;

/** The patches of an image, every `stride` pixels, preprocessed as the run's data were. */
interface Patches {
  readonly x: FloatNdArray;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
}

/** A PNG or JPEG: the page makes one of others. @throws {InputError} if it is neither, is damaged or too large */
export function decodeUpload(bytes: Uint8Array): Pixels {
  const format = imageFormat(bytes);
  if (format !== "PNG" && format !== "JPEG")
    throw new InputError(
      `inspect: the image must be a PNG or a JPEG file, ${format === null ? "it does not begin as one" : `it is ${format}; convert it first`}`,
    );
  const { width, height } = imageSize(bytes, "the image");
  if (width * height > MOST_PIXELS)
    throw new InputError(
      `inspect: an image must have at most ${MOST_PIXELS / 1e6} million pixels, it has ${((width * height) / 1e6).toFixed(1)}; scale it down`,
    );
  return decodeImage(bytes, "the image");
}

/** Looks at images through one run's model. */
export class ImageAnswers {
  #source: { readonly index: number; readonly image: Image } | null = null;
  readonly #uploads = new Map<string, Image>();
  readonly #patches = new Map<string, Patches>();

  /** @param run - may be replaced when the run goes on: the images stay */
  constructor(public run: RunAnswers) {}

  #config(): DataConfig {
    const { directory } = this.run;
    return readRunConfig(directory).data;
  }

  #colour(): boolean {
    return this.run.imageShape()?.[2] === 3;
  }

  /** Keeps an image under its id, the last few of them. */
  upload(id: string, name: string, raster: Pixels): SourceImage {
    if (this.run.imageShape() === null) throw new InputError("inspect: this run's examples are no pictures");
    const image = imageFromRaster(name, raster, this.#colour());
    const [height, width] = this.run.imageShape()!;
    if (image.height < height || image.width < width)
      throw new InputError(
        `inspect: an image must be at least ${height}×${width}, a patch of this run, got ${image.height}×${image.width}`,
      );
    this.#uploads.set(id, image);
    if (this.#uploads.size > 4) this.#uploads.delete(this.#uploads.keys().next().value as string);
    return { id, name, height: image.height, width: image.width };
  }

  /** @throws {InputError} if there is no such image, or the run's images are no longer there */
  image(id: string): Image {
    const uploaded = this.#uploads.get(id);
    if (uploaded !== undefined) return uploaded;
    const config = this.#config();
    if (config.kind !== "patches" || !/^\d+$/.test(id))
      throw new InputError(`inspect: no image ${id} in this run`);
    const index = Number(id);
    if (this.#source?.index !== index)
      this.#source = { index, image: this.#sourceImage(config.source, index) };
    return this.#source.image;
  }

  /**
   * An image that config.json names: only if run.json lists it since the training, among the same names and with its
   * size. A config that was edited, or made by somebody else, opens no other folder.
   */
  #sourceImage(source: SourceConfig, index: number): Image {
    const listed = this.run.sourceImages();
    if (listed[index] === undefined) throw new InputError(`inspect: no image ${index} in this run`);
    const { files } = openImages(source);
    const sameNames = files.length === listed.length && files.every(({ name }, k) => name === listed[k].name);
    const image = sameNames ? files[index].load() : null;
    if (image === null || image.height !== listed[index].height || image.width !== listed[index].width)
      throw new InputError(
        "inspect: the images must be those that the run was trained on, others are there now",
      );
    return image;
  }

  #patchesOf(id: string): Patches {
    const image = this.image(id);
    const known = this.#patches.get(id);
    if (known !== undefined) return known;
    const steps = readPreprocessing(this.run.directory);
    const imageSteps = steps.filter(isImageStep);
    const [whole] = preprocessImages(imageSteps, [image]);
    const cut = cutPatches(whole, this.run.imageShape()!);
    const { values } = applyPreprocessing(
      steps.filter((step) => !isImageStep(step)),
      cut.x,
    );
    const patches = { ...cut, x: values };
    this.#patches.set(id, patches);
    if (this.#patches.size > 2) this.#patches.delete(this.#patches.keys().next().value as string);
    return patches;
  }

  /** The activation of one unit at every patch of an image. */
  heat(id: string, layer: number, unit: number, step?: number): HeatAnswer {
    const model = this.run.model(step);
    const { units } = this.run.layer(layer, step);
    if (!(unit >= 0 && unit < units))
      throw new InputError(`inspect: unit must be one of 0 to ${units - 1}, got ${unit}`);
    const { x, rows, columns, stride } = this.#patchesOf(id);
    const values = new Float64Array(rows * columns);
    forEachActivation(model, { layer, units: [unit] }, x, (from, a) => {
      for (let i = 0; i < a.shape[0]; i++) values[from + i] = a.data[a.offset + i * a.stride[0]];
    });
    const [min, max] = extent(values);
    const [height, width] = this.run.imageShape()!;
    return {
      height: rows,
      width: columns,
      stride,
      patch: [height, width],
      values: tileText(values, min, max),
      min,
      max,
    };
  }

  /**
   * Which units of a layer fire on an image, and where most: on every patch that a heat map has, on fewer where the
   * layer is so wide that it would take long.
   */
  firing(id: string, layer: number, step?: number): FiringAnswer {
    const model = this.run.model(step);
    const { units } = this.run.layer(layer, step);
    const { x, columns, stride } = thinned(this.#patchesOf(id), Math.max(1000, MOST_ACTIVATIONS / units));
    const { rest } = model.model.layers[layer - 1];
    const all = Array.from({ length: units }, (_, unit) => unit);
    const [max, sum] = [new Float64Array(units).fill(Number.NEGATIVE_INFINITY), new Float64Array(units)];
    const [active, at] = [new Float64Array(units), new Float64Array(units)];
    forEachActivation(model, { layer, units: all }, x, (from, a) => {
      for (let i = 0; i < a.shape[0]; i++) {
        for (let unit = 0; unit < units; unit++) {
          const value = a.data[a.offset + i * a.stride[0] + unit];
          sum[unit] += value;
          if (value > rest) active[unit]++;
          if (value > max[unit]) {
            max[unit] = value;
            at[unit] = from + i;
          }
        }
      }
    });
    const patches = x.shape[0];
    const { name, height, width } = this.image(id);
    return {
      image: { id, name, height, width },
      layer,
      patches,
      features: Array.from(max, (highest, unit) => ({
        unit,
        max: highest,
        mean: sum[unit] / patches,
        density: active[unit] / patches,
        at: [Math.floor(at[unit] / columns) * stride, (at[unit] % columns) * stride] as const,
      }))
        .sort((a, b) => b.max - a.max)
        .slice(0, MOST_FEATURES),
    };
  }
}

function cutPatches(image: Image, [height, width]: readonly number[]): Patches {
  const { channels } = image;
  const free = (image.height - height + 1) * (image.width - width + 1);
  const stride = Math.max(1, Math.ceil(Math.sqrt(free / MOST_PATCHES)));
  const rows = Math.floor((image.height - height) / stride) + 1;
  const columns = Math.floor((image.width - width) / stride) + 1;
  const length = height * width * channels;
  const data = new Float64Array(rows * columns * length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const to = (r * columns + c) * length;
      for (let line = 0; line < height; line++) {
        const from = ((r * stride + line) * image.width + c * stride) * channels;
        data.set(image.data.subarray(from, from + width * channels), to + line * width * channels);
      }
    }
  }
  return { x: view(data, [rows * columns, length]), rows, columns, stride };
}

/** Every k-th patch of every k-th row, so that at most about `most` are left. */
function thinned(patches: Patches, most: number): Patches {
  const { x, rows, columns, stride } = patches;
  const k = Math.ceil(Math.sqrt((rows * columns) / most));
  if (k <= 1) return patches;
  const [fewRows, fewColumns] = [Math.ceil(rows / k), Math.ceil(columns / k)];
  const chosen = Array.from(
    { length: fewRows * fewColumns },
    (_, i) => Math.floor(i / fewColumns) * k * columns + (i % fewColumns) * k,
  );
  const n = x.shape[1];
  const data = new Float64Array(chosen.length * n);
  for (const [to, from] of chosen.entries()) data.set(x.data.subarray(from * n, (from + 1) * n), to * n);
  return { x: view(data, [chosen.length, n]), rows: fewRows, columns: fewColumns, stride: stride * k };
}

/** The activations of some units, chunk by chunk, on plain arrays: they are garbage as soon as they were looked at. */
function forEachActivation(
  { model, theta }: ModelAtStep,
  where: { readonly layer: number; readonly units: readonly number[] },
  x: FloatNdArray,
  visit: (from: number, a: Matrix) => void,
): void {
  const kernels = createKernels(dtypeOf(theta), { engine: "reference" });
  const values = matrix(toDType(x.data, kernels.dtype), x.shape[0], x.shape[1]);
  model.latentsOf(kernels, theta, where, values, visit);
  kernels.dispose();
}
