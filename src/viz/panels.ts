// Pictures side by side with a line above each: to compare runs.

import type { Raster } from "../core/raster.js";
import { encodePng } from "./encode-png.js";
import { FONT } from "./svg-to-png.js";
import { enlarge } from "./tiles.js";

export interface Panel {
  readonly title: string;
  readonly subtitle?: string;
  readonly raster: Raster;
}

const MARGIN = 20;
const HEAD = 44; // pixels for a panel's title and subtitle
const SIZE = 300; // pixels for a raster, at most
const escapeText = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

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
): string {
  const rows = Math.ceil(items.length / columns);
  const width = columns * (SIZE + MARGIN) + MARGIN;
  const height = 36 + rows * (SIZE + HEAD + MARGIN) + MARGIN;
  const drawn = items.map(({ title: name, subtitle = "", raster }, i) => {
    const x = MARGIN + (i % columns) * (SIZE + MARGIN);
    const y = 44 + Math.floor(i / columns) * (SIZE + HEAD + MARGIN);
    const sharp = enlarge(
      raster,
      Math.max(1, Math.floor((2 * SIZE) / Math.max(raster.width, raster.height))),
    );
    const png = Buffer.from(encodePng(sharp)).toString("base64");
    return [
      `<text x="${x}" y="${y + 16}" font-size="14" font-weight="bold" fill="#222">${escapeText(name)}</text>`,
      `<text x="${x}" y="${y + 34}" font-size="12" fill="#555">${escapeText(subtitle)}</text>`,
      `<image x="${x}" y="${y + HEAD}" width="${sharp.width / 2}" height="${sharp.height / 2}" image-rendering="optimizeSpeed" style="image-rendering:pixelated" href="data:image/png;base64,${png}"/>`,
    ].join("");
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    `<text x="${MARGIN}" y="28" font-size="16" font-weight="bold" fill="#222">${escapeText(title)}</text>`,
    ...drawn,
    "</svg>\n",
  ].join("");
}
