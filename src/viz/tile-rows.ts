// Tiles in columns of a few each, with a line below: pairs, triplets, strips.

import { letterPlaces } from "../core/letter-places.js";
import type { Raster } from "../core/raster.js";
import { imageElement, svgFigure, textElement } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";
import { leftOut } from "./tile-figure.js";

/** One column: its tiles from top to bottom, and what stands below. */
export interface TileColumn {
  readonly tiles: readonly Raster[];
  readonly label: string;
  /** Begins a row of columns of its own, below this line */
  readonly heading?: string;
}

export interface TileRowsOptions {
  readonly title: string;
  readonly caption?: string;
  /** What a column is, in the plural: "units" */
  readonly what: string;
  /** Columns side by side before the next row of columns, at most; near-square unless given */
  readonly columns?: number;
  /** SVG pixels of a tile's longer side */
  readonly size: number;
  /** Names of the rows of tiles, at the left */
  readonly rows?: readonly string[];
  readonly theme?: ThemeName;
}

/** SVG pixels that columns take each way, at most: where more do not find room the first are shown, and the caption says so. */
const MOST = 1400;
/** Columns side by side, if there are as many: fewer leave a narrow strip. */
const USUAL = 13;
/** Pixels of a line above columns. */
const HEADING = 24;

/**
 * SVG: columns in reading order. All tiles have one size.
 *
 * @param count - how many columns there are
 * @param column - the one of an index
 */
export function tileRows(
  count: number,
  column: (index: number) => TileColumn,
  options: TileRowsOptions,
): string {
  const { title, what, size, rows = [], theme = "light" } = options;
  const colours = themes[theme];
  const sample = count === 0 ? undefined : column(0);
  const { width: w, height: h } = sample?.tiles[0] ?? { width: 1, height: 1 };
  const scale = Math.max(0.5, Math.floor((2 * size) / Math.max(w, h)) / 2);
  const [wide, high] = [Math.max(w * scale, 34) + 6, h * scale + 3];
  const left = 16 + (rows.length === 0 ? 0 : 8 + 7 * Math.max(...rows.map((name) => name.length)));
  const deep = (sample?.tiles.length ?? 0) * high + 24;
  const square = Math.max(USUAL, Math.ceil(Math.sqrt((count * deep) / wide)));
  const columns = options.columns ?? Math.max(1, Math.min(square, Math.floor(MOST / wide)));
  const shown = Math.min(count, columns * Math.max(1, Math.floor(MOST / deep)));
  const items = Array.from({ length: shown }, (_, i) => column(i));
  const caption = [options.caption, leftOut(shown, count, what)].filter(Boolean).join("; ");
  let [place, y] = [0, 42];
  const drawn = items.flatMap(({ tiles, label, heading }, i) => {
    if (i > 0 && (heading !== undefined || place === columns)) [place, y] = [0, y + deep];
    const x = left + place++ * wide;
    const above: string[] = [];
    if (heading !== undefined) {
      above.push(textElement(16, y + 14, heading, { size: 13, bold: true, fill: colours.ink }));
      y += HEADING;
    }
    const middleOf = (row: number) => y + row * high + (h * scale) / 2 + 4;
    if (place === 1)
      above.push(...rows.map((name, row) => textElement(16, middleOf(row), name, { fill: colours.faint })));
    return [
      ...above,
      ...tiles.map((tile, row) => imageElement(x, y + row * high, tile, scale)),
      textElement(x + (w * scale) / 2, y + tiles.length * high + 10, label, {
        size: 10,
        fill: colours.faint,
        anchor: "middle",
      }),
    ];
  });
  const bottom = y + deep;
  const width = Math.max(
    420,
    left + Math.min(columns, items.length) * wide + 12,
    32 + 6.6 * letterPlaces(caption),
    32 + 9.5 * letterPlaces(title),
  );
  return svgFigure(Math.ceil(width), bottom + (caption === "" ? 4 : 24), colours, title, [
    ...drawn,
    ...(caption === "" ? [] : [textElement(16, bottom + 8, caption, { fill: colours.faint })]),
  ]);
}
