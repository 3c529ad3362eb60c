// Examples in an array of a file.

import { contiguous, type FloatMatrix, sizeOf, view } from "../../core/arrays.js";
import { inputError } from "../../core/errors.js";
import { firstNotFinite, notFinite } from "../finite.js";
import type { ReadArray } from "../io/stored-arrays.js";
import { channelsLast, type ExampleAxes, exampleAxes } from "../picture-axes.js";
import type { Reading } from "../reading.js";
import { readArray, readArrayNow, type Wanted } from "./read-array.js";

/** Examples as rows, and what an example looks like. */
export interface ArrayExamples extends Pick<ExampleAxes, "imageShape" | "notice"> {
  /** [m, n] */
  readonly x: FloatMatrix;
}

/** Which array of a file, and how the examples lie in it. */
export interface ArrayOptions extends Pick<Reading, "onShape"> {
  /** rows: [m, …], each example flattened; columns: […, m] */
  readonly examples: "rows" | "columns";
  /** The name of the array; the only one of the file unless given */
  readonly tensor?: string | undefined;
}

/** What is asked of the array of a file: its shape is looked at before its values are read. */
const wantedOf = (path: string, { examples, tensor, onShape }: ArrayOptions): Wanted => ({
  tensor,
  onShape(given) {
    assertExamplesIn("loadArray", given, path, examples);
    const m = examples === "rows" ? given[0] : given[given.length - 1];
    onShape?.([m, sizeOf(given) / m]);
  },
});

/**
 * The examples of an array, float64. Those of [m, h, w] are grey pictures, of [m, h, w, 3] coloured ones;
 * [m, 3, h, w], with the channels first, is turned into it. Axes of length 1 do not count.
 *
 * @throws {InputError} if the file cannot be read, has no such array, no two dimensions, no examples, or holds NaN or ∞
 */
export async function readArrayExamples(path: string, options: ArrayOptions): Promise<ArrayExamples> {
  return examplesOf(await readArray(path, wantedOf(path, options)), path, options);
}

/** The same at once. @throws {InputError} as that, and of HDF5 and Parquet, which other packages read */
export function readArrayExamplesNow(path: string, options: ArrayOptions): ArrayExamples {
  return examplesOf(readArrayNow(path, wantedOf(path, options)), path, options);
}

function examplesOf(
  { data, shape }: Pick<ReadArray, "data" | "shape">,
  path: string,
  { examples }: Pick<ArrayOptions, "examples">,
): ArrayExamples {
  const width = shape[shape.length - 1];
  const bad = firstNotFinite(data);
  if (bad >= 0) throw notFinite("loadArray", path, data[bad], ...placeOf(bad, shape));
  if (examples === "columns") {
    const m = width;
    const across = view(data, [data.length / m, m]).transpose(1, 0);
    const { channelsFirst, ...axes } = exampleAxes(shape.slice(0, -1));
    const x = contiguous(across);
    if (channelsFirst) channelsLast(x, x.length / m);
    return { x: view(x, [m, x.length / m]), ...axes };
  }
  const { channelsFirst, ...axes } = exampleAxes(shape.slice(1));
  const n = data.length / shape[0];
  if (channelsFirst) channelsLast(data, n);
  return { x: view(data, [shape[0], n]), ...axes };
}

/** Row and column of a value, of the first axis and of all others. */
function placeOf(at: number, shape: readonly number[]): [row: number, column: number] {
  const width = sizeOf(shape.slice(1));
  return [Math.floor(at / width), at % width];
}

/** @throws {InputError} unless an array of this shape holds examples, as rows or as columns */
export function assertExamplesIn(
  where: string,
  shape: readonly number[],
  path: string,
  examples: ArrayOptions["examples"],
): void {
  if (shape.length < 2) {
    const rule =
      examples === "columns"
        ? "have at least two dimensions [values, examples]"
        : "have at least two dimensions [examples, values]";
    throw inputError(where, path, rule, shape);
  }
  if (sizeOf(shape) === 0) throw inputError(where, path, "hold at least one value", shape);
}

/**
 * The examples of an array as rows [m, n]: of a file of NumPy, MATLAB, IDX, .safetensors or text.
 *
 * @throws {InputError} if it cannot be read, has no such array, no examples, or holds NaN or ∞
 */
export function loadArray(path: string, options: ArrayOptions): FloatMatrix {
  return readArrayExamplesNow(path, options).x;
}
