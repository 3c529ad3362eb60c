// From a source config to image files.

import type { SourceConfig } from "../config/config.js";
import { assertNever, inputError } from "../core/errors.js";
import { arrayImages } from "../data/sources/array-images.js";
import { completedLeaves, deadLeavesFiles } from "../data/sources/dead-leaves.js";
import { type ImageFolder, openFolder } from "../data/sources/folder.js";
import { openImage } from "../data/sources/image-file.js";
import { openPhotos } from "../data/sources/photos.js";
import { imagesOf, openSet } from "../data/sources/sets/open-set.js";

/** Images to cut patches of. */
export interface ImageSource extends ImageFolder {
  /** 1 grey, 3 red-green-blue */
  readonly channels: 1 | 3;
  /** Whether their values are 0 … 1; else as an array has them */
  readonly isUnit: boolean;
}

/**
 * The images of a source, not read yet, and the files beside them that are none.
 *
 * @throws {InputError} if there are none, or an array cannot be read
 */
export function openImages(source: SourceConfig): ImageSource {
  if (source.kind === "array")
    return { ...arrayImages(source.path, source.tensor), leftOut: [], isUnit: false };
  const channels = source.kind !== "photos" && source.colour ? 3 : 1;
  return { ...openFiles(source), channels, isUnit: true };
}

function openFiles(source: Exclude<SourceConfig, { kind: "array" }>): ImageFolder {
  switch (source.kind) {
    case "photos":
      return openPhotos();
    case "dead-leaves":
      return { files: deadLeavesFiles(completedLeaves(source)), leftOut: [] };
    case "folder":
      return openFolder(source.path, source);
    case "image":
      return { files: [openImage(source.path, source)], leftOut: [] };
    case "labelled": {
      const { dir, part = "train" } = source;
      const set = openSet(dir, part, source);
      if (set === null) throw inputError("data", "part", `be one that ${dir} has`, part);
      const { forSharp = [] } = set;
      return { files: imagesOf(set), leftOut: forSharp, forSharp };
    }
    default:
      return assertNever(source);
  }
}
