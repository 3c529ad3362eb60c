// The few SVG elements that figures are made of.

import type { Raster } from "../core/raster.js";
import { encodePng } from "./encode-png.js";
import { FONT_FAMILY } from "./svg-to-png.js";
import type { Theme } from "./theme.js";
import { enlarge } from "./tiles.js";

/** What XML has no way to write: a figure that held it could not be read. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
const UNWRITABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

const escapeText = (text: string): string =>
  text
    .replace(UNWRITABLE, "\ufffd")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");

export interface TextStyle {
  readonly size?: number;
  readonly fill: string;
  readonly bold?: boolean;
  readonly anchor?: "start" | "middle" | "end";
}

export function textElement(x: number, y: number, text: string, style: TextStyle): string {
  const { size = 12, fill, bold = false, anchor = "start" } = style;
  return `<text x="${x}" y="${y}" font-size="${size}"${bold ? ' font-weight="bold"' : ""}${anchor === "start" ? "" : ` text-anchor="${anchor}"`} fill="${fill}">${escapeText(text)}</text>`;
}

/**
 * A raster, each of its pixels `scale` SVG pixels wide. It holds two pixels for each of the SVG's where that is a
 * whole number, so that it stays sharp in a PNG of twice the size.
 */
export function imageElement(x: number, y: number, raster: Raster, scale: number): string {
  const factor = Math.max(1, Math.floor(2 * scale));
  const png = Buffer.from(encodePng(enlarge(raster, factor))).toString("base64");
  return `<image x="${x}" y="${y}" width="${raster.width * scale}" height="${raster.height * scale}" image-rendering="optimizeSpeed" style="image-rendering:pixelated" href="data:image/png;base64,${png}"/>`;
}

/** A whole SVG of a size, on the theme's background, with a title line if there is one. */
export function svgFigure(
  width: number,
  height: number,
  theme: Theme,
  title: string,
  elements: readonly string[],
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT_FAMILY}">`,
    `<rect width="${width}" height="${height}" fill="${theme.background}"/>`,
    textElement(16, 26, title, { size: 15, bold: true, fill: theme.ink }),
    ...elements,
    "</svg>\n",
  ].join("");
}
