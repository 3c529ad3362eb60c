// Which part of an axis to show, so that what comes after the first steep iterations can be read.

import { extent } from "../core/extent.js";

/** A point of a curve. */
export interface RangePoint {
  readonly iteration: number;
  readonly value: number;
}

/** Shares of the iterations: what lies before one of them may leave the picture. */
const EARLY = [0.05, 0.1, 0.2, 0.35];
/** Of the height that all values would take, the least that the later ones must have for all to be shown. */
const ENOUGH = 0.5;
/** Of the height that is shown, the least that the second half of the iterations is to take: for each line, in all, and at most. */
const READABLE = { each: 0.05, least: 0.1, most: 1 / 3 };

/** What an axis shows, and whether that is less than everything. */
export interface CurveRange {
  readonly low: number;
  readonly high: number;
  readonly cut: boolean;
}

const heightOf = ([low, high]: readonly [number, number]) => high - low;

/** A line's values from a share of its own iterations on. */
function valuesFrom(line: readonly RangePoint[], share: number): number[] {
  const [first, last] = extent(line.map(({ iteration }) => iteration));
  const from = first + share * (last - first);
  return line.filter(({ iteration }) => iteration >= from).map(({ value }) => value);
}

/**
 * The values from a twentieth of each line's iterations on, or from a tenth, a fifth or a third where the second halves would
 * be too flat to read, and to tell one line from another; all of them where the later ones take half of that height anyway.
 */
export function laterRange(lines: readonly (readonly RangePoint[])[]): CurveRange {
  const drawn = lines.filter((line) => line.length > 0);
  if (drawn.length === 0) return { low: 0, high: 1, cut: false };
  const rangeFrom = (share: number) => extent(drawn.flatMap((line) => valuesFrom(line, share)));
  const all = rangeFrom(0);
  const secondHalf = heightOf(rangeFrom(0.5));
  const readable = Math.min(READABLE.most, Math.max(READABLE.least, READABLE.each * drawn.length));
  const ranges = EARLY.map(rangeFrom);
  const [low, high] = ranges.find((range) => secondHalf >= readable * heightOf(range)) ?? ranges[0];
  const cut = high > low && high - low < ENOUGH * heightOf(all);
  return cut ? { low, high, cut } : { low: all[0], high: all[1], cut };
}
