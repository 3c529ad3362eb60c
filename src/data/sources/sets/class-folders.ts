// Images in a folder for each class, with the parts train and test around them where there are such.

import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError, inputError } from "../../../core/errors.js";
import { fewOf, openFolder } from "../folder.js";
import type { ImageFile } from "../image-file.js";
import type { PictureSet, SetOptions, SetPart } from "./picture-set.js";

/** Names in the order in which people count: 2 before 10. */
const { compare: inOrder } = new Intl.Collator("en", { numeric: true });

/** The folders in a folder by their names, hidden ones left out. */
function foldersIn(dir: string): string[] {
  if (!existsSync(dir)) return [];
  const isFolder = (name: string) => statSync(join(dir, name), { throwIfNoEntry: false })?.isDirectory();
  return readdirSync(dir)
    .filter((name) => !name.startsWith(".") && isFolder(name))
    .sort(inOrder);
}

/** The folder whose folders are the classes of a part; null where there is no such part. */
function folderOf(dir: string, part: SetPart): string | null {
  const names = foldersIn(dir);
  if (names.includes("train") && foldersIn(join(dir, "train")).length > 0)
    return names.includes(part) ? join(dir, part) : null;
  return part === "train" && names.length > 0 ? dir : null;
}

/** Whether a folder has folders that can be the classes of a part. */
export const hasClassFolders = (dir: string, part: SetPart): boolean => folderOf(dir, part) !== null;

/**
 * A part of such a folder: its classes are the folders of the training part, by their names. The images of a set are of
 * one size, that of the first.
 *
 * @throws {InputError} if a class has no images, the test part has a class of its own, or images differ in size
 */
export function openClassFolders(
  dir: string,
  part: SetPart,
  { colour = false, maxSide }: SetOptions,
): PictureSet {
  const classes = foldersIn(folderOf(dir, "train")!);
  const own = folderOf(dir, part)!;
  const strange = foldersIn(own).find((name) => !classes.includes(name));
  if (strange !== undefined)
    throw inputError(
      "openSet",
      join(own, strange),
      `be one of the classes of training: ${fewOf(classes)}`,
      strange,
    );
  const labels: number[] = [];
  const files: ImageFile[] = [];
  const forSharp: string[] = [];
  for (const [label, name] of classes.entries()) {
    if (!existsSync(join(own, name))) continue;
    const folder = openFolder(join(own, name), { colour, maxSide });
    for (const leftOut of folder.forSharp ?? []) forSharp.push(`${name}/${leftOut}`);
    for (const file of folder.files) {
      files.push({ ...file, name: `${name}/${file.name}` });
      labels.push(label);
    }
  }
  if (files.length === 0) throw new InputError(`openSet: ${own} must hold a folder of images for each class`);
  const { height, width } = files[0].size();
  return {
    shape: [height, width, colour ? 3 : 1],
    count: files.length,
    labels: { values: Int32Array.from(labels), classes },
    nameOf: (index) => files[index].name,
    files,
    forSharp,
    read(index, into) {
      const image = files[index].load();
      if (image.height !== height || image.width !== width)
        throw new InputError(
          `openSet: ${dir} must hold images of one size, ${files[0].name} has ${height}×${width}, ${files[index].name} has ${image.height}×${image.width}; scale them to one size, or cut patches of them`,
        );
      into.set(image.data);
    },
  };
}
