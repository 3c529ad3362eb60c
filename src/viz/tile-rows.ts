// Tiles in columns of a few each, with a line below: pairs, triplets, strips.

import type { Raster } from "../core/raster.js";
import { imageElement, svgFigure, textElement } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";

/** One column: its tiles from top to bottom, and what stands below. */
export interface TileColumn {
  readonly tiles: readonly Raster[];
  readonly label: string;
}

export interface TileRowsOptions {
  readonly title: string;
  readonly caption?: string;
  /** Columns side by side before the next row of columns */
  readonly columns: number;
  /** SVG pixels of a tile's longer side */
  readonly size: number;
  /** Names of the rows of tiles, at the left */
  readonly rows?: readonly string[];
  readonly theme?: ThemeName;
}

/** SVG: the columns in reading order. All tiles have one size. */
export function tileRows(items: readonly TileColumn[], options: TileRowsOptions): string {
  const { title, caption = "", size, rows = [], theme = "light" } = options;
  const columns = Math.max(1, options.columns);
  const colours = themes[theme];
  const sample = items[0]?.tiles[0] ?? { width: 1, height: 1 };
  const scale = Math.max(0.5, Math.floor((2 * size) / Math.max(sample.width, sample.height)) / 2);
  const [wide, high] = [Math.max(sample.width * scale, 34) + 6, sample.height * scale + 3];
  const left = 16 + (rows.length === 0 ? 0 : 8 + 7 * Math.max(...rows.map((name) => name.length)));
  const deep = (items[0]?.tiles.length ?? 0) * high + 24;
  const drawn = items.flatMap(({ tiles, label }, place) => {
    const x = left + (place % columns) * wide;
    const y = 42 + Math.floor(place / columns) * deep;
    return [
      ...tiles.map((tile, i) => imageElement(x, y + i * high, tile, scale)),
      textElement(x + (sample.width * scale) / 2, y + tiles.length * high + 10, label, {
        size: 10,
        fill: colours.faint,
        anchor: "middle",
      }),
    ];
  });
  const lines = Math.ceil(items.length / columns);
  const names = Array.from({ length: lines }, (_, line) =>
    rows.map((name, i) =>
      textElement(16, 42 + line * deep + i * high + (sample.height * scale) / 2 + 4, name, {
        fill: colours.faint,
      }),
    ),
  ).flat();
  const bottom = 42 + lines * deep;
  const width = Math.max(
    420,
    left + Math.min(columns, items.length) * wide + 12,
    32 + 6.6 * caption.length,
    32 + 9.5 * title.length,
  );
  return svgFigure(Math.ceil(width), bottom + (caption === "" ? 4 : 24), colours, title, [
    ...names,
    ...drawn,
    ...(caption === "" ? [] : [textElement(16, bottom + 8, caption, { fill: colours.faint })]),
  ]);
}
