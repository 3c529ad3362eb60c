// Examples in a .npy file.

import { contiguous, type FloatMatrix, sizeOf, view } from "../../core/arrays.js";
import { inputError } from "../../core/errors.js";
import { firstNotFinite, notFinite } from "../finite.js";
import { readNpy } from "../io/read-npy.js";
import { channelsLast, type ExampleAxes, exampleAxes } from "../picture-axes.js";
import type { Reading } from "../reading.js";

/** Examples as rows, and what an example looks like. */
export interface ArrayExamples extends Pick<ExampleAxes, "imageShape" | "notice"> {
  /** [m, n] */
  readonly x: FloatMatrix;
}

export interface ArrayOptions extends Pick<Reading, "onShape"> {
  /** rows: [m, …], each example flattened; columns: [n, m] */
  readonly examples: "rows" | "columns";
}

/**
 * The examples of a .npy array, float64. Those of [m, h, w] are grey pictures, of [m, h, w, 3] coloured ones;
 * [m, 3, h, w], with the channels first, is turned into it. Axes of length 1 do not count.
 *
 * @throws {InputError} if the file cannot be read, has no two dimensions, no examples, or holds NaN or ∞
 */
export function readExamples(path: string, { examples, onShape }: ArrayOptions): ArrayExamples {
  const { data, shape } = readNpy(path, (given) => {
    assertExamplesIn("loadArray", given, path, examples);
    const [m, n] = [given[0], sizeOf(given.slice(1))];
    onShape?.(examples === "rows" ? [m, n] : [n, m]);
  });
  const width = sizeOf(shape.slice(1));
  const bad = firstNotFinite(data);
  if (bad >= 0) throw notFinite("loadArray", path, data[bad], Math.floor(bad / width), bad % width);
  const array = view(data, [shape[0], width]);
  if (examples === "columns")
    return { x: view(contiguous(array.transpose(1, 0)), [shape[1], shape[0]]), ...exampleAxes([shape[0]]) };
  const { channelsFirst, ...axes } = exampleAxes(shape.slice(1));
  if (channelsFirst) channelsLast(data, width);
  return { x: array, ...axes };
}

/** @throws {InputError} unless an array of this shape holds examples, as rows or as columns */
export function assertExamplesIn(
  where: string,
  shape: readonly number[],
  path: string,
  examples: ArrayOptions["examples"],
): void {
  if (shape.length < 2 || (examples === "columns" && shape.length > 2)) {
    const rule =
      examples === "columns"
        ? "have two dimensions [values, examples]"
        : "have at least two dimensions [examples, values]";
    throw inputError(where, path, rule, shape);
  }
  if (sizeOf(shape) === 0) throw inputError(where, path, "hold at least one value", shape);
}

/** The examples of a .npy array as rows [m, n]: readExamples without their shape. */
export function loadArray(path: string, options: ArrayOptions): FloatMatrix {
  return readExamples(path, options).x;
}
