// Static plots: Observable Plot draws SVG without a browser.

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { FONT } from "./svg-to-png.js";

/** Colours that differ in brightness too, and for the colour-blind (Okabe and Ito). */
export const palette: readonly string[] = [
  "#222222",
  "#0072b2",
  "#009e73",
  "#d55e00",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
];

export interface PlotFrame {
  readonly title: string;
  readonly width?: number;
  readonly height?: number;
  readonly options: Plot.PlotOptions;
}

const escapeText = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** A plot with its title above, as one SVG text. */
export function plotSvg({ title, width = 720, height = 420, options }: PlotFrame): string {
  const { document } = parseHTML("<html><body></body></html>");
  const chart = Plot.plot({
    width,
    height,
    marginTop: 24,
    marginLeft: 64,
    marginBottom: 44,
    marginRight: 24,
    style: { fontFamily: FONT, fontSize: "12px", background: "white" },
    ...options,
    document: document as unknown as NonNullable<Plot.PlotOptions["document"]>,
  });
  chart.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  chart.setAttribute("y", "32");
  const total = height + 36;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" font-family="${FONT}">`,
    `<rect width="${width}" height="${total}" fill="white"/>`,
    `<text x="16" y="26" font-size="15" font-weight="bold" fill="#222">${escapeText(title)}</text>`,
    // Text takes its colour from CSS in a browser; resvg wants it said.
    chart.outerHTML.replaceAll("currentColor", "#222"),
    "</svg>\n",
  ].join("");
}
