// Coloured pictures of equal size as planes of bytes, one picture after the other: CIFAR-10 and STL-10.

import { closeSync, openSync, readSync, statSync } from "node:fs";
import { unreadable } from "../../io/read-file.js";
import type { Labels } from "../../labels.js";
import { luma, type PictureSet, type SetOptions } from "./picture-set.js";

/** How the bytes of a picture lie: a plane a colour, its pixels row by row or column by column. */
export interface PlaneForm {
  readonly height: number;
  readonly width: number;
  readonly byColumns: boolean;
  /** Bytes before each picture, such as its label */
  readonly before: number;
}

/** Bytes of a picture with what stands before it. */
export const recordBytes = ({ height, width, before }: PlaneForm): number => before + 3 * height * width;

/** Bytes of a file. @throws {InputError} if there is none */
export function fileBytes(path: string): number {
  try {
    return statSync(path).size;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Fills memory from a place in a file, which is opened for that: so many pictures need neither memory nor open files. */
function readAt(path: string, into: Uint8Array, position: number): void {
  try {
    const file = openSync(path, "r");
    try {
      for (let done = 0; done < into.length; ) {
        const count = readSync(file, into, done, into.length - done, position + done);
        if (count === 0) throw new Error("it became shorter while it was read");
        done += count;
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** What the pictures of such files are. @param files - each with how many pictures it has */
export function planeSet(
  files: readonly { readonly path: string; readonly count: number }[],
  form: PlaneForm,
  { part, labels, colour = false }: SetOptions & { readonly part: string; readonly labels: Labels | null },
): PictureSet {
  const { height, width, byColumns, before } = form;
  const pixels = height * width;
  const bytes = new Uint8Array(3 * pixels);
  const placeOf = (index: number) => {
    let [file, at] = [0, index];
    while (at >= files[file].count) at -= files[file++].count;
    return { path: files[file].path, position: at * recordBytes(form) + before };
  };
  return {
    shape: [height, width, colour ? 3 : 1],
    count: files.reduce((sum, { count }) => sum + count, 0),
    labels,
    nameOf: (index) => `${part} ${index}`,
    read(index, into) {
      const { path, position } = placeOf(index);
      readAt(path, bytes, position);
      for (let pixel = 0; pixel < pixels; pixel++) {
        const [row, column] = [Math.floor(pixel / width), pixel % width];
        const at = byColumns ? column * height + row : pixel;
        const [red, green, blue] = [bytes[at], bytes[pixels + at], bytes[2 * pixels + at]];
        if (!colour) into[pixel] = luma(red, green, blue) / 255;
        else into.set([red / 255, green / 255, blue / 255], 3 * pixel);
      }
    },
  };
}
