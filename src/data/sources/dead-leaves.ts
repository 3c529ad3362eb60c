// Images that nobody took, whose statistics are those of photographs: leaves of all sizes that have fallen on each other.
// They have edges of every orientation, power that falls with frequency, and colours that vary less than brightness does.

import { createRandom, type Random } from "../../core/random.js";
import type { Image } from "../image.js";
import type { ImageFile } from "./image-file.js";
import { type LeafShape, leafShapes } from "./leaf-shapes.js";

/** The least radius of a leaf, in pixels */
const LEAST = 4;
/** Points that a pixel is the mean of, each way: edges are as soft as a camera's. */
const POINTS = 2;
/** How far leaves vary about grey: in brightness, red against green, and yellow against blue. */
const SPREAD = { brightness: 0.2, redGreen: 0.07, yellowBlue: 0.1 };
/** Leaves after which it ends at the latest, by points: what is left uncovered is grey. */
const MOST_LEAVES = 4;

/** How such images are made. */
export interface DeadLeavesOptions {
  /** How many */
  readonly images: number;
  /** Height and width, in pixels */
  readonly side: number;
  /** Three channels; else grey */
  readonly colour: boolean;
}

/** So many and so large unless given. */
export const DEFAULT_IMAGES = 20;
export const DEFAULT_SIDE = 256;

/** With what holds where it is left out. */
export const completedLeaves = <
  Config extends { readonly [Key in keyof DeadLeavesOptions]?: DeadLeavesOptions[Key] | undefined },
>(
  config: Config,
): Config & DeadLeavesOptions => ({
  ...config,
  images: config.images ?? DEFAULT_IMAGES,
  side: config.side ?? DEFAULT_SIDE,
  colour: config.colour ?? false,
});

/** What falls. */
export interface Leaves {
  readonly shape: LeafShape;
  /** The largest radius, as a share of the side */
  readonly largest: number;
  /** How far from an edge of the image one may lie beyond it, for a radius of 1: no less than it reaches */
  readonly beyond: number;
}

const DISCS: Leaves = { shape: leafShapes.disc, largest: 1, beyond: 1 };

/** Images that are made when they are asked for, the same each time. */
export function deadLeavesFiles({ images, side, colour }: DeadLeavesOptions): ImageFile[] {
  return Array.from({ length: images }, (_, index) => {
    const name = `leaves-${String(index + 1).padStart(String(images).length, "0")}`;
    return {
      name,
      size: () => ({ height: side, width: side }),
      load: () => deadLeaves(name, { side, colour }, createRandom(index, "dead leaves")),
    };
  });
}

/**
 * One image: leaves that lie anyhow, from the front to the back until every point is covered. Radii r have the density
 * 1/r³ from 4 pixels to the largest, so that the image looks alike at every scale between. Each leaf has one colour about
 * grey, whose deviations in brightness, red against green and yellow against blue are independent and mostly small.
 *
 * @param leaves - what falls; discs of up to the side unless given
 * @see Lee, Mumford and Huang, Occlusion models for natural images (2001)
 */
export function deadLeaves(
  name: string,
  { side, colour }: Omit<DeadLeavesOptions, "images">,
  random: Random,
  { shape, largest, beyond }: Leaves = DISCS,
): Image {
  const n = side * POINTS;
  const leaf = new Int32Array(n * n).fill(-1); // of each point, the one that is seen
  const colours: (readonly [number, number, number])[] = [];
  const [least, most] = [LEAST * POINTS, Math.max(LEAST, largest * side) * POINTS];
  let left = n * n;
  while (left > 0 && colours.length < MOST_LEAVES * n * n) {
    const radius = drawRadius(least, most, random);
    const margin = beyond * radius;
    const between = () => -margin + (n + 2 * margin) * random.uniform();
    left -= lay(leaf, n, { shape, row: between(), column: between(), radius, index: colours.length });
    colours.push(drawColour(random));
  }
  return {
    name,
    height: side,
    width: side,
    channels: colour ? 3 : 1,
    data: pixelsOf(leaf, colours, side, colour),
  };
}

/** With the density 1/r³ between two bounds. */
function drawRadius(least: number, largest: number, random: Random): number {
  const [from, to] = [1 / (least * least), 1 / (largest * largest)];
  return 1 / Math.sqrt(from - (from - to) * random.uniform());
}

/** Red, green and blue in [0, 1]. */
function drawColour(random: Random): readonly [number, number, number] {
  // The product of two normal numbers is mostly small, and now and then large.
  const deviation = (spread: number) => spread * random.normal() * random.normal();
  const brightness = deviation(SPREAD.brightness);
  const [redGreen, yellowBlue] = [deviation(SPREAD.redGreen), deviation(SPREAD.yellowBlue)];
  const inside = (value: number) => Math.min(1, Math.max(0, 0.5 + brightness + value));
  return [inside(redGreen + yellowBlue / 2), inside(yellowBlue / 2 - redGreen), inside(-yellowBlue)];
}

interface Laid {
  readonly shape: LeafShape;
  readonly row: number;
  readonly column: number;
  readonly radius: number;
  readonly index: number;
}

/** Puts a leaf below those that lie there. @returns the points that are seen of it */
function lay(leaf: Int32Array, n: number, { shape, row, column, radius, index }: Laid): number {
  let seen = 0;
  const last = Math.min(n - 1, Math.floor(row + shape.below * radius));
  for (let i = Math.max(0, Math.ceil(row - shape.above * radius)); i <= last; i++) {
    const half = shape.half(i - row, radius);
    const end = Math.min(n - 1, Math.floor(column + half));
    for (let j = Math.max(0, Math.ceil(column - half)); j <= end; j++)
      if (leaf[i * n + j] < 0) {
        leaf[i * n + j] = index;
        seen++;
      }
  }
  return seen;
}

const GREY = [0.5, 0.5, 0.5] as const;

/** Each pixel the mean of its points. */
function pixelsOf(
  leaf: Int32Array,
  colours: readonly (readonly [number, number, number])[],
  side: number,
  colour: boolean,
): Float64Array {
  const channels = colour ? 3 : 1;
  const share = 1 / (POINTS * POINTS * (colour ? 1 : 3));
  const data = new Float64Array(side * side * channels);
  for (let point = 0; point < leaf.length; point++) {
    const n = side * POINTS;
    const row = Math.floor(Math.floor(point / n) / POINTS);
    const pixel = (row * side + Math.floor((point % n) / POINTS)) * channels;
    const seen = colours[leaf[point]] ?? GREY;
    for (let c = 0; c < 3; c++) data[pixel + (colour ? c : 0)] += share * seen[c];
  }
  return data;
}
