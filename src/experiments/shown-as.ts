// What the examples of an array are drawn as.

import { sizeOf } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import type { ExampleAxes } from "../data/picture-axes.js";
import type { Reading } from "../data/reading.js";

/** One channel is grey, like none. */
function drawnAs(shape: readonly number[] | undefined): readonly number[] | undefined {
  return shape?.[2] === 1 ? shape.slice(0, 2) : shape;
}

/**
 * As the config says, else as their own axes do.
 *
 * @param path - of the file, for what is told
 * @throws {InputError} if the shape has not as many values as an example
 */
export function shownAs(
  { imageShape: asked }: { readonly imageShape?: readonly number[] | undefined },
  path: string,
  { imageShape: own, notice, inputs }: Pick<ExampleAxes, "imageShape" | "notice"> & { inputs: number },
  { onNotice }: Reading,
): readonly number[] | null {
  if (notice !== null && asked === undefined) onNotice?.(`${path}: ${notice}`);
  const imageShape = drawnAs(asked) ?? own;
  if (imageShape !== null && sizeOf(imageShape) !== inputs)
    throw new InputError(
      `data: imageShape must have ${inputs} values, as an example of ${path} has, got ${imageShape.join("×")}`,
    );
  return imageShape;
}
