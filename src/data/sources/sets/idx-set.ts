// MNIST and sets of its form: pictures and labels in IDX files, plain or packed.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readIdx } from "../../io/read-idx.js";
import type { Labels } from "../../labels.js";
import { assertLabels, broken, type PictureSet, type SetOptions, type SetPart } from "./picture-set.js";

/** How the files of a part begin. */
const beginnings: Readonly<Record<SetPart, string>> = {
  train: "train",
  test: "(?:t10k|test)",
  unlabelled: "unlabelled",
};

/** A file of a part, by what it holds; null where there is none. MNIST has been given out with a dot, too. */
function fileOf(dir: string, part: SetPart, what: "images" | "labels"): string | null {
  const name = new RegExp(`^${beginnings[part]}-${what}[-.]idx\\d-ubyte(?:\\.gz)?$`);
  const [found] = readdirSync(dir)
    .filter((one) => name.test(one))
    .sort();
  return found === undefined ? null : join(dir, found);
}

/** Whether a folder has the pictures of a part. */
export const hasIdxPart = (dir: string, part: SetPart): boolean =>
  existsSync(dir) && fileOf(dir, part, "images") !== null;

/** Classes of MNIST and Fashion-MNIST; sets with more have higher labels. */
const DIGITS = 10;

function readLabels(path: string, count: number): Labels {
  const { shape, type, body } = readIdx(path);
  if (shape.length !== 1 || type !== "u1")
    throw broken(path, `it must hold bytes [pictures], got ${type} [${shape.join(", ")}]`);
  const classes = body.reduce((most, label) => Math.max(most, label + 1), DIGITS);
  assertLabels(path, body, count, classes);
  return {
    values: Int32Array.from(body),
    classes: Array.from({ length: classes }, (_, label) => String(label)),
  };
}

/**
 * A part of a folder with train-images-idx3-ubyte and its fellows, as MNIST, Fashion-MNIST and others have them.
 *
 * @throws {InputError} if a file is damaged, or labels do not match
 * @see LeCun, Cortes and Burges, The MNIST database
 */
export function openIdxSet(dir: string, part: SetPart, { colour = false }: SetOptions): PictureSet {
  const path = fileOf(dir, part, "images")!;
  const { shape, type, body } = readIdx(path);
  if (shape.length !== 3 || type !== "u1" || body.length === 0)
    throw broken(path, `it must hold bytes [pictures, height, width], got ${type} [${shape.join(", ")}]`);
  const [count, height, width] = shape;
  const channels = colour ? 3 : 1;
  const labelPath = fileOf(dir, part, "labels");
  return {
    shape: [height, width, channels],
    count,
    labels: labelPath === null ? null : readLabels(labelPath, count),
    nameOf: (index) => `${part} ${index}`,
    read(index, into) {
      const from = index * height * width;
      for (let i = 0; i < into.length; i++) into[i] = body[from + Math.floor(i / channels)] / 255;
    },
  };
}
