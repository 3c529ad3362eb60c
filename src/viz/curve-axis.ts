// One axis of the curves: on which part of it the lines can be read, and their names at their ends.

import * as Plot from "@observablehq/plot";
import { extent } from "../core/extent.js";
import { letterPlaces } from "../core/letter-places.js";
import { logTicks } from "./axis.js";
import { type CurveRange, laterRange, type RangePoint } from "./curve-range.js";
import { plotElement } from "./plot.js";
import { spread } from "./spread.js";
import { type ThemeName, themes } from "./theme.js";

/** A line, and what it is called at its end. */
export interface CurveLine {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly RangePoint[];
  /** The values that the points are averages of, drawn pale behind the line; none unless given */
  readonly pale?: readonly RangePoint[];
}

/** Lines that share an axis. */
export interface CurveAxis {
  readonly label: string;
  readonly height: number;
  readonly log: boolean;
  readonly lines: readonly CurveLine[];
  /** A line across, with its name at the right */
  readonly target?: { readonly name: string; readonly value: number; readonly colour: string };
}

const [TOP, BOTTOM] = [24, 44];
/** Pixels from the frame to the labels, of a letter of theirs, about, and of all their room, at least */
const [GAP, LETTER, LEAST_ROOM] = [8, 7.5, 130];

/** Everything, but not a dip to less than a twentieth of where a line ends: a penalty that crosses 0 would take all the height. The target is in it. */
function logRange(lines: readonly CurveLine[], target: number | undefined): CurveRange {
  const values = lines.flatMap(({ points }) => points.map(({ value }) => value));
  if (target !== undefined) values.push(target);
  const ends = lines.map(({ points }) => points[points.length - 1].value);
  const [smallest, largest] = extent(values);
  const low = Math.max(smallest, extent(ends)[0] / 20);
  return { low: Math.min(low, target ?? low) / 1.3, high: largest * 1.3, cut: false };
}

function linearRange(lines: readonly CurveLine[], target: number | undefined): CurveRange {
  const { cut, ...range } = laterRange(lines.map(({ points }) => points));
  const low = Math.min(range.low, target ?? range.low);
  const high = Math.max(range.high, target ?? range.high);
  // Values of batches lie about their average.
  const share = lines.some(({ pale }) => pale !== undefined) ? 0.2 : 0.06;
  const room = high > low ? share * (high - low) : 0.1 * Math.abs(high) || 1;
  return { low: Math.max(low - room, low >= 0 ? 0 : Number.NEGATIVE_INFINITY), high: high + room, cut };
}

/** Whether a number is best read with all its digits, not as 1.00e-6. */
const isPlain = (value: number) => value === 0 || (Math.abs(value) >= 0.001 && Math.abs(value) < 1e5);

const tickText = (value: number) =>
  isPlain(value) ? String(Number(value.toPrecision(6))) : value.toExponential(0);

/** So many significant digits. */
const numberText = (value: number, digits: number) =>
  isPlain(value) ? value.toPrecision(digits) : value.toExponential(digits - 1);

/** What stands at the ends of lines, at the height of their last values. */
const labelsOf = ({ lines, target }: CurveAxis) => [
  ...lines.map(({ name, colour, points }) => {
    const { value } = points[points.length - 1];
    return { text: `${name} ${numberText(value, 3)}`, value, colour, bold: name === "cost" };
  }),
  ...(target === undefined
    ? []
    : [{ text: target.name, value: target.value, colour: target.colour, bold: false }]),
];

/** Pixels that the labels of some axes take at the right of their frames. */
export function labelRoom(axes: readonly CurveAxis[]): number {
  const places = axes.flatMap((axis) => labelsOf(axis).map(({ text }) => letterPlaces(text)));
  return Math.max(LEAST_ROOM, GAP + Math.ceil(LETTER * extent(places)[1]));
}

/** What is drawn of lines, each with its width in pixels: the pale ones first, so that the others lie upon them. */
const strokesOf = (lines: readonly CurveLine[]) => [
  ...lines.map(({ name, colour, pale = [] }) => ({
    name: `${name}, each`,
    colour: `${colour}40`,
    width: 1,
    points: pale,
  })),
  ...lines.map(({ name, colour, points }) => ({
    name,
    colour,
    width: name === "cost" ? 2.5 : 1.75,
    points,
  })),
];

/** Where an axis stands in a figure, and what it shares with the others. */
export interface AxisPlace {
  readonly y: number;
  /** The last iteration */
  readonly end: number;
  /** Pixels at the right for labels */
  readonly room: number;
  /** Whether the iterations are told below it */
  readonly isLast: boolean;
}

/** An element of a figure: one axis over the iterations with its lines, each labelled at its end. What is out of its range is told. */
export function curveAxis(axis: CurveAxis, { y, end, room, isLast }: AxisPlace, theme: ThemeName): string {
  const { faint, background } = themes[theme];
  const { lines, target, height, log } = axis;
  const { low, high, cut } = log ? logRange(lines, target?.value) : linearRange(lines, target?.value);
  const scale = log ? Math.log : (value: number) => value;
  const bottom = height - BOTTOM;
  const toPixel = (value: number) =>
    bottom - ((scale(value) - scale(low)) / (scale(high) - scale(low))) * (bottom - TOP);
  const toValue = (pixel: number) => {
    const share = (bottom - pixel) / (bottom - TOP);
    return log ? low * (high / low) ** share : low + share * (high - low);
  };
  const labels = labelsOf(axis);
  const places = spread(
    labels.map(({ value }) => toPixel(value)),
    17,
    TOP,
    bottom,
  ).map(toValue);
  const outside = lines.filter(({ points: [first] }) => first.value < low || first.value > high);
  const below = lines.flatMap(({ name, points }) => {
    const lowest = extent(points.map(({ value }) => value))[0];
    return log && lowest < low ? [`${name} as low as ${numberText(lowest, 2)}`] : [];
  });
  const start = outside.map(({ name, points }) => `${name} at ${numberText(points[0].value, 3)}`);
  return plotElement(
    {
      theme,
      height,
      options: {
        marginRight: room,
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
          ticks: log ? logTicks(low, high) : 5,
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
            strokesOf(lines).flatMap(({ points, ...line }) => points.map((point) => ({ ...point, ...line }))),
            {
              x: "iteration",
              y: "value",
              z: "name",
              stroke: ({ colour }: { colour: string }) => colour,
              strokeWidth: ({ width }: { width: number }) => width,
              clip: true,
            },
          ),
          ...labels.map(({ text, colour, bold }, i) =>
            Plot.text([{}], {
              x: () => end,
              y: () => places[i],
              text: () => text,
              textAnchor: "start",
              dx: GAP,
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
                  stroke: background,
                  strokeWidth: 4,
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
