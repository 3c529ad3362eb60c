// What stands below charts of several lines: which line is which, and what else is to be said.

import { textElement } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";

/** Pixels of a line of text. */
const LINE = 18;

/** The colour of a line by its place; the first of the palette is for what is looked at first. */
export function lineColour(place: number, theme: ThemeName): string {
  const { palette } = themes[theme];
  return palette[(place + 1) % palette.length];
}

/** What `legend` tells. */
export interface LegendOptions {
  /** Told where there are several */
  readonly lines: readonly { readonly name: string }[];
  readonly notes: readonly string[];
  readonly theme: ThemeName;
}

/** The names of several lines in their colours, then the notes, one below the other from (x, y) on. */
export function legend(
  { lines, notes, theme }: LegendOptions,
  x: number,
  y: number,
): { readonly height: number; readonly elements: readonly string[] } {
  const { ink, faint } = themes[theme];
  const named = lines.length > 1 ? lines : [];
  return {
    height: LINE * (named.length + notes.length),
    elements: [
      ...named.flatMap(({ name }, i) => [
        `<circle cx="${x + 5}" cy="${y + LINE * i - 4}" r="5" fill="${lineColour(i, theme)}"/>`,
        textElement(x + 18, y + LINE * i, name, { fill: ink }),
      ]),
      ...notes.map((note, i) => textElement(x, y + LINE * (named.length + i), note, { fill: faint })),
    ],
  };
}
