// A second, faint line below a figure's title.

import { textElement } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";

/** Pixels that it takes, of a letter's width, and from its edge to the figure's. */
const [LINE, LETTER, MARGIN] = [18, 6.8, 16];

/** What finds room in a width, in pixels; an ellipsis for the rest. */
function fitting(text: string, width: number): string {
  const letters = [...text];
  const most = Math.floor((width - 2 * MARGIN) / LETTER);
  return letters.length <= most
    ? text
    : `${letters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
}

/** A figure of svgFigure with a line below its title; all that is below moves down. */
export function withSubtitle(svg: string, subtitle: string, theme: ThemeName = "light"): string {
  const [head, width, height] = /^<svg [^>]*? width="([\d.]+)" height="([\d.]+)"[^>]*>/.exec(svg)!;
  const tall = Number(height) + LINE;
  const ofTitle = svg.indexOf("</text>") + "</text>".length;
  const paper = `<rect width="${width}" height="${tall}" fill="${themes[theme].background}"/>`;
  const line = textElement(MARGIN, 44, fitting(subtitle, Number(width)), { fill: themes[theme].faint });
  return [
    head.replace(`height="${height}"`, `height="${tall}"`).replace(` ${height}"`, ` ${tall}"`),
    paper,
    svg.slice(svg.indexOf("<text"), ofTitle),
    line,
    `<g transform="translate(0 ${LINE})">${svg.slice(ofTitle, svg.lastIndexOf("</svg>"))}</g>`,
    "</svg>\n",
  ].join("");
}
