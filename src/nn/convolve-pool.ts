// Features of patches run over whole images, tile by tile, and pooled.

import { contiguous, type FloatArray, type Matrix, matrix, rows } from "../core/arrays.js";
import { assertCount, InputError } from "../core/errors.js";
import { assertNamed } from "../core/known-names.js";
import type { Kernels } from "../kernels/kernels.js";

/** Which patches of an image there are. */
export interface ConvolutionShape {
  /** Of the image, in pixels */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Height and width of a patch */
  readonly patch: readonly [height: number, width: number];
}

/** How the features of neighbouring patches become one number. */
export const poolings = ["mean", "max"] as const;
/** The mean or the maximum of a region. */
export type Pooling = (typeof poolings)[number];

/** Values of gathered patches that are in memory at a time: a few megabytes. */
const GATHERED = 1 << 19;

/** Places of a patch in an image, down and across: height − patch height + 1, width − patch width + 1. */
export const placesIn = ({ height, width, patch }: ConvolutionShape): readonly [number, number] => [
  height - patch[0] + 1,
  width - patch[1] + 1,
];

/** @throws {InputError} unless a patch fits into the image */
export function assertConvolution(where: string, shape: ConvolutionShape): void {
  const { height, width, patch } = shape;
  for (const side of patch) assertCount(where, "patch", side);
  if (placesIn(shape).some((places) => places < 1))
    throw new InputError(
      `${where}: patch must fit into the images of ${height}×${width}, got ${patch.join("×")}; take larger images`,
    );
}

/** Rows of patches, [to − from, height · width · channels], of the places from … to − 1, which run row by row. */
function gather(image: FloatArray, shape: ConvolutionShape, [from, to]: readonly number[], out: FloatArray) {
  const { width, channels, patch } = shape;
  const across = placesIn(shape)[1];
  const line = patch[1] * channels;
  for (let place = from, at = 0; place < to; place++) {
    const start = (Math.floor(place / across) * width + (place % across)) * channels;
    for (let r = 0; r < patch[0]; r++, at += line)
      out.set(image.subarray(start + r * width * channels, start + r * width * channels + line), at);
  }
}

/**
 * What runs features of patches over images of one shape, in memory that is taken once.
 *
 * @param encode - the features of some patches: patches [p, height · width · channels] as rows of pixels, the channels last,
 *   which it may overwrite → [p, features], which are copied
 * @returns a function of an image, [height · width · channels] with the channels last, that gives the features at every place
 *   of a patch, [places down · places across, features]; overwritten by the next
 * @throws {InputError} if a patch does not fit
 */
export function createConvolution(
  kernels: Kernels,
  shape: ConvolutionShape,
  features: number,
  encode: (patches: Matrix) => Matrix,
): (image: FloatArray) => Matrix {
  assertConvolution("convolve", shape);
  const values = shape.patch[0] * shape.patch[1] * shape.channels;
  const [down, across] = placesIn(shape);
  const places = down * across;
  const tile = Math.max(1, Math.min(places, Math.floor(GATHERED / values)));
  const patches = matrix(kernels.allocate(tile * values), tile, values);
  const found = matrix(kernels.allocate(places * features), places, features);
  return (image) => {
    for (let from = 0; from < places; from += tile) {
      const to = Math.min(places, from + tile);
      const few = rows(patches, 0, to - from);
      gather(image, shape, [from, to], few.data.subarray(few.offset));
      found.data.set(contiguous(encode(few)), found.offset + from * features);
    }
    return found;
  };
}

/** Regions of an image that are pooled, down and across; what is left over at its right and lower edge is left out. */
export function regionsOf(
  where: string,
  [down, across]: readonly [number, number],
  size: number,
): readonly [number, number] {
  assertCount(where, "pool", size);
  if (size > down || size > across)
    throw new InputError(
      `${where}: pool must be at most the ${Math.min(down, across)} places of a patch, got ${size}; take smaller regions`,
    );
  return [Math.floor(down / size), Math.floor(across / size)];
}

/**
 * The mean or the maximum of each feature over regions of size × size places that lie side by side.
 *
 * @param convolved - [places down · places across, features]
 * @param out - [regions down · regions across, features], overwritten: the region's place first, then the feature
 * @throws {InputError} if a region is larger than the image
 */
export function pool(
  convolved: Matrix,
  places: readonly [number, number],
  { size, pooling }: { readonly size: number; readonly pooling: Pooling },
  out: FloatArray,
): void {
  assertNamed("pool", "pooling", "name a way to pool", pooling, poolings);
  const [down, across] = regionsOf("pool", places, size);
  const features = convolved.shape[1];
  const { data, offset } = convolved;
  for (let r = 0; r < down; r++)
    for (let c = 0; c < across; c++) {
      const to = (r * across + c) * features;
      out.fill(pooling === "mean" ? 0 : Number.NEGATIVE_INFINITY, to, to + features);
      for (let y = r * size; y < (r + 1) * size; y++)
        for (let x = c * size; x < (c + 1) * size; x++) {
          const from = offset + (y * places[1] + x) * features;
          for (let k = 0; k < features; k++) {
            const value = data[from + k];
            out[to + k] = pooling === "mean" ? out[to + k] + value : Math.max(out[to + k], value);
          }
        }
      if (pooling === "mean") for (let k = 0; k < features; k++) out[to + k] /= size * size;
    }
}
