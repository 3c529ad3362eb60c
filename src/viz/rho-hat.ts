// The average activation of each hidden unit against the target.

import * as Plot from "@observablehq/plot";
import { extent } from "../core/extent.js";
import { plotSvg } from "./plot.js";
import { type ThemeName, themes } from "./theme.js";
import { thinLine } from "./thin.js";

/**
 * SVG: ρ̂ of each unit as a dot, sorted, one panel a sparse layer; ρ as a line.
 *
 * @param rhoHat - ρ̂ of each sparse layer, by the layer's number
 */
export function rhoHatPlot(
  rhoHat: Readonly<Record<string, ArrayLike<number>>>,
  rho: number,
  theme: ThemeName = "light",
): string {
  const { palette, ink } = themes[theme];
  const layers = Object.keys(rhoHat);
  const dots = layers.flatMap((layer) => {
    const all = Array.from(rhoHat[layer])
      .sort((a, b) => b - a)
      .map((value, rank) => ({ layer: `hidden layer ${layer}`, rank: rank + 1, value }));
    return thinLine(
      all,
      ({ rank }) => rank,
      ({ value }) => value,
    );
  });
  const longest = Math.max(...layers.map((layer) => rhoHat[layer].length));
  const high = Math.max(rho, extent(dots.map(({ value }) => value))[1]) * 1.15;
  const facet = layers.length > 1 ? { fx: "layer" as const } : {};
  return plotSvg({
    title: "Average activation ρ̂ of each hidden unit",
    theme,
    height: 340,
    options: {
      marginRight: 70,
      fx: { label: null },
      x: {
        label: "unit, by rank",
        labelAnchor: "center",
        ticks: longest <= 10 ? Array.from({ length: longest }, (_, i) => i + 1) : 6,
      },
      y: { label: "ρ̂", domain: [0, high], grid: true, ticks: 6 },
      marks: [
        Plot.ruleY([0], { stroke: ink }),
        Plot.ruleY([rho], { stroke: palette[3], strokeDasharray: "5,4", strokeWidth: 1.5 }),
        Plot.dot(dots, {
          x: "rank",
          y: "value",
          fill: palette[1],
          r: dots.length > 150 ? 1.5 : 3.5,
          ...facet,
        }),
        Plot.text([{ layer: dots.at(-1)?.layer, value: rho }], {
          y: "value",
          ...facet,
          frameAnchor: "right",
          dx: 60,
          textAnchor: "end",
          text: () => `ρ = ${rho}`,
          fill: palette[3],
        }),
      ],
    },
  });
}
