// The colours of heat maps: clear where nothing fires, then violet, orange, yellow, brighter all the way.

export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/** Stops whose lightness rises evenly, after Smith and van der Walt's "inferno". */
const stops: readonly Rgba[] = [
  [20, 11, 53, 0],
  [87, 16, 110, 130],
  [188, 55, 84, 200],
  [249, 142, 9, 230],
  [252, 255, 164, 245],
];

/** The colour of t in [0, 1], each channel 0 … 255. */
export function heatColour(t: number): Rgba {
  const at = Math.min(1, Math.max(0, Number.isNaN(t) ? 0 : t)) * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(at));
  const [from, to] = [stops[i], stops[i + 1]];
  const mix = (c: number) => Math.round(from[c] + (to[c] - from[c]) * (at - i));
  return [mix(0), mix(1), mix(2), mix(3)];
}
