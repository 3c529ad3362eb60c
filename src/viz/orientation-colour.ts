// A colour for each orientation: a circle, since 0° and 180° are the same.

/** The colour of an orientation in degrees, as #rrggbb: hue 2θ, of even lightness to the eye as far as that goes. */
export function orientationColour(degrees: number): string {
  const hue = ((((2 * degrees) % 360) + 360) % 360) / 60;
  const channel = (shift: number) => {
    const t = (hue + shift) % 6;
    return Math.max(0, Math.min(1, Math.abs(t - 3) - 1));
  };
  // Pure green and yellow shine, pure blue is dark: both are drawn towards the middle.
  const [r, g, b] = [channel(0), channel(4), channel(2)].map(
    (v, i) => [0.25, 0.2, 0.4][i] + [0.6, 0.5, 0.55][i] * v,
  );
  return `#${[r, g, b]
    .map((v) =>
      Math.round(255 * v)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}
