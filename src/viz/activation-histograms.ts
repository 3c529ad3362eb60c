// How often which activation, a small histogram a unit.

import { readableNumber } from "../core/readable-number.js";
import { svgFigure, textElement } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";

export interface UnitHistogram {
  readonly unit: number;
  /** Equal bins of [min, max] */
  readonly counts: ArrayLike<number>;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

const COLUMNS = 5;
const MOST = 25;
const [WIDE, HIGH] = [140, 70];
const short = (value: number) => readableNumber(value, 2);

function panel(
  { unit, counts, min, max, mean }: UnitHistogram,
  x: number,
  y: number,
  theme: ThemeName,
): string[] {
  const { faint, ink, palette, grid } = themes[theme];
  const heights = Array.from(counts, (count) => Math.log10(count + 1));
  const most = Math.max(...heights, 1e-9);
  const width = WIDE / heights.length;
  const bars = heights.map((height, i) => {
    const tall = (HIGH * height) / most;
    return `<rect x="${(x + i * width).toFixed(2)}" y="${(y + 16 + HIGH - tall).toFixed(2)}" width="${(width * 0.85).toFixed(2)}" height="${tall.toFixed(2)}" fill="${palette[1]}"/>`;
  });
  const at = max > min ? x + (WIDE * (mean - min)) / (max - min) : x;
  return [
    textElement(x, y + 11, `unit ${unit}`, { size: 11, bold: true, fill: ink }),
    textElement(x + WIDE, y + 11, `mean ${short(mean)}`, { size: 10, fill: faint, anchor: "end" }),
    ...bars,
    `<line x1="${x}" x2="${x + WIDE}" y1="${y + 16.5 + HIGH}" y2="${y + 16.5 + HIGH}" stroke="${grid}"/>`,
    `<line x1="${at.toFixed(2)}" x2="${at.toFixed(2)}" y1="${y + 16}" y2="${y + 20 + HIGH}" stroke="${palette[3]}" stroke-width="1.5"/>`,
    textElement(x, y + 30 + HIGH, short(min), { size: 9, fill: faint }),
    textElement(x + WIDE, y + 30 + HIGH, short(max), { size: 9, fill: faint, anchor: "end" }),
  ];
}

/** SVG: the first 25 units, counts on a logarithmic scale, the average activation marked. */
export function activationHistograms(units: readonly UnitHistogram[], theme: ThemeName = "light"): string {
  const shown = units.slice(0, MOST);
  const columns = Math.max(1, Math.min(COLUMNS, shown.length));
  const panels = shown.flatMap((unit, i) =>
    panel(unit, 20 + (i % columns) * (WIDE + 24), 44 + Math.floor(i / columns) * (HIGH + 46), theme),
  );
  const rows = Math.ceil(shown.length / columns);
  const rest = units.length > MOST ? `, the first ${MOST} of ${units.length} units` : "";
  const title = `Activations over the data${rest} (counts on a log scale)`;
  return svgFigure(
    Math.max(520, 20 + columns * (WIDE + 24)),
    52 + rows * (HIGH + 46),
    themes[theme],
    title,
    panels,
  );
}
