// A set of labelled pictures that nobody took: dead leaves in colour, whose class is the shape of all leaves of a picture.

import { createRandom } from "../../../core/random.js";
import { deadLeaves } from "../dead-leaves.js";
import { FURTHEST, leafShapes } from "../leaf-shapes.js";
import type { PictureSet, SetPart } from "./picture-set.js";

/** The largest radius of a leaf, as a share of the side: so that several are seen whole. */
const LARGEST = 1 / 4;

/** The classes: what the leaves of a picture are. */
const classes = {
  discs: leafShapes.disc,
  squares: leafShapes.square,
  diamonds: leafShapes.diamond,
  triangles: leafShapes.triangle,
};

/** A part of such a set. */
export interface LeavesOptions {
  readonly part: Exclude<SetPart, "unlabelled">;
  /** How many pictures */
  readonly count: number;
  /** Height and width, in pixels */
  readonly side: number;
  readonly seed: number;
}

/**
 * Pictures of discs, squares, diamonds and triangles by turns. Areas, places and colours of leaves are drawn alike in all of
 * them, so that no pixel tells the class and neighbourhoods do. Picture i of a part is the same however many there are.
 */
export function leavesSet({ part, count, side, seed }: LeavesOptions): PictureSet {
  const shapes = Object.values(classes);
  const classOf = (index: number) => index % shapes.length;
  const nameOf = (index: number) => `${part} ${index}`;
  return {
    shape: [side, side, 3],
    count,
    labels: {
      values: Int32Array.from({ length: count }, (_, i) => classOf(i)),
      classes: Object.keys(classes),
    },
    nameOf,
    read(index, into) {
      const leaves = { shape: shapes[classOf(index)], largest: LARGEST, beyond: FURTHEST };
      const random = createRandom(seed, `leaves ${nameOf(index)}`);
      into.set(deadLeaves(nameOf(index), { side, colour: true }, random, leaves).data);
    },
  };
}
