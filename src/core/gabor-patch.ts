// A Gabor function: stripes under a bell.

import { cos, sin } from "./angles.js";
import { exp } from "./elementary.js";

/** What draws a Gabor function. Lengths in pixels of the tile; (0, 0) is the middle of the upper left pixel. */
export interface GaborShape {
  /** Of the stripes: degrees anticlockwise from horizontal as seen in a picture, [0, 180) */
  readonly orientation: number;
  /** Cycles per pixel */
  readonly frequency: number;
  /** Of the carrier at the centre: degrees, [0, 360) */
  readonly phase: number;
  readonly centre: readonly [row: number, column: number];
  /** Of the envelope, across the stripes and along them */
  readonly sigma: readonly [across: number, along: number];
  readonly amplitude: number;
}

/** Of an angle in degrees. */
export const radians = (degrees: number) => (degrees / 180) * Math.PI;

/** The Gabor function drawn on a tile, [height·width]. */
export function gaborPatch(fit: GaborShape, height: number, width: number): Float64Array {
  const { orientation, frequency, phase, centre, sigma, amplitude } = fit;
  const wave = radians(orientation >= 90 ? orientation - 90 : orientation + 90);
  const [cosine, sine] = [cos(wave), sin(wave)];
  return Float64Array.from({ length: height * width }, (_, i) => {
    const x = (i % width) - centre[1];
    const y = centre[0] - Math.floor(i / width);
    const u = x * cosine + y * sine;
    const w = y * cosine - x * sine;
    const envelope = exp(-0.5 * ((u * u) / (sigma[0] * sigma[0]) + (w * w) / (sigma[1] * sigma[1])));
    return amplitude * envelope * cos(2 * Math.PI * frequency * u + radians(phase));
  });
}
