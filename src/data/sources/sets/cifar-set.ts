// CIFAR-10 in its binary version: a byte of label, then red, green and blue of 32×32 pixels, row by row.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { decodeText } from "../../io/decode-text.js";
import { readInput } from "../../io/read-file.js";
import { assertLabels, broken, type PictureSet, type SetOptions, type SetPart } from "./picture-set.js";
import { fileBytes, type PlaneForm, planeSet, recordBytes } from "./plane-set.js";

const form: PlaneForm = { height: 32, width: 32, byColumns: false, before: 1 };
const CLASSES = 10;

/** The files of a part, in order; the archive has them in a folder of its own. */
function filesOf(dir: string, part: SetPart): string[] {
  const name = part === "train" ? /^data_batch_\d+\.bin$/ : /^test_batch\.bin$/;
  return [dir, join(dir, "cifar-10-batches-bin")].flatMap((folder) =>
    part !== "unlabelled" && existsSync(folder)
      ? readdirSync(folder)
          .filter((one) => name.test(one))
          .sort()
          .map((one) => join(folder, one))
      : [],
  );
}

/** Whether a folder has the pictures of a part. */
export const hasCifarPart = (dir: string, part: SetPart): boolean => filesOf(dir, part).length > 0;

/** The names in batches.meta.txt, a line each; numbers where it is not there. */
function namesBeside(file: string): string[] {
  const path = join(file, "..", "batches.meta.txt");
  const numbers = Array.from({ length: CLASSES }, (_, label) => String(label));
  if (!existsSync(path)) return numbers;
  const names = decodeText(readInput(path))
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (names.length !== CLASSES) throw broken(path, `it must have ${CLASSES} names, got ${names.length}`);
  return names;
}

/**
 * A part of CIFAR-10.
 *
 * @throws {InputError} if a file is cut short, or has a label beyond 9
 * @see Krizhevsky, Learning multiple layers of features from tiny images (2009), "Binary version"
 */
export function openCifarSet(dir: string, part: SetPart, { colour = false }: SetOptions): PictureSet {
  const bytes = recordBytes(form);
  const files = filesOf(dir, part).map((path) => {
    const size = fileBytes(path);
    if (size === 0 || size % bytes !== 0)
      throw broken(path, `it has ${size} bytes, which are no whole pictures of ${bytes}`);
    return { path, count: size / bytes };
  });
  const labels = files.flatMap(({ path, count }) => {
    const all = readInput(path);
    return Array.from({ length: count }, (_, i) => all[i * bytes]);
  });
  assertLabels(files[0].path, labels, labels.length, CLASSES);
  const named = { values: Int32Array.from(labels), classes: namesBeside(files[0].path) };
  return planeSet(files, form, { part, labels: named, colour });
}
