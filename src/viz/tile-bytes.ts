// The values of a tile as bytes, for canvases.

import { largestMagnitude } from "../core/extent.js";

/** 0 … 255 of values between low and high; those beyond at the ends. */
export function toBytes(values: ArrayLike<number>, low: number, high: number): Uint8Array {
  const scale = high > low ? 255 / (high - low) : 0;
  return Uint8Array.from(values, (v) => Math.min(255, Math.max(0, Math.round((v - low) * scale))));
}

/** 128 + 127·v / max|v|: 128 is 0, and all that there is where the largest is 0 or infinite. */
export function toOwnScale(values: ArrayLike<number>): Uint8Array {
  const limit = largestMagnitude(values);
  if (limit === 0 || !Number.isFinite(limit)) return new Uint8Array(values.length).fill(128);
  return Uint8Array.from(values, (v) => Math.round(128 + (127 * v) / limit));
}
