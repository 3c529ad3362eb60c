// Tiles beside tiles: atoms beside features, features through training, atoms of two runs, reconstructions.

import type { Matrix } from "../core/arrays.js";
import { inputError } from "../core/errors.js";
import { extent } from "../core/extent.js";
import { quantity } from "../core/in-words.js";
import type { Raster } from "../core/raster.js";
import { cosine, rowOf } from "../core/rows.js";
import type { ThemeName } from "./theme.js";
import { leftOut, pickRows } from "./tile-figure.js";
import { tileRows } from "./tile-rows.js";
import { tileGrid, tileLayout } from "./tiles.js";

interface Options {
  /** [height, width] or [height, width, 3] */
  readonly shape: readonly number[];
  readonly theme?: ThemeName;
}

const tileOf = (
  features: Matrix,
  unit: number,
  shape: readonly number[],
  scale: "own" | readonly [number, number] = "own",
): Raster => tileGrid(pickRows(features, [unit]), { shape, upscale: 1, gap: 0, scale });

function assertAlike(where: string, argument: string, a: Matrix, b: Matrix): void {
  if (a.shape[1] !== b.shape[1])
    throw inputError(where, argument, `have rows of ${quantity(a.shape[1], "value")}`, b.shape[1]);
}

/**
 * SVG: what each unit looks for above what it adds, with the cosine of the two.
 *
 * @param cosineOf - of a unit, where the model has it of other values than the pixels that are drawn
 */
export function atomsBesideFeatures(
  features: Matrix,
  atoms: Matrix,
  { shape, theme = "light", cosineOf }: Options & { readonly cosineOf?: (unit: number) => number },
): string {
  assertAlike("atomsBesideFeatures", "atoms", features, atoms);
  const ofTiles = (unit: number) => cosine(rowOf(features, unit), rowOf(atoms, unit));
  const pair = (unit: number) => ({
    tiles: [tileOf(features, unit, shape), tileOf(atoms, unit, shape)],
    label: (cosineOf ?? ofTiles)(unit).toFixed(2),
  });
  return tileRows(features.shape[0], pair, {
    title: "Encoder features and decoder atoms",
    caption:
      cosineOf === undefined
        ? "Below each pair the cosine of the two; each tile on its own scale, grey is 0"
        : "In pixels, preprocessing undone; below each pair the cosine of the two as the model has them",
    rows: ["feature", "atom"],
    what: "units",
    size: 48,
    theme,
  });
}

/**
 * SVG: some units at each of the iterations, a row an iteration.
 *
 * @param steps - rising, with the features of each, [units, pixels]
 * @param units - which to show; the first twelve unless given
 */
export function trainingStrip(
  steps: readonly { readonly iteration: number; readonly features: Matrix }[],
  { shape, theme = "light", units }: Options & { readonly units?: readonly number[] },
): string {
  const all = steps[0]?.features.shape[0] ?? 0;
  const shown = units ?? Array.from({ length: Math.min(12, all) }, (_, unit) => unit);
  const column = (i: number) => ({
    tiles: steps.map(({ features }) => tileOf(features, shown[i], shape)),
    label: String(shown[i]),
  });
  const caption = [
    "A row an iteration, a column a unit; each tile on its own scale",
    units === undefined ? leftOut(shown.length, all, "units") : "",
  ];
  return tileRows(shown.length, column, {
    title: "Features through training",
    caption: caption.filter(Boolean).join("; "),
    what: "units",
    rows: steps.map(({ iteration }) => String(iteration)),
    columns: shown.length,
    size: 40,
    theme,
  });
}

/**
 * SVG: atoms of one run above those of another that they were matched with, the most similar first.
 *
 * @param ignoreSign - whether they were matched by |cosine|, of which the title then tells the mean
 */
export function matchedAtoms(
  a: Matrix,
  b: Matrix,
  matches: readonly { readonly a: number; readonly b: number; readonly cosine: number }[],
  {
    shape,
    names,
    ignoreSign = false,
    theme = "light",
  }: Options & { readonly names: readonly [string, string]; readonly ignoreSign?: boolean },
): string {
  assertAlike("matchedAtoms", "b", a, b);
  const [sizeOf, called] = ignoreSign ? [Math.abs, "|cosine|"] : [Number, "cosine"];
  const mean = matches.reduce((sum, { cosine }) => sum + sizeOf(cosine), 0) / Math.max(1, matches.length);
  const pair = (i: number) => ({
    tiles: [tileOf(a, matches[i].a, shape), tileOf(b, matches[i].b, shape)],
    label: matches[i].cosine.toFixed(2),
  });
  return tileRows(matches.length, pair, {
    title: `Atoms matched one to one: mean ${called} ${mean.toFixed(2)}`,
    caption: `Above ${names[0]}, below ${names[1]}; the cosine below each pair`,
    what: "pairs",
    size: 48,
    theme,
  });
}

