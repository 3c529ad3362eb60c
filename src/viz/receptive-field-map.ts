// Where features lie, which way they run and how fine they are, from the Gabor fit of each.

import { orientationColour } from "./orientation-colour.js";
import { svgFigure, textElement } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";

/** What is needed of a Gabor fit. */
export interface ReceptiveField {
  /** Of the stripes, degrees anticlockwise from horizontal */
  readonly orientation: number;
  /** Cycles per pixel */
  readonly frequency: number;
  readonly centre: readonly [row: number, column: number];
  readonly sigma: readonly [across: number, along: number];
  readonly r2: number;
}

const SIDE = 340;
const LEFT = 30;
const TOP = 64;
/** A fit that explains less says little: it is drawn faint. */
const GOOD = 0.5;
const HIGHEST = 0.5; // cycles per pixel: the edge of the half disc

function field({ orientation, centre, sigma, r2 }: ReceptiveField, scale: number): string {
  const [x, y] = [LEFT + (centre[1] + 0.5) * scale, TOP + (centre[0] + 0.5) * scale];
  const colour = orientationColour(orientation);
  const [across, along] = sigma.map((s) => Math.min(s * scale, SIDE / 3));
  // SVG turns clockwise, orientations anticlockwise.
  return `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${(-orientation).toFixed(1)})" stroke="${colour}" fill="none" opacity="${r2 < GOOD ? 0.25 : 0.9}"><ellipse rx="${along.toFixed(1)}" ry="${across.toFixed(1)}" stroke-width="1" stroke-opacity="0.45"/><line x1="${(-along).toFixed(1)}" x2="${along.toFixed(1)}" y1="0" y2="0" stroke-width="2.5"/></g>`;
}

function polarGrid(x: number, y: number, radius: number, theme: ThemeName): string[] {
  const { grid, faint } = themes[theme];
  const rings = [0.125, 0.25, 0.375, 0.5].flatMap((frequency) => {
    const r = (radius * frequency) / HIGHEST;
    return [
      `<path d="M ${x - r} ${y} A ${r} ${r} 0 0 1 ${x + r} ${y}" fill="none" stroke="${grid}"/>`,
      textElement(x + r, y + 14, String(frequency), { size: 10, fill: faint, anchor: "middle" }),
    ];
  });
  const rays = [0, 30, 60, 90, 120, 150, 180].flatMap((degrees) => {
    const angle = (degrees / 180) * Math.PI;
    const [dx, dy] = [Math.cos(angle), -Math.sin(angle)];
    return [
      `<line x1="${x}" y1="${y}" x2="${(x + radius * dx).toFixed(1)}" y2="${(y + radius * dy).toFixed(1)}" stroke="${grid}"/>`,
      degrees === 0 || degrees === 180
        ? ""
        : textElement(x + (radius + 14) * dx, y + (radius + 14) * dy + 4, `${degrees}°`, {
            size: 10,
            fill: faint,
            anchor: "middle",
          }),
    ];
  });
  return [...rings, ...rays];
}

/**
 * SVG: at the left each unit at its place in the tile, as long and wide as its envelope, coloured by orientation;
 * at the right orientation (angle) and spatial frequency (radius). Fits with R² below 0.5 are faint.
 *
 * @param fields - one a unit; null where nothing could be fitted
 * @param shape - [height, width] of the tile
 */
export function receptiveFieldMap(
  fields: readonly (ReceptiveField | null)[],
  [height, width]: readonly number[],
  theme: ThemeName = "light",
): string {
  const { ink, faint, grid } = themes[theme];
  const found = fields.filter((one) => one !== null);
  const scale = SIDE / Math.max(height, width);
  const [wide, high] = [width * scale, height * scale];
  const radius = 190;
  const [x, y] = [LEFT + wide + 60 + radius, TOP + 40 + radius];
  const dots = found.map(({ orientation, frequency, r2 }) => {
    const angle = (orientation / 180) * Math.PI;
    const r = (radius * Math.min(HIGHEST, frequency)) / HIGHEST;
    return `<circle cx="${(x + r * Math.cos(angle)).toFixed(1)}" cy="${(y - r * Math.sin(angle)).toFixed(1)}" r="4.5" fill="${orientationColour(orientation)}" opacity="${r2 < GOOD ? 0.25 : 0.9}"/>`;
  });
  const good = found.filter(({ r2 }) => r2 >= GOOD).length;
  return svgFigure(
    x + radius + 40,
    TOP + Math.max(high, radius + 70) + 46,
    themes[theme],
    `Receptive fields: Gabor fits of ${fields.length} units, ${good} with R² of at least ${GOOD}`,
    [
      textElement(LEFT, TOP - 10, "where they lie, and how they run", { fill: faint }),
      `<rect x="${LEFT}" y="${TOP}" width="${wide}" height="${high}" fill="none" stroke="${grid}"/>`,
      `<clipPath id="tile"><rect x="${LEFT}" y="${TOP}" width="${wide}" height="${high}"/></clipPath>`,
      `<g clip-path="url(#tile)">${found.map((one) => field(one, scale)).join("")}</g>`,
      textElement(LEFT, TOP + high + 18, `a tile of ${height}×${width} pixels; faint: R² below ${GOOD}`, {
        fill: faint,
      }),
      textElement(x - radius, TOP - 10, "orientation and spatial frequency", { fill: faint }),
      ...polarGrid(x, y, radius, theme),
      ...dots,
      textElement(x, y + 34, "cycles per pixel", { fill: ink, anchor: "middle" }),
    ],
  );
}
