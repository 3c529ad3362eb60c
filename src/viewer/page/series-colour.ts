// Colours of series, as many as there are: eight that everybody can tell apart, then hues that go round the circle.

/** How many the style names: the contrasts of these are tested for the colour-blind. */
export const NAMED = 8;
/** The golden angle: whatever number of hues is taken, they lie apart. */
const TURN = 137.508;

/** As CSS has it, in the colours of the scheme. */
export const seriesColour = (index: number): string =>
  index < NAMED
    ? `var(--series-${index})`
    : `oklch(var(--series-lightness) 0.13 ${((index - NAMED) * TURN) % 360})`;

/** The same for a canvas, which knows no variables. @param value - of a variable, "--series-0" */
export const paintedColour = (index: number, value: (name: string) => string): string =>
  seriesColour(index)
    .replace(/var\((--[\w-]+)\)/, (_, name) => value(name))
    .trim();

/** A colour that is painted, at a third of its strength; a bundler may have shortened #222222 to #222. */
export const faintly = (colour: string): string =>
  colour.startsWith("#")
    ? `${colour.length === 4 ? colour.replace(/[^#]/g, "$&$&") : colour}55`
    : colour.replace(/\)$/, " / 33%)");
