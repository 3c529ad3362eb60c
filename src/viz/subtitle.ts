// Faint lines below a figure's title.

import { inLines, inPlaces } from "../core/letter-places.js";
import { linesElement, TITLE_LINE } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";

/** Pixels that a line takes, of a letter's width, and from its edge to the figure's. */
const [LINE, LETTER, MARGIN] = [18, 6.8, 16];

/** Lines of a subtitle, at most; the last ends with an ellipsis where there is more. */
const MOST_LINES = 3;

function linesOf(subtitle: string, places: number): string[] {
  const lines = inLines(subtitle, places);
  const rest = lines.slice(MOST_LINES - 1).join(" ");
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES - 1), inPlaces(rest, places)];
}

/** A figure of svgFigure with a text below its title, in as many lines as it takes; all that is below moves down. */
export function withSubtitle(svg: string, subtitle: string, theme: ThemeName = "light"): string {
  const [head, width, height] = /^<svg [^>]*? width="([\d.]+)" height="([\d.]+)"[^>]*>/.exec(svg)!;
  const places = Math.floor((Number(width) - 2 * MARGIN) / LETTER);
  const lines = linesOf(subtitle, places);
  const more = LINE * lines.length;
  const tall = Number(height) + more;
  const ofTitle = svg.indexOf("</text>") + "</text>".length;
  const title = svg.slice(svg.indexOf("<text"), ofTitle);
  const below = LINE + 26 + TITLE_LINE * (title.split("<tspan").length - 1);
  const paper = `<rect width="${width}" height="${tall}" fill="${themes[theme].background}"/>`;
  const text = linesElement(MARGIN, below, lines, LINE, { fill: themes[theme].faint });
  return [
    head.replace(`height="${height}"`, `height="${tall}"`).replace(` ${height}"`, ` ${tall}"`),
    paper,
    title,
    text,
    `<g transform="translate(0 ${more})">${svg.slice(ofTitle, svg.lastIndexOf("</svg>"))}</g>`,
    "</svg>\n",
  ].join("");
}
