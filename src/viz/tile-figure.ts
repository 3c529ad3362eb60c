// The tile grid as a figure: sorted, numbered, with a line that says so.

import { type FloatNdArray, type Matrix, matrix } from "../core/arrays.js";
import { imageElement, svgFigure, textElement } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";
import { tileGrid } from "./tiles.js";

/** What a figure of tiles says beside them, and how it looks. */
export interface TileFigureOptions {
  readonly title: string;
  /** [height, width] or [height, width, 3] */
  readonly shape: readonly number[];
  /** Units in the order to show them; by number unless given */
  readonly order?: readonly number[];
  /** Each unit's number below its tile */
  readonly index?: boolean;
  /** Tiles side by side, as far as there is room; near-square unless given */
  readonly columns?: number | undefined;
  /** A line below the grid */
  readonly caption?: string;
  readonly theme?: ThemeName;
}

const MARGIN = 16;
const GAP = 4; // pixels between tiles
/** Pixels: about what few tiles take in width, the least of a tile's longer side, the most that tiles take each way. */
const [WIDTH, READABLE, MOST] = [560, 32, 1600];

/** Rows of a matrix, in an order, as a matrix of their own. */
export function pickRows(
  { data, shape: [, n], stride, offset }: Matrix,
  order: readonly number[],
): FloatNdArray {
  const values = new Float64Array(order.length * n);
  for (const [to, from] of order.entries())
    for (let j = 0; j < n; j++) values[to * n + j] = data[offset + from * stride[0] + j * stride[1]];
  return matrix(values, order.length, n) as FloatNdArray;
}

/** Where tiles lie: columns, pixels a tile pixel, and how many find room. */
function layoutOf(
  units: number,
  [height, width]: readonly number[],
  { below, given }: { readonly below: number; readonly given: number | undefined },
): { columns: number; scale: number; shown: number } {
  const square = given ?? Math.max(1, Math.min(units, Math.ceil(Math.sqrt(units * 1.6 * (height / width)))));
  const readable = Math.ceil((2 * READABLE) / Math.max(height, width)) / 2;
  const scale = Math.max(readable, Math.min(8, Math.floor(WIDTH / square / width)));
  const columns = Math.min(square, Math.max(1, Math.floor(MOST / (width * scale + GAP))));
  const rows = Math.max(1, Math.floor(MOST / (height * scale + below)));
  return { columns, scale, shown: Math.min(units, columns * rows) };
}

/**
 * SVG: one tile a row of `features`, each on its own scale, grey is 0. No tile is smaller than 32 pixels: where
 * thousands do not find room, the first are shown, and the caption says so.
 */
export function tileFigure(features: Matrix, options: TileFigureOptions): string {
  const { title, shape, index = false, theme = "light" } = options;
  const order = options.order ?? Array.from({ length: features.shape[0] }, (_, unit) => unit);
  const colours = themes[theme];
  const [height, width] = shape;
  const below = index ? 16 : GAP;
  const { columns, scale, shown } = layoutOf(order.length, shape, { below, given: options.columns });
  const [wide, high] = [width * scale + GAP, height * scale + below];
  const rows = Math.ceil(shown / columns);
  const tiles = order.slice(0, shown).flatMap((unit, place) => {
    const x = MARGIN + (place % columns) * wide;
    const y = 40 + Math.floor(place / columns) * high;
    const tile = tileGrid(pickRows(features, [unit]), { shape, upscale: 1, gap: 0 });
    const number = textElement(x + (width * scale) / 2, y + height * scale + 11, String(unit), {
      size: 10,
      fill: colours.faint,
      anchor: "middle",
    });
    return index ? [imageElement(x, y, tile, scale), number] : [imageElement(x, y, tile, scale)];
  });
  const caption = [options.caption ?? "", leftOut(shown, order.length, "units")].filter(Boolean).join("; ");
  const bottom = 40 + rows * high;
  const total = Math.max(360, 2 * MARGIN + columns * wide);
  return svgFigure(total, bottom + (caption === "" ? 12 : 30), colours, title, [
    ...tiles,
    ...(caption === "" ? [] : [textElement(MARGIN, bottom + 14, caption, { fill: colours.faint })]),
  ]);
}

/** What a figure says where it does not show all. */
export const leftOut = (shown: number, all: number, what: string): string =>
  shown < all ? `the first ${shown} of ${all} ${what}` : "";
