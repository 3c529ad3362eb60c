// The cost, its parts and ρ̂ against the iteration, each on an axis on which it can be read.

import * as Plot from "@observablehq/plot";
import { extent } from "../core/extent.js";
import type { CostParts } from "../core/objective.js";
import { type CurveRange, laterRange, type RangePoint } from "./curve-range.js";
import { HEAD, plotElement } from "./plot.js";
import { spread } from "./spread.js";
import { svgFigure } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";
import { thinLine } from "./thin.js";

/** One iteration of a curve. */
export interface CurvePoint {
  readonly iteration: number;
  readonly cost: number;
  readonly parts: CostParts;
  /** The mean of ρ̂ over the sparse units */
  readonly rhoHat?: number | undefined;
}

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly RangePoint[];
}

interface Axis {
  readonly label: string;
  readonly height: number;
  readonly log: boolean;
  readonly lines: readonly Line[];
  /** A line across, with its name at the right */
  readonly target?: { readonly name: string; readonly value: number; readonly colour: string };
}

const [WIDTH, TOP, BOTTOM] = [720, 24, 44];

/** Everything, but not a dip to less than a twentieth of where a line ends: a penalty that crosses 0 would take all the height. */
function logRange(lines: readonly Line[], target: number | undefined): CurveRange {
  const values = lines.flatMap(({ points }) => points.map(({ value }) => value));
  if (target !== undefined) values.push(target);
  const ends = lines.map(({ points }) => points[points.length - 1].value);
  const [smallest, largest] = extent(values);
  return { low: Math.max(smallest, Math.min(...ends) / 20) / 1.3, high: largest * 1.3, cut: false };
}

function linearRange(lines: readonly Line[]): CurveRange {
  const { low, high, cut } = laterRange(lines.flatMap(({ points }) => points));
  const room = high > low ? 0.06 * (high - low) : 0.1 * Math.abs(high) || 1;
  return { low: Math.max(low - room, low >= 0 ? 0 : Number.NEGATIVE_INFINITY), high: high + room, cut };
}

const tickText = (value: number) =>
  value === 0 || (Math.abs(value) >= 0.001 && Math.abs(value) < 1e5)
    ? String(Number(value.toPrecision(6)))
    : value.toExponential(0);

/** 10^k within a range; every second or third where there are many. */
function powersOfTen(low: number, high: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low)), Math.floor(Math.log10(high))];
  const every = Math.ceil((last - first + 1) / 7);
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(`1e${first + i}`));
  return powers.filter((_, i) => i % Math.max(1, every) === 0);
}

/** One axis with its lines, each labelled at its end. */
function axisElement(axis: Axis, end: number, y: number, isLast: boolean, theme: ThemeName): string {
  const { faint, background } = themes[theme];
  const { lines, target, height, log } = axis;
  const { low, high, cut } = log ? logRange(lines, target?.value) : linearRange(lines);
  const scale = log ? Math.log : (value: number) => value;
  const bottom = height - BOTTOM;
  const toPixel = (value: number) =>
    bottom - ((scale(value) - scale(low)) / (scale(high) - scale(low))) * (bottom - TOP);
  const toValue = (pixel: number) => {
    const share = (bottom - pixel) / (bottom - TOP);
    return log ? low * (high / low) ** share : low + share * (high - low);
  };
  const labels = [
    ...lines.map(({ name, colour, points }) => {
      const { value } = points[points.length - 1];
      return { text: `${name} ${value.toPrecision(3)}`, value, colour, bold: name === "cost" };
    }),
    ...(target === undefined
      ? []
      : [{ text: target.name, value: target.value, colour: target.colour, bold: false }]),
  ];
  const places = spread(
    labels.map(({ value }) => toPixel(value)),
    17,
    TOP,
    bottom,
  ).map(toValue);
  const outside = lines.filter(({ points: [first] }) => first.value < low || first.value > high);
  const below = lines.flatMap(({ name, points }) => {
    const lowest = extent(points.map(({ value }) => value))[0];
    return log && lowest < low ? [`${name} as low as ${lowest.toPrecision(2)}`] : [];
  });
  const start = outside.map(({ name, points }) => `${name} at ${points[0].value.toPrecision(3)}`);
  return plotElement(
    {
      theme,
      height,
      options: {
        marginRight: 130,
        x: {
          label: isLast ? "iteration" : null,
          domain: [0, end],
          nice: false,
          labelAnchor: "center",
          ticks: 8,
        },
        y: {
          label: axis.label,
          type: log ? "log" : "linear",
          domain: [low, high],
          grid: true,
          ticks: log ? powersOfTen(low, high) : 5,
          tickFormat: tickText,
        },
        marks: [
          ...(target === undefined
            ? []
            : [
                Plot.ruleY([target.value], {
                  stroke: target.colour,
                  strokeDasharray: "5,4",
                  strokeWidth: 1.5,
                }),
              ]),
          // All lines in one mark: each mark that is cut off at the frame costs a layer of the whole picture.
          Plot.line(
            lines.flatMap(({ name, colour, points }) => points.map((point) => ({ ...point, name, colour }))),
            {
              x: "iteration",
              y: "value",
              z: "name",
              stroke: ({ colour }: { colour: string }) => colour,
              strokeWidth: ({ name }: { name: string }) => (name === "cost" ? 2.5 : 1.75),
              clip: true,
            },
          ),
          ...labels.map(({ text, colour, bold }, i) =>
            Plot.text([{}], {
              x: () => end,
              y: () => places[i],
              text: () => text,
              textAnchor: "start",
              dx: 8,
              fill: colour,
              fontWeight: bold ? "bold" : "normal",
            }),
          ),
          ...(cut && start.length > 0
            ? [
                Plot.text([{}], {
                  frameAnchor: "top-right",
                  dy: 2,
                  dx: -4,
                  text: () => `out of this range at first: ${start.join(", ")}`,
                  fill: faint,
                  fontSize: 11,
                }),
              ]
            : []),
          ...(below.length === 0
            ? []
            : [
                Plot.text([{}], {
                  frameAnchor: "bottom-right",
                  dy: -3,
                  dx: -4,
                  text: () => `below this range: ${below.join(", ")}`,
                  fill: faint,
                  stroke: background,
                  strokeWidth: 4,
                  fontSize: 11,
                }),
              ]),
        ],
      },
    },
    y,
  );
}

