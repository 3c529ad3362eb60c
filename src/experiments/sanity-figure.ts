// The sanity check in one picture: its verdicts, what was learned beside the baselines, and whose features come again.

import { inLines } from "../core/letter-places.js";
import { readableNumber } from "../core/readable-number.js";
import { type Panel, panels } from "../viz/panels.js";
import { stabilityFigure } from "../viz/stability-figure.js";
import { linesElement, svgFigure } from "../viz/svg.js";
import { type ThemeName, themes } from "../viz/theme.js";
import { tileGrid } from "../viz/tiles.js";
import type { Contestant, Sanity } from "./sanity.js";

const [WIDTH, TOP, LINE, LETTERS] = [1300, 44, 19, 150];

const three = (value: number | null | undefined) => (value == null ? "–" : readableNumber(value, 3));

function panelOf({ name, numbers: { fvu, layers = {} }, pictures }: Contestant): Panel[] {
  if (pictures === null) return [];
  const active = layers[1]?.active;
  const l0 = active === undefined ? "" : ` · ${three(active)} active`;
  return [
    {
      title: name,
      subtitle: `FVU ${three(fvu)}${l0}`,
      raster: tileGrid(pictures.features, { shape: pictures.shape, upscale: 1 }),
    },
  ];
}

/** A whole SVG as an element of another. */
const placed = (svg: string, y: number) => svg.trim().replace("<svg ", `<svg y="${y}" `);
const heightOf = (svg: string) => Number(/ height="(\d+(?:\.\d+)?)"/.exec(svg)?.[1]);

/** SVG: verdicts, tiles, and the stability of features. */
export function sanityFigure(
  { run, baselines, seeds, stable, verdicts }: Sanity,
  theme: ThemeName = "light",
): string {
  const { ink, palette, faint } = themes[theme];
  let y = TOP;
  const elements: string[] = [];
  for (const { about, ok, text } of verdicts) {
    const lines = inLines(text, LETTERS);
    const mark = ok === null ? "note" : ok ? "passes" : "doubt";
    const fill = ok === null ? faint : ok ? palette[2] : palette[3];
    elements.push(
      linesElement(16, y + 12, [mark], LINE, { size: 13, bold: true, fill }),
      linesElement(80, y + 12, [about], LINE, { size: 13, bold: true, fill: ink }),
      linesElement(220, y + 12, lines, LINE, { size: 13, fill: ink }),
    );
    y += LINE * lines.length + 4;
  }
  const tiles = [run, ...baselines, ...seeds].flatMap(panelOf);
  const below = [
    ...(tiles.length === 0
      ? []
      : [panels("What was learned, beside baselines and other seeds", tiles, 4, theme)]),
    ...(stable === null ? [] : [stabilityFigure([{ name: "", ...stable }], theme)]),
  ];
  for (const svg of below) {
    y += 12;
    elements.push(placed(svg, y));
    y += heightOf(svg);
  }
  return svgFigure(WIDTH, y + 12, themes[theme], "Is what was learned more than chance?", elements);
}
