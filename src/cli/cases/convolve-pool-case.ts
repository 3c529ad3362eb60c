// Features of patches run over images, and pooled over regions.

import { join } from "node:path";
import { z } from "zod";
import { type FloatArray, type Matrix, matrix, toDType, transpose, zeros } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";
import { encodeNpy } from "../../data/io/npy.js";
import { readNpy } from "../../data/io/read-npy.js";
import {
  assertConvolution,
  type ConvolutionShape,
  createConvolution,
  placesIn,
  pool as pooled,
  poolings,
  regionsOf,
} from "../../nn/convolve-pool.js";
import { type Case, type CaseResult, caseConfig } from "./read-case.js";

const schema = z.object({
  patch: z.number(),
  pool: z.number(),
  pooling: z.enum(poolings).default("mean"),
});

/** An array of a case. @throws {InputError} unless it has these axes; null: any length */
function arrayOf(folder: string, name: string, axes: readonly (number | null)[]) {
  const path = join(folder, name);
  const { data, shape } = readNpy(path);
  const fits = shape.length === axes.length && axes.every((axis, i) => axis === null || axis === shape[i]);
  if (!fits)
    throw new InputError(
      `evaluate: ${path} must be an array of ${axes.map((axis) => axis ?? "any").join(" × ")}, got ${shape.join(" × ")}`,
    );
  return { data, shape };
}

/** n values: [n], or a column or a row of them, as other programs keep vectors. @throws {InputError} unless it is that */
function vectorOf(folder: string, name: string, n: number) {
  const path = join(folder, name);
  const { data, shape } = readNpy(path);
  const long = shape.filter((length) => length !== 1);
  const fits = shape.length <= 2 && data.length === n && long.length <= 1;
  if (!fits)
    throw new InputError(
      `evaluate: ${path} must be an array of ${n} values, a row or a column of them too, got ${shape.join(" × ")}`,
    );
  return data;
}

/**
 * Where each value of a row of ours stands in the file's patches, which go channel by channel, each column by column.
 */
function orderOf(patch: number, channels: number): number[] {
  const order: number[] = [];
  for (let r = 0; r < patch; r++)
    for (let c = 0; c < patch; c++)
      for (let k = 0; k < channels; k++) order.push(r + c * patch + k * patch * patch);
  return order;
}

/** Image i of [rows, columns, channels, images] as [rows · columns · channels]. */
function imageOf(data: ArrayLike<number>, images: number, i: number): Float64Array {
  return Float64Array.from({ length: data.length / images }, (_, pixel) => data[pixel * images + i]);
}

/** Values [images][places, features] as [features, images, places]. */
function featuresFirst(found: readonly FloatArray[], features: number): Float64Array {
  const places = found[0].length / features;
  const out = new Float64Array(features * found.length * places);
  for (const [i, values] of found.entries())
    for (let place = 0; place < places; place++)
      for (let k = 0; k < features; k++)
        out[(k * found.length + i) * places + place] = values[place * features + k];
  return out;
}

/**
 * convolved.npy [features, images, down, across] and pooled.npy: the features f(W Z (x − mean) + b) of every patch, and
 * their pooling, as the UFLDL exercise lays them out.
 *
 * @throws {InputError} if a file of it cannot be used
 */
export function convolvePoolCase(given: Case): CaseResult {
  const { folder, kernels } = given;
  const { patch, pool: size, pooling } = caseConfig(schema, given);
  const images = arrayOf(folder, "images.npy", [null, null, null, null]);
  const [height, width, channels, count] = images.shape;
  const shape: ConvolutionShape = { height, width, channels, patch: [patch, patch] };
  assertConvolution("evaluate", shape);
  const places = placesIn(shape);
  const regions = regionsOf("evaluate", places, size);
  const n = patch * patch * channels;
  const W = arrayOf(folder, "W.npy", [null, n]);
  const features = W.shape[0];
  const b = vectorOf(folder, "b.npy", features);
  const zca = arrayOf(folder, "zca.npy", [n, n]);
  const mean = vectorOf(folder, "meanPatch.npy", n);

  // The patches in the order of the file.
  const order = orderOf(patch, channels);
  const own = (values: FloatArray) => toDType(values, kernels.dtype);
  const whitening = matrix(own(zca.data), n, n);
  const weights = matrix(own(W.data), features, n);
  const biases = own(b);
  const encode = (patches: Matrix): Matrix => {
    const [p] = patches.shape;
    const memory = (width: number) => matrix(zeros(kernels.dtype, p * width), p, width);
    const [centred, white, found] = [memory(n), memory(n), memory(features)];
    for (let i = 0; i < p; i++)
      for (let j = 0; j < n; j++) {
        const at = order[j];
        centred.data[centred.offset + i * n + at] = patches.data[patches.offset + i * n + j] - mean[at];
      }
    kernels.matmul(centred, transpose(whitening), white);
    kernels.dense("sigmoid", white, weights, biases, found);
    return found;
  };
  const convolve = createConvolution(kernels, shape, features, encode);
  const [convolved, small]: [FloatArray[], FloatArray[]] = [[], []];
  for (let i = 0; i < count; i++) {
    const found = convolve(imageOf(images.data, count, i));
    convolved.push(found.data.slice(found.offset, found.offset + places[0] * places[1] * features));
    const out = new Float64Array(regions[0] * regions[1] * features);
    pooled(found, places, { size, pooling }, out);
    small.push(out);
  }
  return {
    "convolved.npy": encodeNpy(featuresFirst(convolved, features), [features, count, ...places]),
    "pooled.npy": encodeNpy(featuresFirst(small, features), [features, count, ...regions]),
  };
}
