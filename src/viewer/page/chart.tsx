// Live curves with uPlot: a line a series, smoothed, the raw curve kept faint behind it.

import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { readableNumber } from "../../core/readable-number.js";
import "uplot/dist/uPlot.min.css";
import { smoothed } from "../../core/curve-values.js";
import { laterRange } from "../../viz/curve-range.js";
import { chartKeys } from "./chart-keys.js";
import { tickTexts } from "./format.js";
import { faintly, NAMED, paintedColour } from "./series-colour.js";
import "./chart.css";

export interface Series {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  readonly colour: number;
  /** What it should come to, rather than what it is: drawn as a thin dashed line */
  readonly isTarget?: boolean;
  /** Whether it is never smoothed. False unless given */
  readonly isExact?: boolean;
}

const HEIGHT = 300;

export interface ChartProps {
  readonly series: readonly Series[];
  readonly xLabel: string;
  /** Whether that has a logarithmic axis, which begins at 1 */
  readonly logX: boolean;
  readonly log: boolean;
  /** On a linear axis: all values, rather than those after the first steep iterations */
  readonly whole: boolean;
  /** 0: none; towards 1: more */
  readonly smoothing: number;
  readonly height?: number;
}

/** A colour of the theme that the page has now. */
const themed = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const paint = (index: number): string => paintedColour(index, themed);
/** A second sign of the series, for whoever does not tell colours apart: every other one is dashed, further ones dotted. */
const dashOf = ({ colour, isTarget = false }: Series): number[] =>
  isTarget ? [6, 4] : colour >= NAMED ? [2, 3] : colour % 2 === 1 && colour > 3 ? [10, 4] : [];

const linesOf = ({ series, logX }: Pick<ChartProps, "series" | "logX">) =>
  series.map(({ x, y }) =>
    x.flatMap((at, i) =>
      Number.isFinite(y[i] ?? Number.NaN) && !(logX && at < 1) ? [{ iteration: at, value: y[i]! }] : [],
    ),
  );

/** Whether a linear axis leaves the first steep iterations out, unless all of them are asked for. */
export const isCut = (props: Pick<ChartProps, "series" | "logX">): boolean => laterRange(linesOf(props)).cut;

/** The range of a linear axis: after the first steep iterations, or of what somebody has zoomed into. */
function linearRange(
  { whole, ...props }: ChartProps,
  chart: uPlot,
  least: number,
  most: number,
): uPlot.Range.MinMax {
  const lines = linesOf(props);
  const { min = null, max = null } = chart.series[0]; // the scale itself is still what it was
  const isZoomed =
    min !== null && max !== null && lines.flat().some(({ iteration }) => iteration < min || iteration > max);
  const { low, high } = whole || isZoomed ? { low: least, high: most } : laterRange(lines);
  return uPlot.rangeNum(low, high, 0.05, false);
}

const positive = (y: (number | null)[]) => y.map((value) => (value !== null && value > 0 ? value : null));

const isSmoothed = ({ isExact = false }: Series, smoothing: number) => smoothing > 0 && !isExact;

function dataOf({ series, log, logX, smoothing }: ChartProps): uPlot.AlignedData {
  const tables = series.flatMap((one): uPlot.AlignedData[] => {
    const { x, y } = one;
    const from = logX
      ? Math.max(
          0,
          x.findIndex((at) => at >= 1),
        )
      : 0;
    const shown = (values: (number | null)[]): uPlot.AlignedData => [
      x.slice(from),
      (log ? positive(values) : values).slice(from),
    ];
    return [shown([...y]), ...(isSmoothed(one, smoothing) ? [shown(smoothed(y, smoothing))] : [])];
  });
  return tables.length === 0 ? [[]] : uPlot.join(tables);
}

/** On a logarithmic axis only whole powers of ten: the lines between would hide the curves. */
const decades = (_: uPlot, ticks: number[]) =>
  ticks.map((tick) => (Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-6 ? tick : null));

const byDecades = ({ grid, ticks }: Pick<uPlot.Axis, "grid" | "ticks">) => ({
  grid: { ...grid, filter: decades },
  ticks: { ...ticks, filter: decades },
  filter: decades,
});

