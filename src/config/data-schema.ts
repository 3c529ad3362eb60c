// Where examples come from: the keys of `data`.

import { z } from "zod";
import {
  count,
  insideUnitInterval,
  key,
  kind,
  notNegative,
  share,
  text,
  whole,
  word,
  yesOrNo,
} from "../core/rules.js";
import { DEFAULT_F0 } from "../data/preprocess/whiten-1-over-f.js";
import { DEFAULT_IMAGES, DEFAULT_SIDE } from "../data/sources/dead-leaves.js";
import { preprocess } from "./preprocess-schema.js";

const colour = () =>
  key(yesOrNo().default(false), { description: "three colours, not grey", flag: "colour" });
const maxSide = () =>
  key(count().exactOptional(), {
    description: "larger images are scaled down until their longer side has so many",
    unit: "pixels",
    flag: "max-side",
    unless: "as they are",
  });
const images = () => ({
  path: key(text(), { description: "the folder, or the file", isPath: true }),
  colour: colour(),
  maxSide: maxSide(),
});
/** The parts that a set of labelled pictures may have. */
export const SET_PARTS = ["train", "test", "unlabelled"] as const;
const setFolder = () => key(text(), { description: "the folder of the set", isPath: true });
const part = () =>
  key(word("a part", SET_PARTS).default("train"), {
    description: "which part of a set of labelled pictures: train, test, or unlabelled of STL-10",
    flag: "part",
  });
const tensor = () =>
  key(text().exactOptional(), {
    description: "the name of the array, in a file that names several",
    flag: "tensor",
    unless: "the only one",
  });
const recursive = key(yesOrNo().exactOptional(), {
  description: "the images of the folders in the folder too",
  flag: "recursive",
  unless: "only its own",
});
const source = z.discriminatedUnion("kind", [
  key(z.strictObject({ kind: kind("photos") }), {
    description: "the shipped photographs",
    called: "the shipped photographs, which are grey, 512×432",
  }),
  key(
    z.strictObject({
      kind: kind("dead-leaves"),
      images: key(count().default(DEFAULT_IMAGES), { description: "how many images" }),
      side: key(count().default(DEFAULT_SIDE), { description: "height and width of each", unit: "pixels" }),
      colour: colour(),
    }),
    {
      description: "made images: leaves of all sizes and colours that hide each other",
      called: "dead leaves",
    },
  ),
  key(z.strictObject({ kind: kind("folder"), ...images(), recursive }), {
    description: "a folder of images: PNG, JPEG; WebP, TIFF, AVIF with the package sharp",
    called: "images of your own",
  }),
  key(z.strictObject({ kind: kind("image"), ...images() }), {
    description: "one image",
    called: "images of your own",
  }),
  key(
    z.strictObject({
      kind: kind("array"),
      path: key(text(), { description: "the file", isPath: true }),
      tensor: tensor(),
    }),
    {
      description:
        "images in an array, each slice one: [h, w, m] of MATLAB, [m, h, w] of others; their values as they are",
      called: "images in an array",
    },
  ),
  key(
    z.strictObject({
      kind: kind("labelled"),
      dir: setFolder(),
      part: part(),
      colour: colour(),
      maxSide: maxSide(),
    }),
    {
      description: "the pictures of MNIST, CIFAR-10, STL-10 or a set of their form",
      called: "images of your own",
    },
  ),
]);

const NUMBERS = "be a list of numbers";
const numbers = () =>
  z
    .array(z.array(z.number({ error: "be a finite number" }), { error: NUMBERS }), {
      error: "be a list of rows",
    })
    .refine(
      (rows) => rows.length > 0 && rows.every((row) => row.length > 0),
      "hold at least one row of at least one number",
    );
const PICTURE = "be height and width, or height, width and 1 or 3 channels: 8x8, 8x8x3 or [8, 8, 3]";
const imageShape = () =>
  z
    .array(count(), { error: PICTURE })
    .refine(({ length, 2: channels }) => length === 2 || (length === 3 && [1, 3].includes(channels)), PICTURE)
    .exactOptional();
const IMAGE_SHAPE = { flag: "image-shape", square: true, unless: "as the array's own axes say" } as const;
const PATHS = "be a path or a list of paths";
/** As many as the exercise has. */
export const DEFAULT_PATCHES = 10_000;
const DEFAULT_TOYS = 100_000;

