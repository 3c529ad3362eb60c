// How much a feature looks like noise rather than like a smooth edge.

import type { Matrix } from "../core/arrays.js";
import { inputError } from "../core/errors.js";

/**
 * The roughness of each tile: the squared differences of horizontally and vertically neighbouring pixels,
 * over the sum of squares,
 *
 *   Σ (v_{r,c+1} − v_{r,c})² + Σ (v_{r+1,c} − v_{r,c})²  /  Σ v_{r,c}²
 *
 * About 0.8 for the oriented edges of natural patches, 3.5 for independent random pixels of 8×8.
 *
 * @param features - one tile a row, [units, height·width·channels], channels last
 * @param shape - [height, width] or [height, width, channels]
 * @returns [units]; 0 for a tile of zeros
 */
export function roughness(features: Matrix, shape: readonly number[]): Float64Array {
  const [height, width, channels = 1] = shape;
  const pixels = height * width * channels;
  if (features.shape[1] !== pixels) {
    throw inputError(
      "roughness",
      "features",
      `have ${pixels} values each for tiles of ${shape.join("×")}`,
      features.shape[1],
    );
  }
  const { data, stride, offset } = features;
  return Float64Array.from({ length: features.shape[0] }, (_, unit) => {
    const at = (row: number, column: number, channel: number) =>
      data[offset + unit * stride[0] + ((row * width + column) * channels + channel) * stride[1]];
    let squares = 0;
    let differences = 0;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        for (let channel = 0; channel < channels; channel++) {
          const value = at(row, column, channel);
          squares += square(value);
          if (column + 1 < width) differences += square(at(row, column + 1, channel) - value);
          if (row + 1 < height) differences += square(at(row + 1, column, channel) - value);
        }
      }
    }
    return squares === 0 ? 0 : differences / squares;
  });
}

/** x², as a product: ** may have other bits elsewhere. */
function square(x: number): number {
  return x * x;
}
