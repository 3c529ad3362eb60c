// The cost and its parts against the iteration.

import * as Plot from "@observablehq/plot";
import { extent } from "../core/extent.js";
import type { CostParts } from "../core/objective.js";
import { plotSvg } from "./plot.js";
import { spread } from "./spread.js";
import { type ThemeName, themes } from "./theme.js";
import { thinLine } from "./thin.js";

export interface CurvePoint {
  readonly iteration: number;
  readonly cost: number;
  readonly parts: CostParts;
}

const HEIGHT = 420;

/**
 * The part of the logarithmic axis to show: everything, but not a dip to less than a twentieth of where a line ends.
 * A penalty that crosses 0 on its way would take the whole height.
 */
function verticalRange(values: readonly number[], ends: readonly number[]): [low: number, high: number] {
  if (values.length === 0) return [0.1, 1];
  const [smallest, largest] = extent(values);
  const low = Math.max(smallest, Math.min(...ends) / 20);
  return [low / 1.3, largest * 1.3];
}

/** 10^k within a range; every second or third where there are many. */
function powersOfTen(low: number, high: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low)), Math.floor(Math.log10(high))];
  const every = Math.ceil((last - first + 1) / 7);
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(`1e${first + i}`));
  return powers.filter((_, i) => i % Math.max(1, every) === 0);
}

/**
 * SVG: the cost and each of its parts on a logarithmic scale, each line labelled at its end.
 * Values that are not above 0 cannot be shown there and are left out.
 */
export function costCurves(
  points: readonly CurvePoint[],
  title = "Cost and its parts",
  theme: ThemeName = "light",
): string {
  const { palette } = themes[theme];
  const names = ["cost", ...Object.keys(points[0]?.parts ?? {})];
  const shown = names.flatMap((name) => {
    const line = points.map(({ iteration, cost, parts }) => ({
      iteration,
      name,
      value: name === "cost" ? cost : parts[name],
    }));
    const positive = line.filter(({ value }) => value > 0 && Number.isFinite(value));
    return thinLine(
      positive,
      (point) => point.iteration,
      (point) => point.value,
    );
  });
  const lines = names.filter((name) => shown.some((point) => point.name === name));
  const last = lines.map((name) => shown.filter((point) => point.name === name).at(-1)!);
  const [low, high] = verticalRange(
    shown.map(({ value }) => value),
    last.map(({ value }) => value),
  );
  const [top, bottom] = [24, HEIGHT - 44];
  const toPixel = (value: number) =>
    bottom - ((Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))) * (bottom - top);
  const toValue = (pixel: number) =>
    Math.exp(Math.log(low) + ((bottom - pixel) / (bottom - top)) * (Math.log(high) - Math.log(low)));
  const places = spread(
    last.map(({ value }) => toPixel(value)),
    17,
    top,
    bottom,
  ).map(toValue);
  const end = Math.max(1, extent(points.map(({ iteration }) => iteration))[1]);
  const colour = (name: string) => palette[names.indexOf(name) % palette.length];
  return plotSvg({
    title,
    theme,
    height: HEIGHT,
    options: {
      marginRight: 130,
      x: { label: "iteration", domain: [0, end], nice: false, labelAnchor: "center", ticks: 8 },
      y: {
        label: "value (log scale)",
        type: "log",
        domain: [low, high],
        grid: true,
        ticks: powersOfTen(low, high),
        tickFormat: (value: number) =>
          value >= 0.001 && value < 1e5 ? String(value) : value.toExponential(0),
      },
      marks: [
        // All lines in one mark: each mark that is cut off at the frame costs a layer of the whole picture.
        Plot.line(shown, {
          x: "iteration",
          y: "value",
          z: "name",
          stroke: ({ name }: { name: string }) => colour(name),
          strokeWidth: ({ name }: { name: string }) => (name === "cost" ? 2.5 : 1.75),
          clip: true,
        }),
        ...last.map((point, i) =>
          Plot.text([point], {
            x: end,
            y: places[i],
            text: () => `${point.name} ${point.value.toPrecision(3)}`,
            textAnchor: "start",
            dx: 8,
            fill: colour(point.name),
            fontWeight: point.name === "cost" ? "bold" : "normal",
          }),
        ),
      ],
    },
  });
}
