// What values that were varied do: a small chart for each number, all over the same axis.

import * as Plot from "@observablehq/plot";
import { extent } from "../core/extent.js";
import { letterPlaces } from "../core/letter-places.js";
import { readableNumber } from "../core/readable-number.js";
import { scaleFor } from "./axis.js";
import { legend, lineColour } from "./legend.js";
import { plotElement } from "./plot.js";
import { svgFigure } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";

/** The mean of a number over repetitions, and their standard deviation: 0 of one alone. */
export interface Repeated {
  readonly mean: number;
  readonly deviation: number;
}

/** A line of the charts: what else was set, and the numbers at each value. */
export interface ValueLine {
  readonly name: string;
  readonly points: readonly {
    readonly x: number | string;
    /** By the name of the number; null where it is not known */
    readonly numbers: Readonly<Record<string, Repeated | null>>;
  }[];
}

/** What valueCharts draws. */
export interface ValueChartsOptions {
  readonly title: string;
  /** What was varied */
  readonly xLabel: string;
  readonly lines: readonly ValueLine[];
  /** Told below, a line each: what numbers on the axis stand for */
  readonly notes?: readonly string[];
  readonly theme?: ThemeName;
}

const [WIDTH, HEIGHT, GAP, COLUMNS] = [330, 230, 24, 2];
/** Places of letters that a word takes which has room below its place. */
const LONGEST_WORD = 12;

/** Words that are too long for their places are numbered there, and told below: each with what stands for it. */
export function shortNames(words: readonly string[]): ReadonlyMap<string, string> {
  const all = [...new Set(words)];
  const isLong = all.some((word) => letterPlaces(word) > LONGEST_WORD);
  return new Map(all.map((word, i) => [word, isLong ? String(i + 1) : word]));
}

const tickText = (value: number) => readableNumber(value, 6);

/** The axis of the values: numbers on a scale, words one beside the other. */
function axisOf(values: readonly (number | string)[], label: string): Plot.ScaleOptions {
  const domain = [...new Set(values)];
  if (!domain.every((value) => typeof value === "number"))
    return { label, type: "point", domain: domain.map(String), labelAnchor: "center" };
  return {
    label,
    type: scaleFor(extent(domain)),
    labelAnchor: "center",
    ticks: domain.length > 7 ? 5 : domain,
    tickFormat: tickText,
    inset: 8,
  };
}

/** A chart of one number: a line for each of `lines`, whiskers of one standard deviation. */
function chart(
  number: string,
  { xLabel, lines, theme = "light" }: ValueChartsOptions,
  x: Plot.ScaleOptions,
  place: { readonly x: number; readonly y: number },
): string {
  const colour = (i: number) => lineColour(i, theme);
  const isWord = x.type === "point";
  const points = lines.flatMap(({ points }, line) =>
    points.flatMap(({ x: value, numbers }) => {
      const known = numbers[number];
      if (known === null || known === undefined || !Number.isFinite(known.mean)) return [];
      const { mean, deviation } = known;
      // .1 ± .2 of what cannot be negative: a whisker crosses 0 with its mean only.
      const low = mean >= 0 ? Math.max(0, mean - deviation) : mean - deviation;
      const spread = { low, high: mean + deviation };
      return [{ line, x: isWord ? String(value) : value, y: mean, ...spread }];
    }),
  );
  const highest = extent(points.map(({ high }) => high))[1];
  const top = highest > 0 ? 1.08 * highest : 1;
  const bottom = Math.min(0, extent(points.map(({ low }) => low))[0]);
  return plotElement(
    {
      width: WIDTH,
      height: HEIGHT,
      theme,
      options: {
        marginLeft: 52,
        marginRight: 12,
        marginTop: 30,
        x: { ...x, label: xLabel },
        y: { label: null, grid: true, domain: [bottom, top], ticks: 5, tickFormat: tickText },
        marks: [
          Plot.text([number], {
            frameAnchor: "top-left",
            text: (text) => text,
            dy: -22,
            dx: -40,
            fill: themes[theme].ink,
            fontWeight: "bold",
          }),
          ...lines.flatMap((_, i) => {
            const own = points.filter(({ line }) => line === i);
            return [
              Plot.ruleX(
                own.filter(({ low, high }) => high > low),
                { x: "x", y1: "low", y2: "high", stroke: colour(i), strokeOpacity: 0.5 },
              ),
              Plot.line(own, { x: "x", y: "y", stroke: colour(i), strokeWidth: 1.8 }),
              Plot.dot(own, { x: "x", y: "y", fill: colour(i), r: 3.5 }),
            ];
          }),
        ],
      },
    },
    place.y,
    place.x,
  );
}

/**
 * SVG: one chart for each number that any line knows, two side by side, over the values that were varied; with several
 * lines a legend. Values over a range of 8 or more lie on a logarithmic axis, words side by side.
 */
export function valueCharts(options: ValueChartsOptions): string {
  const { title, xLabel, lines, notes = [], theme = "light" } = options;
  const points = lines.flatMap(({ points }) => points);
  const names = [...new Set(points.flatMap(({ numbers }) => Object.keys(numbers)))].filter((name) =>
    points.some(({ numbers }) => numbers[name]),
  );
  const axis = axisOf(
    points.map(({ x }) => x),
    xLabel,
  );
  const rows = Math.ceil(names.length / COLUMNS);
  const bottom = 44 + rows * (HEIGHT + GAP);
  const drawn = names.map((name, i) =>
    chart(name, options, axis, {
      x: 16 + (i % COLUMNS) * (WIDTH + GAP),
      y: 40 + Math.floor(i / COLUMNS) * (HEIGHT + GAP),
    }),
  );
  const told = legend({ lines, notes, theme }, 24, bottom + 4);
  const width = 32 + COLUMNS * WIDTH + (COLUMNS - 1) * GAP;
  return svgFigure(width, bottom + told.height, themes[theme], title, [...drawn, ...told.elements]);
}
