// How often units fire: their densities on a logarithmic axis, silent ones in a bar of their own.

import * as Plot from "@observablehq/plot";
import { plotSvg } from "./plot.js";
import { type ThemeName, themes } from "./theme.js";

const PER_DECADE = 4;

/**
 * SVG: units by log₁₀ of their density.
 *
 * @param density - share of the examples on which each unit is active, in [0, 1]
 * @param floor - the smallest density that the data can show, 1/examples: the axis begins there
 */
export function densityHistogram(
  density: ArrayLike<number>,
  floor: number,
  theme: ThemeName = "light",
): string {
  const { palette, ink } = themes[theme];
  const values = Array.from(density);
  const silent = values.filter((value) => value === 0).length;
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
    title: `Density of ${values.length} units${silent > 0 ? `, ${silent} of them silent` : ""}`,
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
      ],
    },
  });
}
