// A folder of labelled pictures, in whichever form it is.

import { statSync } from "node:fs";
import { InputError } from "../../../core/errors.js";
import { whyNoFolder } from "../../io/read-file.js";
import type { ImageFile } from "../image-file.js";
import { hasCifarPart, openCifarSet } from "./cifar-set.js";
import { hasClassFolders, openClassFolders } from "./class-folders.js";
import { hasIdxPart, openIdxSet } from "./idx-set.js";
import type { PictureSet, SetOptions, SetPart } from "./picture-set.js";
import { scaledSet } from "./scaled-set.js";
import { hasStlPart, openStlSet } from "./stl-set.js";

interface Form {
  readonly has: (dir: string, part: SetPart) => boolean;
  readonly open: (dir: string, part: SetPart, options: SetOptions) => PictureSet;
}

/** Forms whose files have names of their own. */
const named: readonly Form[] = [
  { has: hasIdxPart, open: openIdxSet },
  { has: hasCifarPart, open: openCifarSet },
  { has: hasStlPart, open: openStlSet },
];
const folders: Form = { has: hasClassFolders, open: openClassFolders };

const PARTS = ["train", "test", "unlabelled"] as const satisfies readonly SetPart[];

/** Whether a folder has the files of MNIST, CIFAR-10, STL-10 or a set of their form. */
export const isNamedSet = (dir: string): boolean =>
  named.some(({ has }) => PARTS.some((part) => has(dir, part)));

/**
 * A part of a set; null where the set lacks it.
 *
 * @param dir - with IDX files as MNIST has them, the binary files of CIFAR-10 or STL-10, or a folder of images a class
 * @throws {InputError} if there is no such folder, it is none of these, or a file is damaged
 */
export function openSet(dir: string, part: SetPart, options: SetOptions): PictureSet | null {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory())
    throw new InputError(`openSet: ${dir} must be a folder, ${whyNoFolder(dir)}`);
  const form = [...named, folders].find(({ has }) => PARTS.some((one) => has(dir, one)));
  if (form === undefined)
    throw new InputError(
      `openSet: ${dir} must hold a set of labelled pictures, it has none: train-images-idx3-ubyte and its fellows as MNIST, the .bin files of CIFAR-10 or STL-10, or a folder of images for each class; rhohat data fetch mnist gets one`,
    );
  if (!form.has(dir, part)) return null;
  const set = form.open(dir, part, options);
  return options.maxSide === undefined ? set : scaledSet(set, options.maxSide);
}

/** The pictures of a set one by one, as images to cut patches of. */
export function imagesOf(set: PictureSet): readonly ImageFile[] {
  const [height, width, channels] = set.shape;
  return (
    set.files ??
    Array.from({ length: set.count }, (_, index) => ({
      name: set.nameOf(index),
      size: () => ({ height, width }),
      load: () => {
        const data = new Float64Array(height * width * channels);
        set.read(index, data);
        return { name: set.nameOf(index), height, width, channels, data };
      },
    }))
  );
}
