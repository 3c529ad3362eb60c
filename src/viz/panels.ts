// Pictures side by side with a line above each: to compare runs.

import { inLines } from "../core/letter-places.js";
import type { Raster } from "../core/raster.js";
import { imageElement, linesElement, svgFigure } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";

/** A picture among others, with its title. */
export interface Panel {
  readonly title: string;
  readonly subtitle?: string;
  readonly raster: Raster;
}

/** Places of letters of a line above a raster, of its title and its subtitle, and the pixels from one to the next. */
const [IN_TITLE, IN_SUBTITLE, LINE] = [36, 46, 18];

const MARGIN = 20;
const HEAD = 44; // pixels for a panel's title and subtitle of a line each
const SIZE = 300; // pixels for a raster, at most

/**
 * SVG: each panel's raster, enlarged by a whole factor to at most 300 pixels, below its title. A raster has two pixels
 * for each of the SVG's, so that it stays sharp in a PNG of twice the size.
 *
 * @param columns - panels side by side; all up to four, else three
 */
export function panels(
  title: string,
  items: readonly Panel[],
  columns: number = items.length <= 4 ? items.length : 3,
  theme: ThemeName = "light",
): string {
  const colours = themes[theme];
  const rows = Math.ceil(items.length / columns);
  const width = columns * (SIZE + MARGIN) + MARGIN;
  const scaled = items.map((item) => {
    const { raster } = item;
    return {
      ...item,
      lines: inLines(item.title, IN_TITLE),
      below: inLines(item.subtitle ?? "", IN_SUBTITLE),
      scale: Math.max(1, Math.floor((2 * SIZE) / Math.max(raster.width, raster.height))) / 2,
    };
  });
  const tallest = Math.max(0, ...scaled.map(({ raster, scale }) => raster.height * scale));
  const most = (of: (item: (typeof scaled)[number]) => readonly string[]) =>
    Math.max(1, ...scaled.map((item) => of(item).length));
  const under = LINE * (most(({ below }) => below) - 1);
  const head = HEAD + LINE * (most(({ lines }) => lines) - 1) + under;
  const rowHeight = head + tallest + MARGIN;
  const height = 36 + rows * rowHeight + MARGIN;
  const drawn = scaled.flatMap(({ lines, below, raster, scale }, i) => {
    const x = MARGIN + (i % columns) * (SIZE + MARGIN);
    const y = 44 + Math.floor(i / columns) * rowHeight;
    return [
      linesElement(x, y + 16, lines, LINE, { size: 14, bold: true, fill: colours.ink }),
      linesElement(x, y + head - 10 - under, below, LINE, { fill: colours.faint }),
      imageElement(x, y + head, raster, scale),
    ];
  });
  return svgFigure(width, height, colours, title, drawn);
}
