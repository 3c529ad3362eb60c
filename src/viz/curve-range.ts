// Which part of an axis to show, so that what comes after the first steep iterations can be read.

import { extent } from "../core/extent.js";

/** A point of a curve. */
export interface RangePoint {
  readonly iteration: number;
  readonly value: number;
}

/** A share of the iterations: what lies before may leave the picture. */
const EARLY = 0.05;
/** Of the height that all values would take, the least that the later ones must have for all to be shown. */
const ENOUGH = 0.5;

/** What an axis shows, and whether that is less than everything. */
export interface CurveRange {
  readonly low: number;
  readonly high: number;
  readonly cut: boolean;
}

/** The values from a twentieth of the iterations on; all of them where the later ones take half of that height anyway. */
export function laterRange(points: readonly RangePoint[]): CurveRange {
  if (points.length === 0) return { low: 0, high: 1, cut: false };
  const [first, last] = extent(points.map(({ iteration }) => iteration));
  const from = first + EARLY * (last - first);
  const [low, high] = extent(points.filter(({ iteration }) => iteration >= from).map(({ value }) => value));
  const [least, most] = extent(points.map(({ value }) => value));
  const cut = high > low && high - low < ENOUGH * (most - least);
  return cut ? { low, high, cut } : { low: least, high: most, cut };
}
