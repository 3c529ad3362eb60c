// Images in an array of a file: each slice is one, its values as they are.

import { InputError, inputError } from "../../core/errors.js";
import { firstNotFinite } from "../finite.js";
import type { Image } from "../image.js";
import type { ImageFile } from "./image-file.js";
import { readArrayNow } from "./read-array.js";

/** How the images lie in an array: the axis that counts them, and the axes of height, width and colours. */
interface Layout {
  readonly count: number | null;
  readonly height: number;
  readonly width: number;
  readonly colour: number | null;
}

/**
 * Which axes are which. Two axes are one image. Of three, the one that is unlike two equal ones counts the images; where
 * that tells nothing, the last of MATLAB's files and the first of others. Of four, one of length 3 next to the counting
 * one's other side is the colours.
 */
function layoutOf(shape: readonly number[], lastAxisCounts: boolean): Layout | null {
  const [a, b, c] = shape;
  if (shape.length === 2) return { count: null, height: 0, width: 1, colour: null };
  if (shape.length === 3) {
    const isLast = a === b && b !== c ? true : b === c && a !== b ? false : lastAxisCounts;
    return isLast
      ? { count: 2, height: 0, width: 1, colour: null }
      : { count: 0, height: 1, width: 2, colour: null };
  }
  if (shape.length !== 4) return null;
  if (lastAxisCounts) return shape[2] === 3 ? { count: 3, height: 0, width: 1, colour: 2 } : null;
  if (shape[3] === 3) return { count: 0, height: 1, width: 2, colour: 3 };
  return shape[1] === 3 ? { count: 0, height: 2, width: 3, colour: 1 } : null;
}

/** The images of an array, and how many channels each has. */
export interface ArrayImages {
  readonly files: readonly ImageFile[];
  readonly channels: 1 | 3;
}

/**
 * The images of an array: [h, w], [m, h, w] or [h, w, m], grey; [m, h, w, 3], [m, 3, h, w] or [h, w, 3, m], in colour.
 *
 * @param tensor - its name; the only one of the file unless given
 * @throws {InputError} if the file cannot be read, or the array is none of images, or holds NaN or ∞
 */
export function arrayImages(path: string, tensor?: string): ArrayImages {
  const { data, shape, lastAxisCounts } = readArrayNow(path, { tensor });
  const layout = layoutOf(shape, lastAxisCounts);
  if (layout === null || data.length === 0)
    throw inputError(
      "arrayImages",
      path,
      "be images [h, w], [m, h, w], [h, w, m], [m, h, w, 3] or [h, w, 3, m]",
      shape,
    );
  const bad = firstNotFinite(data);
  if (bad >= 0)
    throw new InputError(
      `arrayImages: ${path} must hold finite numbers only, got ${data[bad]}; remove or replace it first`,
    );
  const stride = shape.map((_, axis) => shape.slice(axis + 1).reduce((all, length) => all * length, 1));
  const [height, width] = [shape[layout.height], shape[layout.width]];
  const channels = layout.colour === null ? 1 : 3;
  const step = (axis: number | null) => (axis === null ? 0 : stride[axis]);
  const imageAt = (index: number): Image => {
    const values = new Float64Array(height * width * channels);
    let to = 0;
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        for (let c = 0; c < channels; c++)
          values[to++] =
            data[
              index * step(layout.count) +
                row * step(layout.height) +
                column * step(layout.width) +
                c * step(layout.colour)
            ];
    return { name: `image ${index}`, height, width, channels, data: values };
  };
  const count = layout.count === null ? 1 : shape[layout.count];
  const files = Array.from({ length: count }, (_, index) => ({
    name: `image ${index}`,
    size: () => ({ height, width }),
    load: () => imageAt(index),
  }));
  return { files, channels };
}