const patches = z.strictObject({
  kind: kind("patches"),
  source,
  size: key(z.tuple([count(), count()], { error: "be height and width: 8x8 or [8, 8]" }).default([8, 8]), {
    description: "height and width of the patches cut from images",
    unit: "pixels",
    flag: "patch",
    square: true,
  }),
  count: key(count().default(DEFAULT_PATCHES), { description: "how many patches", flag: "patches" }),
  preprocess: preprocess([{ kind: "whiten-1-over-f", f0: DEFAULT_F0 }, { kind: "normalize-ufldl" }]),
});
const array = z.strictObject({
  kind: kind("array"),
  path: key(text(), {
    description: "the file: .npy, .npz, .csv, IDX, .mat, .safetensors, HDF5 or Parquet",
    isPath: true,
  }),
  tensor: tensor(),
  examples: key(z.enum(["rows", "columns"], { error: "be rows or columns" }).default("rows"), {
    description: "one example a column of the array, its last axis, not a row",
    flag: "columns",
    sets: "columns",
  }),
  labels: key(text().exactOptional(), {
    description: "a file with a label for each example: whole numbers, or words, a line each",
    flag: "labels",
    isPath: true,
    unless: "none",
  }),
  imageShape: key(imageShape(), {
    ...IMAGE_SHAPE,
    description: "an example of the array as a picture: 8x8, 8x8x3",
  }),
  preprocess: preprocess([]),
});
const shards = z.strictObject({
  kind: kind("shards"),
  path: key(z.union([text(), z.array(text()).min(1, { error: PATHS })], { error: PATHS }), {
    description: "the files: names, folders, patterns such as folder/*.npy, or a list of them",
    isPath: true,
  }),
  tensor: tensor(),
  buffer: key(count().exactOptional(), {
    description: "examples that are mixed at a time",
    flag: "buffer",
    unless: "as many as 128 MiB hold",
  }),
  imageShape: key(imageShape(), { ...IMAGE_SHAPE, description: "an example as a picture: 8x8, 8x8x3" }),
  preprocess: preprocess([]),
});
const CLASSES = 'be a list of names or numbers of classes: [5, 6, 7] or ["cat", "dog"]';
const HELD_BACK = "be test, or a share inside (0, 1)";
const labelled = z.strictObject({
  kind: kind("labelled"),
  dir: setFolder(),
  part: part(),
  classes: key(
    z
      .array(z.union([whole(), text()], { error: CLASSES }), { error: CLASSES })
      .min(1, { error: CLASSES })
      .exactOptional(),
    {
      description:
        "which classes are taken, by name or number; their labels are counted from 0 in this order",
      flag: "classes",
      unless: "all",
    },
  ),
  count: key(count().exactOptional(), {
    description: "how many pictures, the first ones",
    flag: "examples",
    unless: "all",
  }),
  heldBack: key(z.union([z.literal("test"), insideUnitInterval()], { error: HELD_BACK }).exactOptional(), {
    description: "what is tested on: the set's own test part, or the last share of what is taken",
    unless: "the set's own test part, if it has one",
  }),
  colour: colour(),
  maxSide: maxSide(),
  preprocess: preprocess([]),
});
const leaves = z.strictObject({
  kind: kind("leaves"),
  count: key(count().default(2000), { description: "how many pictures", flag: "examples" }),
  tested: key(whole().default(500), { description: "how many more are made to test on; 0: none" }),
  side: key(count().default(64), {
    description: "height and width of the pictures",
    unit: "pixels",
    flag: "side",
  }),
  preprocess: preprocess([]),
});
const table = z.strictObject({
  kind: kind("table"),
  x: key(numbers(), { description: "inputs, a row an example" }),
  y: key(numbers(), { description: "targets, a row an example" }),
});
const toyFeatures = z.discriminatedUnion("kind", [
  key(
    z.strictObject({
      kind: kind("drawn"),
      count: key(count().default(64), { description: "how many features", flag: "features" }),
      inputs: key(count().default(32), { description: "values of an example", flag: "inputs" }),
    }),
    { description: "directions drawn from the seed, of length 1" },
  ),
  key(
    z.strictObject({
      kind: kind("file"),
      path: key(text(), { description: "a .npy array [features, inputs]", isPath: true }),
    }),
    { description: "those of a file" },
  ),
]);
const probability = (standard: number) =>
  key(insideUnitInterval().default(standard), {
    description: "how likely a feature is in an example",
    flag: "probability",
  });
