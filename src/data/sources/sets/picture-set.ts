// What a data set of small pictures is to everybody else, whatever its files are.

import { InputError } from "../../../core/errors.js";
import type { Labels } from "../../labels.js";
import type { ImageFile } from "../image-file.js";

/** The parts that a set may have. */
export type SetPart = "train" | "test" | "unlabelled";

/** Pictures of one size, each read when it is asked for. */
export interface PictureSet {
  /** [height, width, channels] */
  readonly shape: readonly [height: number, width: number, channels: 1 | 3];
  readonly count: number;
  /** Null where there are none */
  readonly labels: Labels | null;
  /** What a picture is called: its file, or its place in the set */
  readonly nameOf: (index: number) => string;
  /** Puts a picture into `into`, [height, width, channels], 0 … 1. @throws {InputError} if it cannot be read */
  readonly read: (index: number, into: Float64Array) => void;
  /** Where each is a file of its own; they may differ in size, which \`read\` refuses */
  readonly files?: readonly ImageFile[];
  /** Pictures left out that are read once the package sharp is installed */
  readonly forSharp?: readonly string[];
}

export interface SetOptions {
  /** Three channels instead of grey */
  readonly colour?: boolean | undefined;
  /** Larger pictures are scaled down until their longer side has so many pixels */
  readonly maxSide?: number | undefined;
}

/** What the error of a file of a set begins with. */
export const broken = (path: string, why: string): InputError =>
  new InputError(`openSet: ${path} must be a whole file of its set, ${why}`);

/** @throws {InputError} unless there is a label for each picture, each one of a class */
export function assertLabels(path: string, labels: ArrayLike<number>, count: number, classes: number): void {
  if (labels.length !== count)
    throw new InputError(
      `openSet: ${path} must have a label for each of the ${count} pictures, got ${labels.length}`,
    );
  for (let i = 0; i < labels.length; i++)
    if (labels[i] >= classes || labels[i] < 0)
      throw broken(path, `label ${i} is ${labels[i]}, its ${classes} classes are 0 to ${classes - 1}`);
}

/** Grey of red, green and blue. @see ITU-R Recommendation BT.601 */
export const luma = (red: number, green: number, blue: number): number =>
  0.299 * red + 0.587 * green + 0.114 * blue;
