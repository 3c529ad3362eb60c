// A set of pictures with each scaled down as it is read.

import { scaleDown, scaledSize } from "../../scale-down.js";
import type { PictureSet } from "./picture-set.js";

/** The same set with the longer side of its pictures at most `maxSide`, by area averages. */
export function scaledSet(set: PictureSet, maxSide: number): PictureSet {
  const [height, width, channels] = set.shape;
  const scaled = scaledSize({ height, width }, maxSide);
  const data = new Float64Array(height * width * channels);
  return {
    ...set,
    shape: [scaled.height, scaled.width, channels],
    read(index, into) {
      set.read(index, data);
      into.set(scaleDown({ name: set.nameOf(index), height, width, channels, data }, maxSide).data);
    },
  };
}
