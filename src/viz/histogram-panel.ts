// A small histogram with a line above it, as part of a figure.

import { textElement } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";

export interface HistogramPanel {
  readonly title: string;
  readonly values: readonly number[];
  /** What the bins cover; values beyond are counted in the last one */
  readonly range: readonly [low: number, high: number];
  readonly bins: number;
  /** Values to stand below the axis, with what follows each */
  readonly ticks: readonly number[];
  readonly unit?: string;
  /** The colour of a bin, from its middle; one for all unless given */
  readonly colour?: (middle: number) => string;
}

/** How many values lie in each of equal bins; those beyond the range in the first or the last. */
export function countBins(
  values: readonly number[],
  [low, high]: readonly [low: number, high: number],
  bins: number,
): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = Math.floor(((value - low) / (high - low)) * bins);
    counts[Math.max(0, Math.min(bins - 1, bin))]++;
  }
  return counts;
}

/** The elements of a histogram of `width` × `height` pixels whose title stands at (x, y). */
export function histogramPanel(
  { title, values, range, bins, ticks, unit = "", colour }: HistogramPanel,
  [x, y, width, height]: readonly [x: number, y: number, width: number, height: number],
  theme: ThemeName,
): string[] {
  const { faint, palette, grid } = themes[theme];
  const [low, high] = range;
  const counts = countBins(values, range, bins);
  const most = Math.max(1, ...counts);
  const [top, wide] = [y + 10, width / bins];
  const bottom = top + height;
  const bars = counts.map((count, i) => {
    const tall = (height * count) / most;
    const fill = colour?.(low + ((i + 0.5) * (high - low)) / bins) ?? palette[1];
    return `<rect x="${(x + i * wide + 0.5).toFixed(1)}" y="${(bottom - tall).toFixed(1)}" width="${(wide - 1).toFixed(1)}" height="${tall.toFixed(1)}" fill="${fill}"/>`;
  });
  const small = { size: 10, fill: faint };
  return [
    textElement(x, y, title, { fill: faint }),
    `<line x1="${x}" x2="${x + width}" y1="${top}" y2="${top}" stroke="${grid}"/>`,
    textElement(x - 5, top + 4, String(most), { ...small, anchor: "end" }),
    ...bars,
    `<line x1="${x}" x2="${x + width}" y1="${bottom + 0.5}" y2="${bottom + 0.5}" stroke="${faint}"/>`,
    ...ticks.map((tick) =>
      textElement(
        Number((x + (width * (tick - low)) / (high - low)).toFixed(1)),
        bottom + 13,
        `${tick}${unit}`,
        { ...small, anchor: "middle" },
      ),
    ),
  ];
}