const legendNumber = (value: number) => readableNumber(value);

/**
 * A value of the legend, at the end until somebody points elsewhere; where a series has none there, its last one before,
 * and where that was.
 */
function legendText(chart: uPlot, series: number, at: number | null): string {
  const own = chart.data[series];
  const end = at ?? own.length - 1;
  let last = end;
  while (last >= 0 && (own[last] ?? null) === null) last--;
  if (last < 0) return "–";
  const text = legendNumber(own[last]!);
  return last === end ? text : `${text} at ${legendNumber(chart.data[0][last])}`;
}

/** @param now - the props as they are when the chart is drawn again */
function optionsOf(now: () => ChartProps, width: number): uPlot.Options {
  const { series, xLabel, logX, log, smoothing, height = HEIGHT } = now();
  const axis = {
    stroke: themed("--ink-faint"),
    grid: { stroke: themed("--line"), width: 1 },
    ticks: { stroke: themed("--line") },
  };
  const value: uPlot.Series.Value = (chart, _, series, at) => legendText(chart, series, at);
  return {
    width,
    height,
    plugins: [chartKeys(`${series.map(({ label }) => label).join(", ")} by ${xLabel}`)],
    scales: {
      x: { time: false, ...(logX ? { distr: 3, range: (_, least, most) => [least, most] } : {}) },
      y: log
        ? { distr: 3 }
        : { distr: 1, range: (chart, least, most) => linearRange(now(), chart, least, most) },
    },
    legend: {
      markers: {
        width: 3,
        dash: (chart, i) => ((chart.series[i].dash?.length ?? 0) > 0 ? "dashed" : "solid"),
      },
    },
    axes: [
      {
        ...axis,
        ...(logX ? byDecades(axis) : {}),
        label: logX ? `${xLabel} (log scale)` : xLabel,
        labelSize: 20,
        size: 40,
      },
      {
        ...axis,
        size: 64,
        ...(log ? byDecades(axis) : {}),
        values: (_, ticks) => tickTexts(ticks),
      },
    ],
    series: [
      { label: xLabel, value },
      ...series.flatMap((one) => {
        const { label, colour, isTarget = false } = one;
        const stroke = paint(colour);
        const main = {
          label,
          stroke,
          width: isTarget ? 1 : 2,
          dash: dashOf(one),
          value,
          points: { show: false },
          spanGaps: true,
        };
        return isSmoothed(one, smoothing)
          ? [{ ...main, label: `${label} (raw)`, width: 1, stroke: faintly(stroke) }, main]
          : [main];
      }),
    ],
  };
}

export function Chart(props: ChartProps): VNode {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const { series, xLabel, logX, log, whole, smoothing, height = HEIGHT } = props;
  const shape = [xLabel, logX, log, whole, smoothing > 0, ...series.map(({ label }) => label)].join("|");
  useEffect(() => {
    const draw = () => {
      chart.current?.destroy();
      const now = () => latest.current;
      chart.current = new uPlot(optionsOf(now, place.current!.clientWidth), dataOf(now()), place.current!);
    };
    draw();
    const resize = new ResizeObserver(() => {
      const width = place.current?.clientWidth ?? 0;
      if (width > 0 && chart.current?.width !== width) chart.current?.setSize({ width, height });
    });
    resize.observe(place.current!);
    // On paper the colours are those of the light scheme.
    const schemes = ["(prefers-color-scheme: dark)", "print"].map((query) => matchMedia(query));
    for (const scheme of schemes) scheme.addEventListener("change", draw);
    return () => {
      resize.disconnect();
      for (const scheme of schemes) scheme.removeEventListener("change", draw);
      chart.current?.destroy();
      chart.current = null;
    };
  }, [shape]);
  useEffect(() => {
    chart.current?.setData(dataOf(props));
  }, [series, smoothing, shape]);
  const points = Math.max(0, ...series.map(({ x }) => x.length));
  return <div class="chart" ref={place} data-points={points} />;
}