/**
 * SVG: cost and error on a linear axis over the range of all but the first iterations; the penalties, which are far
 * smaller, on a logarithmic one; ρ̂ with its target on a third. Each line is labelled at its end. Values that are not
 * above 0 cannot be shown on a logarithmic axis and are left out.
 *
 * @param rho - the target of ρ̂
 */
export function costCurves(
  points: readonly CurvePoint[],
  title = "Cost and its parts",
  theme: ThemeName = "light",
  rho?: number,
): string {
  const { palette } = themes[theme];
  const names = ["cost", ...Object.keys(points[0]?.parts ?? {})];
  const lineOf = (
    name: string,
    colour: string,
    log: boolean,
    at: (point: CurvePoint) => number | undefined,
  ): Line[] => {
    const all = points.flatMap((point) => {
      const value = at(point);
      const shown = value !== undefined && Number.isFinite(value) && (!log || value > 0);
      return shown ? [{ iteration: point.iteration, value }] : [];
    });
    const thin = thinLine(
      all,
      ({ iteration }) => iteration,
      ({ value }) => value,
    );
    return thin.length === 0 ? [] : [{ name, colour, points: thin }];
  };
  const linesOf = (wanted: readonly string[], log: boolean) =>
    wanted.flatMap((name) =>
      lineOf(name, palette[names.indexOf(name) % palette.length], log, ({ cost, parts }) =>
        name === "cost" ? cost : parts[name],
      ),
    );
  const main: readonly string[] = names.filter((name) => name === "cost" || name === "error");
  const target = rho === undefined ? {} : { target: { name: `ρ = ${rho}`, value: rho, colour: palette[3] } };
  const axes: Axis[] = [
    { label: main.join(", "), height: 280, log: false, lines: linesOf(main, false) },
    {
      label: "penalties (log scale)",
      height: 230,
      log: true,
      lines: linesOf(
        names.filter((name) => !main.includes(name)),
        true,
      ),
    },
    {
      label: "mean ρ̂ (log scale)",
      height: 180,
      log: true,
      lines: lineOf("ρ̂", palette[1], true, ({ rhoHat }) => rhoHat),
      ...target,
    },
  ];
  const end = Math.max(1, extent(points.map(({ iteration }) => iteration))[1]);
  // An axis without lines is left out, but for the first: a figure of nothing shows that there is nothing.
  const shown = axes.filter(({ lines }, i) => i === 0 || lines.length > 0);
  let y = HEAD;
  const drawn = shown.map((axis, i) => {
    const element = axisElement(axis, end, y, i === shown.length - 1, theme);
    y += axis.height;
    return element;
  });
  return svgFigure(WIDTH, y + 4, themes[theme], title, drawn);
}
