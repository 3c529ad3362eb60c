// How often units fire: their densities on a logarithmic axis, silent ones in a bar of their own.

import * as Plot from "@observablehq/plot";
import { quantity } from "../core/in-words.js";
import { plotSvg } from "./plot.js";
import { type ThemeName, themes } from "./theme.js";

const PER_DECADE = 4;

export interface DensityHistogramOptions {
  /** The smallest density that the data can show, 1/examples: the axis begins there */
  readonly floor: number;
  /** The density above which units are dense: a line, and how many there are. None unless given */
  readonly dense?: number | undefined;
  readonly theme?: ThemeName;
}

/** "Density of 128 units: 11 silent, 3 dense" */
function titleOf(units: number, counts: Readonly<Record<string, number>>): string {
  const told = Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : []));
  return `Density of ${quantity(units, "unit")}${told.length > 0 ? ": " : ""}${told.join(", ")}`;
}

/** A line where units begin to be dense. */
const denseMarks = (dense: number, colour: string): Plot.Markish[] => [
  Plot.ruleX([Math.log10(dense)], { stroke: colour, strokeDasharray: "4 3" }),
  Plot.text(["dense"], {
    x: Math.log10(dense),
    frameAnchor: "top",
    text: (text) => text,
    textAnchor: "start",
    dx: 5,
    fill: colour,
    fontSize: 11,
  }),
];

/**
 * SVG: units by log₁₀ of their density.
 *
 * @param density - share of the examples on which each unit is active, in [0, 1]
 */
export function densityHistogram(
  density: ArrayLike<number>,
  { floor, dense, theme = "light" }: DensityHistogramOptions,
): string {
  const { palette, ink } = themes[theme];
  const values = Array.from(density);
  const silent = values.filter((value) => value === 0).length;
  const above = dense === undefined ? 0 : values.filter((value) => value > dense).length;
  const low = Math.floor(Math.log10(Math.min(0.1, floor)));
  const bins = Array.from({ length: -low * PER_DECADE }, (_, i) => {
    const [from, to] = [low + i / PER_DECADE, low + (i + 1) / PER_DECADE];
    const last = i === -low * PER_DECADE - 1;
    const units = values.filter(
      (v) => v > 0 && Math.log10(v) >= from && (Math.log10(v) < to || (last && v <= 1)),
    ).length;
    return { from, to, units };
  });
  const most = Math.max(1, silent, ...bins.map(({ units }) => units));
  const left = low - 1.2;
  return plotSvg({
    title: titleOf(values.length, { silent, dense: above }),
    height: 320,
    theme,
    options: {
      x: {
        label: "density: share of the examples on which a unit is active",
        labelAnchor: "center",
        domain: [left, 0],
        ticks: Array.from({ length: 1 - low }, (_, i) => low + i),
        tickFormat: (power: number) =>
          power >= -3 ? String(Number((10 ** power).toPrecision(2))) : `1e${power}`,
      },
      y: { label: "units", domain: [0, most * 1.1], grid: true, ticks: Math.min(6, most) },
      marks: [
        Plot.rectY(bins, { x1: "from", x2: "to", y: "units", fill: palette[1], insetLeft: 1, insetRight: 1 }),
        Plot.rectY([{}], { x1: left + 0.2, x2: left + 0.7, y: () => silent, fill: palette[3] }),
        Plot.text([{}], {
          x: left + 0.45,
          y: 0,
          dy: 14,
          text: () => "silent",
          fill: palette[3],
          fontSize: 11,
        }),
        Plot.ruleY([0], { stroke: ink }),
        ...(dense === undefined ? [] : denseMarks(dense, palette[3])),
      ],
    },
  });
}