/** The error as red where x̂ is too high and blue where it is too low; the background's colour where it is right. */
function errorTile(
  error: readonly number[],
  limit: number,
  [height, width, channels = 1]: readonly number[],
  theme: ThemeName,
): Raster {
  const dark = theme === "dark";
  const data = new Uint8Array(height * width * 3);
  for (let i = 0; i < height * width; i++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += error[i * channels + c] / channels;
    const t = Math.max(-1, Math.min(1, sum / limit));
    const fade = Math.round(255 * (1 - Math.abs(t)));
    const strength = Math.round(40 + 215 * Math.abs(t));
    const right = dark ? [22, 23, 26] : [255, 255, 255];
    const [high, low] = dark
      ? [
          [strength, 40, 40],
          [60, 90, strength],
        ]
      : [
          [255, fade, fade],
          [fade, fade, 255],
        ];
    data.set(t === 0 ? right : t > 0 ? high : low, 3 * i);
  }
  return { height, width, channels: 3, data };
}

/**
 * SVG: x, x̂ and x̂ − x of each example, with the error ‖x − x̂‖² as a share of ‖x − mean x‖².
 *
 * @param headings - lines to stand above some of the examples, by their index
 */
export function reconstructionFigure(
  x: Matrix,
  output: Matrix,
  {
    shape,
    theme = "light",
    headings = {},
  }: Options & { readonly headings?: Readonly<Record<number, string>> },
): string {
  assertAlike("reconstructionFigure", "output", x, output);
  const [m, n] = x.shape;
  const at = ({ data, stride, offset }: Matrix, i: number, j: number) =>
    data[offset + i * stride[0] + j * stride[1]];
  const mean = Array.from({ length: n }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < m; i++) sum += at(x, i, j) / m;
    return sum;
  });
  const all = Array.from({ length: m * n }, (_, k) => at(x, Math.floor(k / n), k % n));
  const errors = Array.from({ length: m }, (_, i) =>
    Array.from({ length: n }, (_v, j) => at(output, i, j) - at(x, i, j)),
  );
  const sizes = errors
    .flat()
    .map(Math.abs)
    .sort((a, b) => a - b);
  const limit = sizes[Math.floor(0.99 * sizes.length)] || 1;
  const [low, high] = extent(all);
  const scale = [low, high > low ? high : low + 1] as const;
  const items = errors.map((error, i) => {
    const squares = error.reduce((sum, e) => sum + e * e, 0);
    const variance = mean.reduce((sum, v, j) => sum + (at(x, i, j) - v) ** 2, 0);
    return {
      tiles: [
        tileOf(x, i, shape, scale),
        tileOf(output, i, shape, scale),
        errorTile(error, limit, shape, theme),
      ],
      label: variance === 0 ? "–" : `${Math.round((100 * squares) / variance)} %`,
      ...(headings[i] === undefined ? {} : { heading: headings[i] }),
    };
  });
  return tileRows(m, (i) => items[i], {
    title: "Reconstructions",
    what: "examples",
    caption: `Red too high, blue too low, full colour at ±${Number(limit.toPrecision(2))}; below, the error as a share of the variance.`,
    rows: ["x", "x̂", "x̂ − x"],
    columns: 12,
    size: 48,
    theme,
  });
}

/** Pixels of a frame's width, where tiles need not be smaller than they are. */
const FRAME = 1200;

/**
 * The frames of an animation: the grid of features at each step, all of one size, with smaller tiles where they are many.
 *
 * @param columns - tiles side by side; near-square unless given
 */
export function trainingFrames(
  steps: readonly { readonly features: Matrix }[],
  shape: readonly number[],
  columns?: number,
): Raster[] {
  return steps.map(({ features }) => {
    const { upscale, width } = tileLayout(features.shape[0], shape, undefined, columns);
    return tileGrid(features, {
      shape,
      ...(columns === undefined ? {} : { columns }),
      upscale: Math.max(1, Math.min(upscale, Math.floor((FRAME * upscale) / width))),
    });
  });
}