const strength = {
  spread: key(notNegative().default(0.15), { description: "deviation of how strongly it is, about 1" }),
  count: key(count().default(DEFAULT_TOYS), { description: "how many examples", flag: "examples" }),
};
const drawnFeatures = key(toyFeatures.prefault({ kind: "drawn" }), {
  description: "what examples are sums of",
});
const toy = z.strictObject({
  kind: kind("sparse-toy"),
  features: drawnFeatures,
  probability: probability(0.05),
  ...strength,
});
const synth = z.strictObject({
  kind: kind("synth"),
  features: drawnFeatures,
  probability: key(insideUnitInterval().default(0.4), {
    description: "how likely the most frequent feature is in an example",
    flag: "probability",
  }),
  exponent: key(notNegative().default(0.75), {
    description:
      "of Zipf's law: feature j is there probability · (j + 1)^−exponent of the time; 0: all alike",
    flag: "zipf",
  }),
  roots: key(count().default(16), {
    description: "features that need no other; those after them are children, there only with their parent",
    flag: "roots",
  }),
  children: key(count().default(4), {
    description: "children of a parent, of which one is there at most",
    flag: "children",
  }),
  causes: key(count().default(4), {
    description:
      "hidden causes, each of which makes some features more frequent and some less: the rank of their correlation",
  }),
  correlation: key(share().default(0.5), {
    description: "by how much, as a share of the probability; 0: features without a parent are independent",
    flag: "correlation",
  }),
  childrenScaled: key(yesOrNo().default(false), {
    description: "children are as strong as their parents, times their own strength",
    flag: "children-scaled",
  }),
  ...strength,
});
const shapes = z.discriminatedUnion("kind", [
  key(
    z.strictObject({
      kind: kind("bars"),
      probability: probability(0.1),
      occlusion: key(yesOrNo().default(false), {
        description: "bars hide each other where they meet, and do not add up",
        flag: "occlusion",
      }),
    }),
    { description: "all rows and columns of the picture" },
  ),
  key(
    z.strictObject({
      kind: kind("gabors"),
      count: key(count().default(64), { description: "how many features", flag: "features" }),
      probability: probability(0.05),
    }),
    { description: "Gabor patches drawn from the seed, which lie and run anyhow" },
  ),
]);
const world = z.strictObject({
  kind: kind("world"),
  shapes: key(shapes.prefault({ kind: "bars" }), {
    description: "what pictures are made of",
    flag: "shapes",
  }),
  side: key(count().default(8), {
    description: "height and width of the pictures",
    unit: "pixels",
    flag: "side",
  }),
  ...strength,
});
const none = z.strictObject({
  kind: kind("none"),
  inputs: key(count(), { description: "values of an example, as the weights have it" }),
  imageShape: key(imageShape(), {
    ...IMAGE_SHAPE,
    unless: "no picture",
    description: "an example as a picture: 8x8, 8x8x3",
  }),
});
export const data = z.discriminatedUnion("kind", [
  key(patches, { description: "random patches of images", called: "images" }),
  key(array, { description: "an array of examples", called: "an array" }),
  key(labelled, {
    description:
      "whole pictures with labels: MNIST, CIFAR-10, STL-10 or sets of their form, or a folder of images for each class",
    called: "a set of labelled pictures",
  }),
  key(leaves, {
    description:
      "made pictures in colour, with labels: leaves that hide each other, in a picture all discs, squares, diamonds or triangles",
    called: "leaves",
  }),
  key(toy, { description: "sums of few known features", called: "a sparse toy" }),
  key(synth, {
    description: "sums of known features, few common and many rare, some there only with others",
    called: "synth",
  }),
  key(world, { description: "pictures of known parts: bars, or Gabor patches", called: "a world" }),
  key(shards, {
    description:
      "examples in .npy or .safetensors files, read as they are trained on: memory need not hold them",
    called: "files that are read as they are trained on",
  }),
  key(table, { description: "pairs (x, y) written down here, for small supervised examples" }),
  key(none, { description: "none: weights that came from elsewhere, which are looked at alone" }),
]);
