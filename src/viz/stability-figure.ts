// Whose features come again: the match of each in other trainings, beside what it has by chance.

import * as Plot from "@observablehq/plot";
import { quantity } from "../core/in-words.js";
import { HEAD, plotElement } from "./plot.js";
import { svgFigure } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";

/** A dictionary and its matches in others. */
export interface StabilityPanel {
  /** What it is of: "ρ = 0.01" */
  readonly name: string;
  readonly means: readonly number[];
  readonly chance: { readonly mean: number; readonly least: number; readonly most: number };
  /** |cosine| of each feature's match, [others][features] */
  readonly cosines: readonly ArrayLike<number>[];
  /** The 95th percentile by chance, [features] */
  readonly byChance: ArrayLike<number>;
  /** The share of the others in which each comes again, [features] */
  readonly returns: ArrayLike<number>;
}

const [WIDTH, PANEL, TOP] = [720, 250, 8];
const two = (value: number) => value.toFixed(2).replace(/^0/, "");

/** "matched .74, by chance .51 to .54; 20 of 25 come again in both others" */
function told({ means, chance, returns, cosines }: StabilityPanel): string {
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  const again = Array.from(returns).filter((share) => share === 1).length;
  const others =
    ["the other seed", "both other seeds"][cosines.length - 1] ?? `all ${cosines.length} other seeds`;
  return `matched |cosine| ${two(mean)}, by chance (grey) ${two(chance.least)} to ${two(chance.most)}; ${again} of ${quantity(returns.length, "feature")} come again in ${others}`;
}

function panel(own: StabilityPanel, theme: ThemeName, y: number): string {
  const { palette, ink, faint } = themes[theme];
  const { cosines, byChance, chance } = own;
  const known = (j: number) => cosines.map((one) => one[j]).filter((value) => !Number.isNaN(value));
  const meanOf = (j: number) => {
    const values = known(j);
    return values.length === 0 ? -1 : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const order = Array.from({ length: byChance.length }, (_, j) => j).sort(
    (a, b) => meanOf(b) - meanOf(a) || a - b,
  );
  const dots = order.flatMap((j, rank) =>
    known(j).map((cosine) => ({ rank: rank + 1, cosine, again: cosine > byChance[j] })),
  );
  const ticks = order.map((j, rank) => ({ rank: rank + 1, limit: byChance[j] }));
  return plotElement(
    {
      height: PANEL,
      theme,
      options: {
        marginTop: 34,
        x: {
          label: "features, the steadiest first",
          labelAnchor: "center",
          domain: [0, order.length + 1],
          ticks: 8,
        },
        y: { label: null, domain: [0, 1], grid: true, ticks: 5 },
        marks: [
          Plot.rectY([chance], {
            x1: 0,
            x2: order.length + 1,
            y1: "least",
            y2: "most",
            fill: faint,
            fillOpacity: 0.35,
          }),
          Plot.ruleY([chance.mean], { stroke: faint, strokeDasharray: "4 3" }),
          Plot.ruleX(ticks, {
            x: "rank",
            y1: "limit",
            y2: (d: { limit: number }) => d.limit + 0.006,
            stroke: ink,
            strokeWidth: Math.max(2, Math.min(10, 420 / order.length)),
            strokeOpacity: 0.45,
          }),
          Plot.dot(dots, {
            x: "rank",
            y: "cosine",
            r: order.length > 100 ? 2 : 3,
            fill: (d: { again: boolean }) => (d.again ? palette[1] : palette[3]),
          }),
          Plot.text([`${own.name === "" ? "" : `${own.name}: `}${told(own)}`], {
            frameAnchor: "top-left",
            dy: -24,
            text: (text: string) => text,
            textAnchor: "start",
            fill: ink,
          }),
        ],
      },
    },
    y,
  );
}

/**
 * SVG: a panel a dictionary; dots are the matches of a feature in each other training, of the second colour where above the 95th percentile
 * of what that feature has by chance (the ticks); the band is what whole dictionaries reach by chance.
 */
export function stabilityFigure(panels: readonly StabilityPanel[], theme: ThemeName = "light"): string {
  const drawn = panels.map((own, i) => panel(own, theme, HEAD + i * (PANEL + TOP)));
  const height = HEAD + panels.length * (PANEL + TOP) + 4;
  return svgFigure(WIDTH, height, themes[theme], "Which features come again with other seeds", drawn);
}
