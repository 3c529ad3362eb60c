// Examples in a .npy file.

import { contiguous, type FloatMatrix, sizeOf, view } from "../../core/arrays.js";
import { InputError, inputError } from "../../core/errors.js";
import { readNpy } from "../io/read-npy.js";
import type { Reading } from "../reading.js";

/** Examples as rows, and what an example looks like. */
export interface ArrayExamples {
  /** [m, n] */
  readonly x: FloatMatrix;
  /** [height, width] or [height, width, 3] of an example that is a picture, by its axes or as a square; else null */
  readonly imageShape: readonly number[] | null;
  /** What to tell of an example's axes that look like a picture's and are none, or might be meant otherwise; else null */
  readonly notice: string | null;
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
    assertExamplesIn(given, path, examples);
    const [m, n] = [given[0], sizeOf(given.slice(1))];
    onShape?.(examples === "rows" ? [m, n] : [n, m]);
  });
  const width = sizeOf(shape.slice(1));
  const bad = isFiniteThroughout(data) ? -1 : data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new InputError(
      `loadArray: ${path} must hold finite numbers only, got ${data[bad]} at row ${Math.floor(bad / width)}, column ${bad % width}; remove or replace it first`,
    );
  }
  const array = view(data, [shape[0], width]);
  if (examples === "columns")
    return {
      x: view(contiguous(array.transpose(1, 0)), [shape[1], shape[0]]),
      imageShape: pictureShape([shape[0]]),
      notice: null,
    };
  const axes = shape.slice(1).filter((length) => length > 1);
  if (isChannelsFirst(axes)) channelsLast(data, width);
  const imageShape = pictureShape(axes);
  return { x: array, imageShape, notice: noticeOn(shape.slice(1), imageShape) };
}

function assertExamplesIn(shape: readonly number[], path: string, examples: "rows" | "columns"): void {
  if (shape.length < 2 || (examples === "columns" && shape.length > 2)) {
    const rule =
      examples === "columns"
        ? "have two dimensions [values, examples]"
        : "have at least two dimensions [examples, values]";
    throw inputError("loadArray", path, rule, shape);
  }
  if (sizeOf(shape) === 0) throw inputError("loadArray", path, "hold at least one value", shape);
}

/** The examples of a .npy array as rows [m, n]: readExamples without their shape. */
export function loadArray(path: string, options: ArrayOptions): FloatMatrix {
  return readExamples(path, options).x;
}

/** 0·v is NaN where v is not finite, and so is every sum with it. */
function isFiniteThroughout(data: Float64Array): boolean {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += 0 * data[i];
  return sum === 0;
}

/** What an example of these axes, without those of length 1, is drawn as; null where it is no picture. */
function pictureShape(axes: readonly number[]): readonly number[] | null {
  if (axes.length === 1) return squareShape(axes[0]);
  if (axes.length === 2) return axes;
  if (isChannelsFirst(axes)) return [axes[1], axes[2], 3];
  return axes.length === 3 && axes[2] === 3 ? axes : null;
}

const isChannelsFirst = (axes: readonly number[]) => axes.length === 3 && axes[0] === 3 && axes[2] !== 3;

function noticeOn(axes: readonly number[], imageShape: readonly number[] | null): string | null {
  const own = axes.join("×");
  if (axes.length > 1 && imageShape === null)
    return `examples of ${own} are not drawn: those of height×width, height×width×3 and 3×height×width are; turn the array, or name a shape (--image-shape 8x8)`;
  if (imageShape?.length === 3 && imageShape[0] === 3 && axes[axes.length - 1] === 3)
    return `examples of ${own} are taken as height×width×3; where the first axis is the colours, turn the array`;
  return null;
}

/** Examples without a shape of their own are shown as square pictures where their length is a square. */
function squareShape(length: number): number[] | null {
  const side = Math.round(Math.sqrt(length));
  return side > 1 && side * side === length ? [side, side] : null;
}

/** [3, h, w] becomes [h, w, 3], example for example, in place. */
function channelsLast(data: Float64Array, length: number): void {
  const pixels = length / 3;
  for (let from = 0; from < data.length; from += length) {
    const example = data.slice(from, from + length);
    for (let pixel = 0; pixel < pixels; pixel++)
      for (let c = 0; c < 3; c++) data[from + 3 * pixel + c] = example[c * pixels + pixel];
  }
}
