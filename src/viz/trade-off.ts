// What sparsity costs: the error of each run against how sparse it is.

import * as Plot from "@observablehq/plot";
import { extent } from "../core/extent.js";
import { letterPlaces } from "../core/letter-places.js";
import { logTicks, scaleFor } from "./axis.js";
import { labelPlaces } from "./label-places.js";
import { legend, lineColour } from "./legend.js";
import { HEAD, plotElement } from "./plot.js";
import { svgFigure } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";
import type { Repeated } from "./value-charts.js";

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
  /** Told below, a line each: what labels stand for */
  readonly notes?: readonly string[];
  readonly theme?: ThemeName;
}

const [WIDTH, HEIGHT] = [720, 440];

const MARGIN = { left: 64, right: 110, top: 24, bottom: 44, inset: 12 };
/** Pixels of a letter of a label, about. */
const LETTER = 7;

/** An axis from a little below the lowest to a little above the highest; from 0 where that leaves half for the values. */
function domainOf(low: number, high: number): [number, number] {
  if (low < high / 2) return [Math.min(0, low), 1.08 * high];
  const pad = 0.25 * (high - low || high || 1);
  return [low - pad, high + pad];
}

/**
 * SVG: error (y) against sparsity (x). A point a setting, labelled where a label does not meet another; with repetitions
 * their mean, whiskers of one standard deviation, and each of them faintly.
 */
export function tradeOff({
  title,
  xLabel,
  yLabel,
  lines,
  notes = [],
  theme = "light",
}: TradeOffOptions): string {
  const colour = (i: number) => lineColour(i, theme);
  const all = lines.flatMap(({ points }) => points);
  const members = all.flatMap(({ members }) => members);
  const [left, right] = extent(members.map(({ x }) => x));
  const scale = scaleFor([left, right]);
  const isLog = scale === "log";
  const [low, high] = domainOf(...extent(members.map(({ y }) => y)));
  const share = (value: number) => {
    const to = isLog ? Math.log : Number;
    return right > left ? (to(value) - to(left)) / (to(right) - to(left)) : 0.5;
  };
  const inner = WIDTH - MARGIN.left - MARGIN.right - 2 * MARGIN.inset;
  const labels = labelPlaces(
    all.map(({ label, x, y }) => ({
      x: MARGIN.left + MARGIN.inset + inner * share(x.mean),
      y: HEIGHT - MARGIN.bottom - ((y.mean - low) / (high - low)) * (HEIGHT - MARGIN.top - MARGIN.bottom),
      width: LETTER * letterPlaces(label),
    })),
    WIDTH,
  );
  let index = 0;
  const marks = lines.flatMap(({ points }, i) => {
    const own = points.map(({ label, x, y }) => ({
      label,
      place: labels[index++],
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
      ...own.flatMap(({ label, place, x, y }) =>
        place === null
          ? []
          : [
              Plot.text([label], {
                x: [x],
                y: [y],
                text: (text) => text,
                ...place,
                textAnchor: "start",
                fill: lines.length > 1 ? colour(i) : themes[theme].ink,
              }),
            ],
      ),
    ];
  });
  const chart = plotElement(
    {
      width: WIDTH,
      height: HEIGHT,
      theme,
      options: {
        marginLeft: MARGIN.left,
        marginRight: MARGIN.right,
        x: {
          label: xLabel,
          type: scale,
          domain: [left, right],
          labelAnchor: "center",
          tickFormat: "~g",
          ticks: isLog ? logTicks(left, right, 4) : 6,
          inset: MARGIN.inset,
        },
        y: { label: yLabel, grid: true, domain: [low, high], ticks: 6 },
        marks,
      },
    },
    HEAD + 10,
  );
  const bottom = HEIGHT + HEAD + 22;
  const told = legend({ lines, notes, theme }, MARGIN.left, bottom + 4);
  return svgFigure(WIDTH, bottom + told.height, themes[theme], title, [chart, ...told.elements]);
}
