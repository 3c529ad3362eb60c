// Whose features come again: the match of each in other trainings, beside what it has by chance.

import * as Plot from "@observablehq/plot";
import { quantity } from "../core/in-words.js";
import { HEAD, plotElement } from "./plot.js";
import { svgFigure, textElement } from "./svg.js";
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

const [WIDTH, PANEL, TOP] = [720, 264, 8];
const two = (value: number) => value.toFixed(2).replace(/^0/, "");

/** "matched .74, by chance .51 to .54; 20 of 25 come again in both others" */
function told({ means, chance, returns, cosines }: StabilityPanel): string {
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  const again = Array.from(returns).filter((share) => share === 1).length;
  const others =
    ["the other seed", "both other seeds"][cosines.length - 1] ?? `all ${cosines.length} other seeds`;
  return `matched |cosine| ${two(mean)}, by chance ${two(chance.least)} to ${two(chance.most)}; ${again} of ${quantity(returns.length, "feature")} come again in ${others}`;
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
  const chart = plotElement(
    {
      height: PANEL - 16,
      theme,
      options: {
        marginTop: 32,
        x: {
          label: "features, the steadiest first",
          labelAnchor: "center",
          domain: [0, order.length + 1],
          ticks: 8,
        },
        y: { label: "|cosine| of its match", domain: [0, 1], grid: true, ticks: 5 },
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
        ],
      },
    },
    y + 16,
  );
  const named = own.name === "" ? "" : `${own.name}: `;
  return textElement(16, y + 12, named + told(own), { fill: ink }) + chart;
}

/** What the marks mean, side by side from (x, y) on. */
function key(theme: ThemeName, x: number, y: number): string[] {
  const { palette, ink, faint } = themes[theme];
  const dot = (at: number, fill: string) => `<circle cx="${at + 5}" cy="${y - 4}" r="3.5" fill="${fill}"/>`;
  const text = (at: number, told: string) => textElement(at + 16, y, told, { fill: ink });
  const [above, below, tick, band] = [x, x + 164, x + 280, x + 492];
  return [
    dot(above, palette[1]),
    text(above, "above its chance line"),
    dot(below, palette[3]),
    text(below, "not above it"),
    `<rect x="${tick}" y="${y - 6}" width="10" height="3" fill="${ink}" fill-opacity="0.45"/>`,
    text(tick, "chance line: 95 % are below"),
    `<rect x="${band}" y="${y - 9}" width="10" height="10" fill="${faint}" fill-opacity="0.35"/>`,
    text(band, "whole dictionaries by chance"),
  ];
}

/**
 * SVG: a panel a dictionary; dots are the matches of a feature in each other training, of the second colour where above the 95th percentile
 * of what that feature has by chance (the ticks); the band is what whole dictionaries reach by chance.
 */
export function stabilityFigure(panels: readonly StabilityPanel[], theme: ThemeName = "light"): string {
  const drawn = panels.map((own, i) => panel(own, theme, HEAD + i * (PANEL + TOP)));
  const end = HEAD + panels.length * (PANEL + TOP);
  return svgFigure(WIDTH, end + 24, themes[theme], "Which features come again with other seeds", [
    ...drawn,
    ...key(theme, 16, end + 12),
  ]);
}
