// The curves of a training against the iteration, each on an axis on which it can be read.

import {
  axisOf,
  type CurveValues,
  curveAxes,
  curveNames,
  curveValue,
  isOfBatches,
  smoothed,
  smoothingOf,
  suitsLogarithm,
} from "../core/curve-values.js";
import { extent } from "../core/extent.js";
import { type CurveAxis, type CurveLine, curveAxis, labelRoom } from "./curve-axis.js";
import { HEAD } from "./plot.js";
import { svgFigure } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";
import { thinLine } from "./thin.js";

/** One iteration of the curves. */
export interface CurvePoint extends CurveValues {
  readonly iteration: number;
}

const WIDTH = 720;

/** What each axis is called, and how high it is in pixels. */
const layout: Readonly<Record<(typeof curveAxes)[number], Pick<CurveAxis, "label" | "height">>> = {
  cost: { label: "cost, error", height: 280 },
  penalties: { label: "penalties", height: 230 },
  ρ̂: { label: "mean ρ̂", height: 180 },
  L0: { label: "active latents of an example, L0", height: 180 },
  λ: { label: "coefficient λ of the penalty", height: 180 },
  accuracy: { label: "share taken for the right class, held out", height: 180 },
};

/**
 * SVG: cost and error, and the cost of what is held out, on a linear axis over the range of all but the first iterations;
 * the penalties, which are far smaller, on a logarithmic one; ρ̂ with its target, L0, the coefficient λ and accuracy on axes of
 * their own, as far as there are such. What is often 0 has a linear one too. Each line is labelled at its end. Those of minibatches are moving averages, with the values
 * themselves pale behind. Values that are not above 0 cannot be shown on a logarithmic axis and are left out.
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
  const names = curveNames(points);
  const alpha = smoothingOf(
    points.length,
    points.some(({ examples }) => examples !== undefined),
  );
  const colourOf = (name: string) => palette[(name === "ρ̂" ? 1 : names.indexOf(name)) % palette.length];
  const valuesOf = (name: string) => points.map((point) => curveValue(point, name));
  const lineOf = (name: string, log: boolean): CurveLine[] => {
    const raw = valuesOf(name);
    const pointsOf = (values: readonly (number | null)[]) =>
      thinLine(
        values.flatMap((value, i) => {
          const isShown = value !== null && Number.isFinite(value) && (!log || value > 0);
          return isShown ? [{ iteration: points[i].iteration, value }] : [];
        }),
        ({ iteration }) => iteration,
        ({ value }) => value,
      );
    const isSmoothed = alpha > 0 && isOfBatches(name);
    const shown = pointsOf(isSmoothed ? smoothed(raw, alpha) : raw);
    const pale = isSmoothed ? { pale: pointsOf(raw) } : {};
    return shown.length === 0 ? [] : [{ name, colour: colourOf(name), points: shown, ...pale }];
  };
  const target = rho === undefined ? {} : { target: { name: `ρ = ${rho}`, value: rho, colour: palette[3] } };
  const axes = curveAxes.map((axis): CurveAxis => {
    const { label, height } = layout[axis];
    const own = names.filter((name) => axisOf(name) === axis);
    const log = suitsLogarithm(axis, own.map(valuesOf));
    const lines = own.flatMap((name) => lineOf(name, log));
    const title = log ? `${label} (log scale)` : label;
    return { label: title, height, log, lines, ...(axis === "ρ̂" ? target : {}) };
  });
  const end = Math.max(1, extent(points.map(({ iteration }) => iteration))[1]);
  // An axis without lines is left out, but for the first: a figure of nothing shows that there is nothing.
  const shown = axes.filter(({ lines }, i) => i === 0 || lines.length > 0);
  const room = labelRoom(shown);
  let y = HEAD;
  const drawn = shown.map((axis, i) => {
    const element = curveAxis(axis, { y, end, room, isLast: i === shown.length - 1 }, theme);
    y += axis.height;
    return element;
  });
  return svgFigure(WIDTH, y + 4, themes[theme], title, drawn);
}
