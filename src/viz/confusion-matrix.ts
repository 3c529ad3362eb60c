// Which class is taken for which, as a table of counts.

import { letterPlaces } from "../core/letter-places.js";
import { svgFigure, textElement } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";

/** Side of a cell, in pixels, where counts stand in it, and where there are too many classes for that; names widen it. */
const [CELL, SMALL] = [44, 10];
/** So many classes have their counts written. */
const MOST_WRITTEN = 30;
const TOP = 96;
/** Pixels of a letter of a name, about. */
const LETTER = 7;

interface ConfusionFigure {
  /** Names in the order of rows and columns */
  readonly classes: readonly string[];
  /** How many of each class, a row, are taken for each, a column */
  readonly confusion: readonly (readonly number[])[];
  /** What the examples are: "10000 test examples" */
  readonly of: string;
  readonly theme?: ThemeName;
}

/** SVG: a row a class, a column what it is taken for, each cell as strong as its share of the row; mistakes in another colour. */
export function confusionMatrix({ classes, confusion, of, theme = "light" }: ConfusionFigure): string {
  const { ink, faint, grid, background, palette } = themes[theme];
  const [right, wrong] = [palette[1], palette[3]];
  const written = classes.length <= MOST_WRITTEN;
  const cell = written ? CELL : SMALL;
  const longest = LETTER * Math.max(...classes.map(letterPlaces));
  const across = written ? Math.max(cell, longest + 8) : cell;
  const [width, height] = [across * classes.length, cell * classes.length];
  const left = written ? 56 + longest : 56;
  const all = confusion.flat().reduce((sum, count) => sum + count, 0);
  const hit = confusion.reduce((sum, row, k) => sum + row[k], 0);
  // A mistake of one in ten of a class is as strong as a class that is always right.
  const strength = (share: number, isRight: boolean) => (isRight ? share : Math.min(1, 10 * share));
  const cells = confusion.flatMap((row, k) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.flatMap((count, j) => {
      if (count === 0) return [];
      const opacity = 0.08 + 0.72 * strength(count / total, j === k);
      const [x, y] = [left + j * across, TOP + k * cell];
      const box = `<rect x="${x}" y="${y}" width="${across}" height="${cell}" fill="${j === k ? right : wrong}" fill-opacity="${opacity.toFixed(3)}"/>`;
      if (!written) return [box];
      const middle = { size: 11, anchor: "middle", fill: opacity > 0.5 ? background : ink } as const;
      return [box, textElement(x + across / 2, y + cell / 2 + 4, String(count), middle)];
    });
  });
  const names = written
    ? classes.flatMap((name, k) => [
        textElement(left - 8, TOP + k * cell + cell / 2 + 4, name, { fill: ink, anchor: "end" }),
        textElement(left + k * across + across / 2, TOP - 8, name, { fill: ink, anchor: "middle" }),
      ])
    : [];
  const title = `${((100 * hit) / all).toFixed(2)} % of ${of} taken for what they are`;
  return svgFigure(
    Math.max(left + width + 24, 40 + 9.5 * letterPlaces(title)),
    TOP + height + 24,
    themes[theme],
    title,
    [
      textElement(left, TOP - 30, "taken for", { fill: faint }),
      textElement(16, TOP - 30, "class", { fill: faint }),
      `<rect x="${left}" y="${TOP}" width="${width}" height="${height}" fill="none" stroke="${grid}"/>`,
      ...cells,
      ...names,
    ],
  );
}
