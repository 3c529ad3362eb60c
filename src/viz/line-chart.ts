// One or more numbers against a value that was varied.

import * as Plot from "@observablehq/plot";
import { extent } from "../core/extent.js";
import { plotSvg } from "./plot.js";
import { spread } from "./spread.js";
import { type ThemeName, themes } from "./theme.js";

const HEIGHT = 360;

/** What a line chart shows, and its axes. */
export interface LineChartOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** The values that were varied */
  readonly x: readonly number[];
  /** One line each, as long as x */
  readonly series: Readonly<Record<string, readonly number[]>>;
  readonly logX?: boolean;
  readonly theme?: ThemeName;
}

/** SVG: dots joined by lines, each line labelled at its end. */
export function lineChart({
  title,
  xLabel,
  yLabel,
  x,
  series,
  logX = false,
  theme = "light",
}: LineChartOptions): string {
  const { palette } = themes[theme];
  const names = Object.keys(series);
  const points = names.flatMap((name) => x.map((value, i) => ({ x: value, y: series[name][i], name })));
  const colour = (name: string) => palette[(names.indexOf(name) + 1) % palette.length];
  const high = 1.1 * Math.max(extent(points.map(({ y }) => y))[1], Number.MIN_VALUE);
  const [top, bottom] = [24, HEIGHT - 44];
  const ends = names.map((name) => bottom - ((series[name].at(-1) ?? 0) / high) * (bottom - top));
  const labels = spread(ends, 16, top, bottom).map((pixel) => ((bottom - pixel) / (bottom - top)) * high);
  return plotSvg({
    title,
    theme,
    height: HEIGHT,
    options: {
      marginRight: 120,
      x: {
        label: xLabel,
        type: logX ? "log" : "linear",
        labelAnchor: "center",
        ticks: x.length > 8 ? 8 : [...x],
        tickFormat: "~g",
      },
      y: { label: yLabel, grid: true, domain: [0, high], ticks: 6 },
      marks: names.flatMap((name, i) => {
        const own = points.filter((point) => point.name === name);
        return [
          Plot.line(own, { x: "x", y: "y", stroke: colour(name), strokeWidth: 2 }),
          Plot.dot(own, { x: "x", y: "y", fill: colour(name), r: 4 }),
          Plot.text(own.slice(-1), {
            x: "x",
            y: () => labels[i],
            text: "name",
            textAnchor: "start",
            dx: 10,
            fill: colour(name),
          }),
        ];
      }),
    },
  });
}
