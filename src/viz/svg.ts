// The few SVG elements that figures are made of.

import { inLines } from "../core/letter-places.js";
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
  return linesElement(x, y, [text], 0, style);
}

/** Lines of one text, each `apart` pixels below the one before. */
export function linesElement(
  x: number,
  y: number,
  [first, ...others]: readonly string[],
  apart: number,
  { size = 12, fill, bold = false, anchor = "start" }: TextStyle,
): string {
  const below = others.map((line) => ` <tspan x="${x}" dy="${apart}">${escapeText(line)}</tspan>`).join("");
  return `<text x="${x}" y="${y}" font-size="${size}"${bold ? ' font-weight="bold"' : ""}${anchor === "start" ? "" : ` text-anchor="${anchor}"`} fill="${fill}">${escapeText(first)}${below}</text>`;
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

/** Pixels of a letter of a figure's title, about. */
const LETTER = 9.5;
/** Pixels from a line of the title to the next. */
export const TITLE_LINE = 20;

/** A whole SVG on the theme's background, below a title. One that needs several lines moves the rest down. */
export function svgFigure(
  width: number,
  height: number,
  theme: Theme,
  title: string,
  elements: readonly string[],
): string {
  const lines = inLines(title, Math.floor((width - 32) / LETTER));
  const down = TITLE_LINE * (lines.length - 1);
  const tall = height + down;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${tall}" viewBox="0 0 ${width} ${tall}" font-family="${FONT_FAMILY}">`,
    `<rect width="${width}" height="${tall}" fill="${theme.background}"/>`,
    linesElement(16, 26, lines, TITLE_LINE, { size: 15, bold: true, fill: theme.ink }),
    ...(down === 0 ? elements : [`<g transform="translate(0 ${down})">`, ...elements, "</g>"]),
    "</svg>\n",
  ].join("");
}
