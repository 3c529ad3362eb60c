// A second, faint line below a figure's title.

import { inPlaces } from "../core/letter-places.js";
import { TITLE_LINE, textElement } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";

/** Pixels that it takes, of a letter's width, and from its edge to the figure's. */
const [LINE, LETTER, MARGIN] = [18, 6.8, 16];

/** A figure of svgFigure with a line below its title, as much of it as finds room; all that is below moves down. */
export function withSubtitle(svg: string, subtitle: string, theme: ThemeName = "light"): string {
  const [head, width, height] = /^<svg [^>]*? width="([\d.]+)" height="([\d.]+)"[^>]*>/.exec(svg)!;
  const tall = Number(height) + LINE;
  const ofTitle = svg.indexOf("</text>") + "</text>".length;
  const title = svg.slice(svg.indexOf("<text"), ofTitle);
  const below = LINE + 26 + TITLE_LINE * (title.split("<tspan").length - 1);
  const paper = `<rect width="${width}" height="${tall}" fill="${themes[theme].background}"/>`;
  const places = Math.floor((Number(width) - 2 * MARGIN) / LETTER);
  const line = textElement(MARGIN, below, inPlaces(subtitle, places), { fill: themes[theme].faint });
  return [
    head.replace(`height="${height}"`, `height="${tall}"`).replace(` ${height}"`, ` ${tall}"`),
    paper,
    title,
    line,
    `<g transform="translate(0 ${LINE})">${svg.slice(ofTitle, svg.lastIndexOf("</svg>"))}</g>`,
    "</svg>\n",
  ].join("");
}
