// From a source config to image files.

import type { SourceConfig } from "../config/config.js";
import { assertNever, inputError } from "../core/errors.js";
import { type ImageFolder, openFolder } from "../data/sources/folder.js";
import { openImage } from "../data/sources/image-file.js";
import { openPhotos } from "../data/sources/photos.js";
import { imagesOf, openSet } from "../data/sources/sets/open-set.js";

/** The images of a source, not read yet, and the files beside them that are none. */
export function openImages(source: SourceConfig): ImageFolder {
  switch (source.kind) {
    case "photos":
      return openPhotos();
    case "folder":
      return openFolder(source.path, source);
    case "image":
      return { files: [openImage(source.path, source)], leftOut: [] };
    case "labelled": {
      const { dir, part = "train" } = source;
      const set = openSet(dir, part, source);
      if (set === null) throw inputError("data", "part", `be one that ${dir} has`, part);
      return { files: imagesOf(set), leftOut: [] };
    }
    default:
      return assertNever(source);
  }
}
