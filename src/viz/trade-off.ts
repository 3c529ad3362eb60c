// What sparsity costs: the error of each run against how sparse it is.

import * as Plot from "@observablehq/plot";
import { extent } from "../core/extent.js";
import { HEAD, plotElement } from "./plot.js";
import { svgFigure } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";
import { legend, type Repeated } from "./value-charts.js";

/** One setting: its mean over repetitions, and each of them. */
export interface TradeOffPoint {
  /** What was set: stands beside the point */
  readonly label: string;
  readonly x: Repeated;
  readonly y: Repeated;
  readonly members: readonly { readonly x: number; readonly y: number }[];
}

/** What tradeOff draws. */
export interface TradeOffOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Points joined by a line, in order */
  readonly lines: readonly { readonly name: string; readonly points: readonly TradeOffPoint[] }[];
  readonly theme?: ThemeName;
}

const [WIDTH, HEIGHT] = [720, 440];

/**
 * SVG: error (y) against sparsity (x). A point a setting, labelled; with repetitions their mean, whiskers of one standard
 * deviation, and each of them faintly.
 */
export function tradeOff({ title, xLabel, yLabel, lines, theme = "light" }: TradeOffOptions): string {
  const { palette, ink } = themes[theme];
  const colour = (i: number) => palette[(i + 1) % palette.length];
  const all = lines.flatMap(({ points }) => points);
  const [low, high] = extent(all.flatMap(({ members }) => members.map(({ x }) => x)));
  const isLog = low > 0 && high / low >= 8;
  const highest = extent(all.flatMap(({ members }) => members.map(({ y }) => y)))[1];
  const marks = lines.flatMap(({ points }, i) => {
    const own = points.map(({ label, x, y }) => ({
      label,
      x: x.mean,
      y: y.mean,
      left: x.mean - x.deviation,
      right: x.mean + x.deviation,
      low: y.mean - y.deviation,
      high: y.mean + y.deviation,
    }));
    const repeated = points.filter(({ members }) => members.length > 1);
    const spread = own.filter(({ low, high }) => high > low);
    const faint = { stroke: colour(i), strokeOpacity: 0.5 };
    return [
      Plot.line(own, { x: "x", y: "y", stroke: colour(i), strokeWidth: 1.5, strokeOpacity: 0.6 }),
      Plot.dot(
        repeated.flatMap(({ members }) => members),
        { x: "x", y: "y", fill: colour(i), fillOpacity: 0.3, r: 3 },
      ),
      Plot.ruleX(spread, { x: "x", y1: "low", y2: "high", ...faint }),
      Plot.ruleY(
        spread.filter(({ left }) => !isLog || left > 0),
        { y: "y", x1: "left", x2: "right", ...faint },
      ),
      Plot.dot(own, { x: "x", y: "y", fill: colour(i), r: 4.5 }),
      Plot.text(own, {
        x: "x",
        y: "y",
        text: "label",
        dx: 9,
        dy: i % 2 === 0 ? -10 : 12, // those of two lines that lie close do not meet
        textAnchor: "start",
        fill: lines.length > 1 ? colour(i) : ink,
      }),
    ];
  });
  const named = lines.length > 1 ? lines.map(({ name }) => name) : [];
  const chart = plotElement(
    {
      width: WIDTH,
      height: HEIGHT,
      theme,
      options: {
        marginRight: 110,
        x: {
          label: xLabel,
          type: isLog ? "log" : "linear",
          labelAnchor: "center",
          tickFormat: "~g",
          ticks: 6,
          inset: 12,
        },
        y: { label: yLabel, grid: true, domain: [0, 1.1 * Math.max(highest, Number.MIN_VALUE)], ticks: 6 },
        marks,
      },
    },
    HEAD + 10,
  );
  const bottom = HEIGHT + HEAD + 22;
  return svgFigure(WIDTH, bottom + 18 * named.length, themes[theme], title, [
    chart,
    ...legend(named, { x: 64, y: bottom + 4 }, theme),
  ]);
}
