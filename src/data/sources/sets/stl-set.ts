// STL-10 in its binary version: red, green and blue of 96×96 pixels, column by column; labels in files of their own.

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { decodeText } from "../../io/decode-text.js";
import { readInput } from "../../io/read-file.js";
import type { Labels } from "../../labels.js";
import { assertLabels, broken, type PictureSet, type SetOptions, type SetPart } from "./picture-set.js";
import { fileBytes, type PlaneForm, planeSet, recordBytes } from "./plane-set.js";

const form: PlaneForm = { height: 96, width: 96, byColumns: true, before: 0 };
const CLASSES = 10;
const beginnings: Readonly<Record<SetPart, string>> = {
  train: "train",
  test: "test",
  unlabelled: "unlabeled",
};

/** The pictures of a part; the archive has them in a folder of its own. */
const fileOf = (dir: string, part: SetPart): string | undefined =>
  [dir, join(dir, "stl10_binary")]
    .map((folder) => join(folder, `${beginnings[part]}_X.bin`))
    .find((path) => existsSync(path));

/** Whether a folder has the pictures of a part. */
export const hasStlPart = (dir: string, part: SetPart): boolean => fileOf(dir, part) !== undefined;

/** Labels 1 to 10 and their names; null where there are none. */
function labelsBeside(file: string, part: SetPart, count: number): Labels | null {
  const path = join(dirname(file), `${beginnings[part]}_y.bin`);
  if (!existsSync(path)) return null;
  const labels = Int32Array.from(readInput(path), (label) => label - 1);
  assertLabels(path, labels, count, CLASSES);
  const names = join(dirname(file), "class_names.txt");
  const classes = existsSync(names) ? decodeText(readInput(names)).trim().split(/\s+/) : [];
  if (existsSync(names) && classes.length !== CLASSES)
    throw broken(names, `it must have ${CLASSES} names, got ${classes.length}`);
  return {
    values: labels,
    classes: classes.length > 0 ? classes : Array.from({ length: CLASSES }, (_, label) => String(label + 1)),
  };
}

/**
 * A part of STL-10.
 *
 * @throws {InputError} if a file is cut short, or labels do not match
 * @see Coates, Lee and Ng, An analysis of single-layer networks in unsupervised feature learning (2011)
 */
export function openStlSet(dir: string, part: SetPart, { colour = false }: SetOptions): PictureSet {
  const path = fileOf(dir, part)!;
  const [size, bytes] = [fileBytes(path), recordBytes(form)];
  if (size === 0 || size % bytes !== 0)
    throw broken(path, `it has ${size} bytes, which are no whole pictures of ${bytes}`);
  const count = size / bytes;
  return planeSet([{ path, count }], form, { part, labels: labelsBeside(path, part, count), colour });
}
