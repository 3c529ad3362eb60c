// The tile grid as a figure: sorted, numbered, with a line that says so.

import { type FloatNdArray, type Matrix, matrix } from "../core/arrays.js";
import { imageElement, svgFigure, textElement } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";
import { tileGrid } from "./tiles.js";

export interface TileFigureOptions {
  readonly title: string;
  /** [height, width] or [height, width, 3] */
  readonly shape: readonly number[];
  /** Units in the order to show them; by number unless given */
  readonly order?: readonly number[];
  /** Each unit's number below its tile */
  readonly index?: boolean;
  /** A line below the grid */
  readonly caption?: string;
  readonly theme?: ThemeName;
}

const MARGIN = 16;
const WIDTH = 560; // pixels that the tiles take, about

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

/** SVG: one tile a row of `features`, each on its own scale, grey is 0. */
export function tileFigure(features: Matrix, options: TileFigureOptions): string {
  const { title, shape, index = false, caption = "", theme = "light" } = options;
  const order = options.order ?? Array.from({ length: features.shape[0] }, (_, unit) => unit);
  const colours = themes[theme];
  const columns = Math.max(1, Math.min(order.length, Math.ceil(Math.sqrt(order.length * 1.6))));
  const [height, width] = shape;
  const scale = Math.max(1, Math.min(8, Math.floor(WIDTH / columns / width)));
  const [wide, high] = [width * scale + 4, height * scale + (index ? 16 : 4)];
  const rows = Math.ceil(order.length / columns);
  const tiles = order.flatMap((unit, place) => {
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
  const bottom = 40 + rows * high;
  const total = Math.max(360, 2 * MARGIN + columns * wide);
  return svgFigure(total, bottom + (caption === "" ? 12 : 30), colours, title, [
    ...tiles,
    ...(caption === "" ? [] : [textElement(MARGIN, bottom + 14, caption, { fill: colours.faint })]),
  ]);
}
