// Curves of one run or several, with the controls that both have; the settings stand in the address.

import type { VNode } from "preact";
import {
  axisOf,
  curveAxes,
  isOfBatches,
  smoothingOf,
  suitIterationLogarithm,
  suitsLogarithm,
} from "../../../core/curve-values.js";
import { Chart, isCut, type Series } from "../chart.js";
import { Choice, Slider, Toggle } from "../controls.js";
import { metricsOf } from "../live.js";
import { route, setQuery } from "../route.js";

export interface CurvesProps {
  readonly ids: readonly string[];
  readonly nameOf: (id: string) => string;
  /** The target of ρ̂ */
  readonly rho?: number | null;
}

const heights = { cost: 280, penalties: 220, ρ̂: 180, L0: 180, λ: 180, accuracy: 180 } as const;
const names = { auto: "as it suits", log: "logarithmic", linear: "linear" } as const;

export function Curves({ ids, nameOf, rho = null }: CurvesProps): VNode {
  const {
    smooth,
    axis = "auto",
    whole,
    by: asked,
    show = ids.length > 1 ? "cost" : "all",
  } = route.value.query;
  const answers = ids.map((id) => ({ id, metrics: metricsOf(id).value }));
  const lengths = answers.flatMap(({ metrics }) => metrics?.iteration.at(-1) || []);
  const usualBy = suitIterationLogarithm(lengths) ? "log" : "iteration";
  const by = asked ?? usualBy;
  const curves = [...new Set(answers.flatMap(({ metrics }) => Object.keys(metrics?.series ?? {})))];
  const wanted = show === "all" ? curves : [show];
  const seriesOf = (shown: readonly string[]) =>
    answers.flatMap(({ id, metrics }, run): Series[] => {
      if (metrics === null) return [];
      const x = by === "time" ? metrics.seconds : metrics.iteration;
      return shown
        .filter((name) => name in metrics.series)
        .map((name) => ({
          label: ids.length === 1 ? name : shown.length > 1 ? `${name} · ${nameOf(id)}` : nameOf(id),
          x,
          y: metrics.series[name],
          isExact: !isOfBatches(name),
          colour: ids.length === 1 ? Math.max(0, curves.indexOf(name)) : run,
        }));
    });
  const charts = curveAxes.flatMap((kind) => {
    const series = seriesOf(wanted.filter((name) => axisOf(name) === kind));
    if (series.length === 0)
      return kind === "cost" && wanted.some((name) => axisOf(name) === kind) ? [{ kind, series }] : [];
    const { x } = series[0];
    const target = { label: `ρ = ${rho}`, x, y: x.map(() => rho), colour: 3, isTarget: true };
    return [{ kind, series: kind === "ρ̂" && rho !== null ? [...series, target] : series }];
  });
  const isLog = (kind: keyof typeof heights, series: readonly Series[]) =>
    axis === "auto"
      ? suitsLogarithm(
          kind,
          series.map(({ y }) => y),
        )
      : axis === "log";
  const usual = Math.max(
    0,
    ...answers.map(({ metrics }) =>
      smoothingOf(metrics?.iteration.length ?? 0, "L0" in (metrics?.series ?? {})),
    ),
  ).toFixed(2);
  const smoothing = Math.min(0.99, Number(smooth ?? usual) || 0);
  return (
    <>
      <div class="toolbar">
        <Choice
          label="curve"
          value={show}
          options={[["all", "all"], ...curves.map((name) => [name, name] as const)]}
          onChange={(value) => setQuery({ show: value })}
        />
        <Choice
          label="by"
          value={by}
          options={[
            ["iteration", "iteration"],
            ["log", "iteration, logarithmic"],
            ["time", "seconds"],
          ]}
          onChange={(value) => setQuery({ by: value === usualBy ? undefined : value })}
        />
        <Choice
          label="axis"
          value={axis}
          options={Object.entries(names)}
          onChange={(value) => setQuery({ axis: value === "auto" ? undefined : value })}
        />
        <Toggle
          label="from the first iteration"
          on={whole !== undefined}
          onChange={(on) => setQuery({ whole: on ? "1" : undefined })}
        />
        <Slider
          label="smoothing"
          min={0}
          max={0.99}
          step={0.01}
          value={smoothing}
          shown={smoothing === 0 ? "none" : smoothing.toFixed(2)}
          onInput={(value) => setQuery({ smooth: value === Number(usual) ? undefined : value })}
        />
      </div>
      {charts.map(({ kind, series }) => (
        <div key={kind}>
          <p class="axis-name faint">
            {kind === "cost" ? wanted.filter((name) => axisOf(name) === kind).join(", ") : kind}
            {isLog(kind, series)
              ? " (log scale)"
              : whole === undefined && isCut({ series, logX: by === "log" })
                ? ", after the first steep iterations"
                : ""}
          </p>
          <Chart
            series={series}
            xLabel={by === "time" ? "seconds" : "iteration"}
            logX={by === "log"}
            log={isLog(kind, series)}
            whole={whole !== undefined}
            smoothing={smoothing}
            height={heights[kind]}
          />
        </div>
      ))}
    </>
  );
}
