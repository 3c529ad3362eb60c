// The cost, its parts and ρ̂ against the iteration, each on an axis on which it can be read.

import { extent } from "../core/extent.js";
import type { CostParts } from "../core/objective.js";
import { type CurveAxis, type CurveLine, curveAxis } from "./curve-axis.js";
import { HEAD } from "./plot.js";
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
  /** On what is held out, where it was evaluated */
  readonly heldOut?: { readonly cost: number | null } | undefined;
}

const WIDTH = 720;

/**
 * SVG: cost and error, and the cost of what is held out, on a linear axis over the range of all but the first iterations; the penalties, which are far
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
  ): CurveLine[] => {
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
  const heldOut = lineOf("held out", palette[names.length % palette.length], false, (point) =>
    typeof point.heldOut?.cost === "number" ? point.heldOut.cost : undefined,
  );
  const target = rho === undefined ? {} : { target: { name: `ρ = ${rho}`, value: rho, colour: palette[3] } };
  const axes: CurveAxis[] = [
    { label: main.join(", "), height: 280, log: false, lines: [...linesOf(main, false), ...heldOut] },
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
    const element = curveAxis(axis, end, y, i === shown.length - 1, theme);
    y += axis.height;
    return element;
  });
  return svgFigure(WIDTH, y + 4, themes[theme], title, drawn);
}
