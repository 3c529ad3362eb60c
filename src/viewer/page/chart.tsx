// Live curves with uPlot: a line a series, smoothed, the raw curve kept faint behind it.

import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

export interface Series {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  readonly colour: number;
}

export interface ChartProps {
  readonly series: readonly Series[];
  readonly xLabel: string;
  readonly log: boolean;
  /** 0: none; towards 1: more */
  readonly smoothing: number;
  readonly height?: number;
}

/** Exponential moving average, corrected for its start: s_t = Σ α^k y_{t−k} / Σ α^k. */
function smooth(y: readonly (number | null)[], weight: number): (number | null)[] {
  let [sum, norm] = [0, 0];
  return y.map((value) => {
    if (value === null) return null;
    sum = weight * sum + value;
    norm = weight * norm + 1;
    return sum / norm;
  });
}

/** A colour of the theme that the page has now. */
const themed = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
/** The same at a third of its strength; a bundler may have shortened #222222 to #222. */
const faint = (colour: string): string =>
  `${colour.length === 4 ? colour.replace(/[^#]/g, "$&$&") : colour}55`;
const seriesColour = (index: number): string => themed(`--series-${index % 7}`);

const positive = (y: (number | null)[]) => y.map((value) => (value !== null && value > 0 ? value : null));

function dataOf({ series, log, smoothing }: ChartProps): uPlot.AlignedData {
  const tables = series.flatMap(({ x, y }): uPlot.AlignedData[] => {
    const raw = log ? positive([...y]) : [...y];
    const smoothed = smoothing > 0 ? smooth(y, smoothing) : raw;
    return smoothing > 0
      ? [
          [[...x], raw],
          [[...x], log ? positive(smoothed) : smoothed],
        ]
      : [[[...x], raw]];
  });
  return tables.length === 0 ? [[]] : uPlot.join(tables);
}

/** On a logarithmic axis only whole powers of ten: the lines between would hide the curves. */
const decades = (_: uPlot, ticks: number[]) =>
  ticks.map((tick) => (Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-6 ? tick : null));

function tickText(tick: number | null): string {
  if (tick === null || tick === undefined) return "";
  const size = Math.abs(tick);
  return size !== 0 && (size < 1e-3 || size >= 1e5)
    ? tick.toExponential(0)
    : String(Number(tick.toPrecision(3)));
}

/** The legend tells the last values until somebody points at others. */
function setData(chart: uPlot, data: uPlot.AlignedData): void {
  chart.setData(data);
  const last = data[0].length - 1;
  if (last >= 0 && (chart.cursor.idx ?? null) === null)
    queueMicrotask(() => chart.setLegend({ idx: last }, false));
}

function optionsOf(
  { series, xLabel, log, smoothing, height = 300 }: ChartProps,
  width: number,
): uPlot.Options {
  const axis = {
    stroke: themed("--ink-faint"),
    grid: { stroke: themed("--line"), width: 1 },
    ticks: { stroke: themed("--line") },
  };
  const value = (_: uPlot, v: number | null) =>
    v === null || v === undefined ? "–" : Number(v.toPrecision(4)).toString();
  return {
    width,
    height,
    scales: { x: { time: false }, y: { distr: log ? 3 : 1 } },
    axes: [
      { ...axis, label: xLabel, labelSize: 20, size: 40 },
      {
        ...axis,
        size: 64,
        ...(log
          ? {
              grid: { ...axis.grid, filter: decades },
              ticks: { ...axis.ticks, filter: decades },
              filter: decades,
            }
          : {}),
        values: (_, ticks) => ticks.map(tickText),
      },
    ],
    series: [
      { label: xLabel, value },
      ...series.flatMap(({ label, colour }) => {
        const stroke = seriesColour(colour);
        const main = { label, stroke, width: 2, value, points: { show: false }, spanGaps: true };
        return smoothing > 0
          ? [{ ...main, label: `${label} (raw)`, width: 1, stroke: faint(stroke) }, main]
          : [main];
      }),
    ],
  };
}

export function Chart(props: ChartProps): VNode {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const { series, xLabel, log, smoothing, height = 300 } = props;
  const shape = [xLabel, log, smoothing > 0, ...series.map(({ label }) => label)].join("|");
  useEffect(() => {
    const draw = () => {
      chart.current?.destroy();
      chart.current = new uPlot(optionsOf(props, place.current!.clientWidth), dataOf(props), place.current!);
    };
    draw();
    const resize = new ResizeObserver(() => {
      const width = place.current?.clientWidth ?? 0;
      if (width > 0 && chart.current?.width !== width) chart.current?.setSize({ width, height });
    });
    resize.observe(place.current!);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", draw);
    return () => {
      resize.disconnect();
      scheme.removeEventListener("change", draw);
      chart.current?.destroy();
      chart.current = null;
    };
  }, [shape]);
  useEffect(() => {
    if (chart.current !== null) setData(chart.current, dataOf(props));
  }, [series, smoothing, shape]);
  const points = Math.max(0, ...series.map(({ x }) => x.length));
  return (
    <div
      class="chart"
      ref={place}
      role="img"
      aria-label={`${series.map(({ label }) => label).join(", ")} by ${xLabel}`}
      data-points={points}
    />
  );
}
