// What the axes of an example say of the picture that it is.

import type { FloatArray } from "../core/arrays.js";

/** What examples of some axes are. */
export interface ExampleAxes {
  /** [height, width] or [height, width, 3] of an example that is a picture, by its axes or as a square; else null */
  readonly imageShape: readonly number[] | null;
  /** What to tell of axes that look like a picture's and are none, or might be meant otherwise; else null */
  readonly notice: string | null;
  /** Coloured pictures by their planes, [3, h, w]: `channelsLast` turns them */
  readonly channelsFirst: boolean;
}

/** What examples of these axes are: [h, w], [h, w, 3] and [3, h, w] are pictures. Axes of length 1 do not count. */
export function exampleAxes(axes: readonly number[]): ExampleAxes {
  const long = axes.filter((length) => length > 1);
  const imageShape = pictureShape(long);
  return { imageShape, notice: noticeOn(axes, imageShape), channelsFirst: isChannelsFirst(long) };
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
export function channelsLast(data: FloatArray, length: number): void {
  const pixels = length / 3;
  for (let from = 0; from < data.length; from += length) {
    const example = data.slice(from, from + length);
    for (let pixel = 0; pixel < pixels; pixel++)
      for (let c = 0; c < 3; c++) data[from + 3 * pixel + c] = example[c * pixels + pixel];
  }
}
