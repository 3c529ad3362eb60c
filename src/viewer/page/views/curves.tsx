// Curves of one run or several, with the controls that both have; the settings stand in the address.

import type { VNode } from "preact";
import { Chart, type Series } from "../chart.js";
import { Choice, Slider, Toggle } from "../controls.js";
import { metricsOf } from "../live.js";
import { route, setQuery } from "../route.js";

export interface CurvesProps {
  readonly ids: readonly string[];
  readonly nameOf: (id: string) => string;
}

export function Curves({ ids, nameOf }: CurvesProps): VNode {
  const {
    smooth = "0",
    linear,
    by = "iteration",
    show = ids.length > 1 ? "cost" : "all",
  } = route.value.query;
  const answers = ids.map((id) => ({ id, metrics: metricsOf(id).value }));
  const names = [...new Set(answers.flatMap(({ metrics }) => Object.keys(metrics?.series ?? {})))];
  const series = answers.flatMap(({ id, metrics }, run): Series[] => {
    if (metrics === null) return [];
    const x = by === "time" ? metrics.seconds : metrics.iteration;
    const wanted =
      show === "all" ? Object.keys(metrics.series) : [show].filter((name) => name in metrics.series);
    return wanted.map((name) => ({
      label: ids.length === 1 ? name : show === "all" ? `${name} · ${nameOf(id)}` : nameOf(id),
      x,
      y: metrics.series[name],
      colour: ids.length === 1 ? Math.max(0, names.indexOf(name)) : run,
    }));
  });
  const smoothing = Math.min(0.99, Number(smooth) || 0);
  return (
    <>
      <div class="toolbar">
        <Choice
          label="curve"
          value={show}
          options={[["all", "all"], ...names.map((name) => [name, name] as const)]}
          onChange={(value) => setQuery({ show: value })}
        />
        <Choice
          label="by"
          value={by}
          options={[
            ["iteration", "iteration"],
            ["time", "seconds"],
          ]}
          onChange={(value) => setQuery({ by: value === "iteration" ? undefined : value })}
        />
        <Toggle
          label="log axis"
          on={linear === undefined}
          onChange={(on) => setQuery({ linear: on ? undefined : "1" })}
        />
        <Slider
          label="smoothing"
          min={0}
          max={0.99}
          step={0.01}
          value={smoothing}
          shown={smoothing === 0 ? "none" : smoothing.toFixed(2)}
          onInput={(value) => setQuery({ smooth: value === 0 ? undefined : value })}
        />
      </div>
      <Chart
        series={series}
        xLabel={by === "time" ? "seconds" : "iteration"}
        log={linear === undefined}
        smoothing={smoothing}
      />
    </>
  );
}
