// Static plots: Observable Plot draws SVG without a browser.

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom/worker"; // the same in one file, which loads three times as fast
import { svgFigure } from "./svg.js";
import { FONT_FAMILY } from "./svg-to-png.js";
import { type ThemeName, themes } from "./theme.js";

const WIDTH = 720;
/** Pixels of the title above a plot. */
export const HEAD = 32;
/** Pixels at the left of the axis, and of the title: the axis' name stands below it. */
const [AXIS_LEFT, TITLE_LEFT] = [64, 16];

export interface PlotFrame {
  readonly title: string;
  readonly width?: number;
  readonly height?: number;
  readonly theme?: ThemeName;
  readonly options: Plot.PlotOptions;
}

/** A plot as an element of a figure, its upper left corner at (`x`, `y`). */
export function plotElement(
  { width = WIDTH, height = 420, theme = "light", options }: Omit<PlotFrame, "title">,
  y: number,
  x = 0,
): string {
  const { document } = parseHTML("<html><body></body></html>");
  const chart = Plot.plot({
    width,
    height,
    marginTop: 24,
    marginLeft: AXIS_LEFT,
    marginBottom: 44,
    marginRight: 24,
    style: { fontFamily: FONT_FAMILY, fontSize: "12px", background: themes[theme].background },
    ...options,
    ...(options.y === undefined ? {} : { y: { labelOffset: AXIS_LEFT - TITLE_LEFT, ...options.y } }),
    document: document as unknown as NonNullable<Plot.PlotOptions["document"]>,
  });
  chart.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  chart.setAttribute("x", String(x));
  chart.setAttribute("y", String(y));
  chart.setAttribute("overflow", "visible"); // nothing lies outside, and resvg takes twice the time to cut it off
  // Text takes its colour from CSS in a browser; resvg wants it said.
  return withOwnIds(chart.outerHTML.replaceAll("currentColor", themes[theme].ink), `${x}-${y}`);
}

/** Plot counts its clip paths over the life of the process: here by the place in the figure, for the same bytes ever. */
function withOwnIds(svg: string, place: string): string {
  const ids = [...new Set(svg.match(/plot-clip-\d+/g))];
  return svg.replace(/plot-clip-\d+/g, (id) => `clip-${place}-${ids.indexOf(id)}`);
}

/** A plot with its title above, as one SVG text. */
export function plotSvg({ title, width = WIDTH, height = 420, theme = "light", options }: PlotFrame): string {
  const drawn = plotElement({ width, height, theme, options }, HEAD);
  return svgFigure(width, height + HEAD + 4, themes[theme], title, [drawn]);
}
