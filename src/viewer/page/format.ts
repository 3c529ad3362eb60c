// Numbers and times as people read them.

import { readableNumber } from "../../core/readable-number.js";

/** A number in so many significant digits, without zeros at its end; a dash where there is none. */
export function short(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return readableNumber(value, digits);
}

/** A number of a run, as cost or a part of it: in JSON what is not finite is null, once there is an iteration. */
export function measured(value: number | null | undefined, iteration: number | null): string {
  return value === null && iteration !== null ? "not finite" : short(value);
}

export const percent = (share: number | null | undefined): string =>
  share === null || share === undefined ? "–" : `${short(100 * share, 3)} %`;

export function duration(seconds: number | null): string {
  if (seconds === null) return "–";
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.floor(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function moment(time: string | null): string {
  return time === null ? "–" : time.slice(0, 16).replace("T", " ");
}

function tickText(tick: number | null, digits: number): string {
  if (tick === null || tick === undefined) return "";
  const size = Math.abs(tick);
  return size !== 0 && (size < 1e-3 || size >= 1e5)
    ? String(Number(tick.toPrecision(digits)).toExponential())
    : String(Number(tick.toPrecision(digits)));
}

/** How far the text of a tick may be from it, as a share of the least distance between two ticks. */
const NEAR = 0.02;

/** Numbers at an axis, each with the digits that tell it from its neighbours and where it stands; no text for null. */
export function tickTexts(ticks: readonly (number | null)[]): string[] {
  const known = ticks.filter((tick) => tick !== null && tick !== undefined);
  const rising = [...new Set(known)].sort((a, b) => a - b);
  const step = Math.min(...rising.slice(1).map((tick, i) => tick - rising[i]));
  for (let digits = 3; ; digits++) {
    const texts = ticks.map((tick) => tickText(tick, digits));
    const isNear = known.every((tick) => Math.abs(Number(tick.toPrecision(digits)) - tick) <= NEAR * step);
    if (digits === 15 || isNear) return texts;
  }
}
