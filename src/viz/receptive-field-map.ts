// Where features lie, which way they run and how fine they are, from the Gabor fit of each.

import { extent } from "../core/extent.js";
import { quantity } from "../core/in-words.js";
import { type HistogramPanel, histogramPanel } from "./histogram-panel.js";
import { orientationColour } from "./orientation-colour.js";
import { svgFigure, textElement } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";

/** What is needed of a Gabor fit. */
export interface ReceptiveField {
  /** Of the stripes, degrees anticlockwise from horizontal */
  readonly orientation: number;
  /** Cycles per pixel */
  readonly frequency: number;
  /** Octaves; null where there is none */
  readonly bandwidth?: number | null;
  readonly centre: readonly [row: number, column: number];
  readonly sigma: readonly [across: number, along: number];
  readonly r2: number;
  /** Whether the frequency stands on its bound: it says nothing, and the fit is left out */
  readonly onBound?: boolean;
}

const SIDE = 380;
const [LEFT, TOP] = [36, 80];
/** What runs out of the tile is cut off at its frame. The clip's name is of its size: figures on one page share names. */
const frameOf = (height: number, width: number) => `tile-frame-${height}x${width}`;
/** Where the lines stand that say what each part shows. */
const HEAD = 52;
const RADIUS = 180;
/** Room of the histograms: from the half disc, to the edge, in width and height. */
const [BEFORE, AFTER, WIDE, HIGH] = [76, 24, 220, 78];
/** A fit that explains less says little: it is drawn faint, and not counted. */
const GOOD = 0.5;
/** Envelopes of more units would hide each other: they are bars, short enough to lie side by side. */
const MOST_ELLIPSES = 12;
/** Cycles per pixel at the edge of the half disc: the least of these above all frequencies. */
const LIMITS = [0.125, 0.25, 0.5];

interface Drawn {
  readonly scale: number;
  readonly size: readonly [height: number, width: number];
  /** Half of a bar's length, at most, in pixels */
  readonly reach: number;
  readonly ellipses: boolean;
}

function field(
  { orientation, centre, sigma, r2 }: ReceptiveField,
  { scale, size, reach, ellipses }: Drawn,
): string {
  // A centre beyond the tile stands at its edge.
  const [y, x] = centre.map((at, k) => Math.max(0, Math.min(size[k], at + 0.5)) * scale);
  const colour = orientationColour(orientation);
  const [wide, long] = sigma.map((s) => Math.min(s * scale, reach));
  const [across, along] = [wide, long].map((half) => half.toFixed(1));
  const envelope = ellipses
    ? `<ellipse rx="${along}" ry="${across}" stroke-width="1" stroke-opacity="0.45"/>`
    : "";
  // SVG turns clockwise, orientations anticlockwise.
  return `<g transform="translate(${(LEFT + x).toFixed(1)} ${(TOP + y).toFixed(1)}) rotate(${(-orientation).toFixed(1)})" stroke="${colour}" fill="none" opacity="${r2 < GOOD ? 0.25 : 0.9}">${envelope}<line x1="-${along}" x2="${along}" y1="0" y2="0" stroke-width="2.5"/></g>`;
}

/** Half a disc: orientation by angle, spatial frequency by radius, up to `limit` at its edge. */
function polarGrid(x: number, y: number, limit: number, theme: ThemeName): string[] {
  const { grid, faint } = themes[theme];
  const rings = [0.25, 0.5, 0.75, 1].flatMap((share) => {
    const r = RADIUS * share;
    return [
      `<path d="M ${x - r} ${y} A ${r} ${r} 0 0 1 ${x + r} ${y}" fill="none" stroke="${grid}"/>`,
      textElement(x + r, y + 14, String(Number((limit * share).toPrecision(3))), {
        size: 10,
        fill: faint,
        anchor: "middle",
      }),
    ];
  });
  const rays = [0, 30, 60, 90, 120, 150, 180].flatMap((degrees) => {
    const angle = (degrees / 180) * Math.PI;
    const [dx, dy] = [Math.cos(angle), -Math.sin(angle)];
    return [
      `<line x1="${x}" y1="${y}" x2="${(x + RADIUS * dx).toFixed(1)}" y2="${(y + RADIUS * dy).toFixed(1)}" stroke="${grid}"/>`,
      degrees === 0 || degrees === 180
        ? ""
        : textElement(x + (RADIUS + 14) * dx, y + (RADIUS + 14) * dy + 4, `${degrees}°`, {
            size: 10,
            fill: faint,
            anchor: "middle",
          }),
    ];
  });
  return [...rings, ...rays];
}

/** Orientation, frequency and bandwidth of the fits, one below the other. */
function histogramsOf(fits: readonly ReceptiveField[], limit: number): HistogramPanel[] {
  const bandwidths = fits.flatMap(({ bandwidth }) => (bandwidth == null ? [] : [bandwidth]));
  const without = fits.length - bandwidths.length;
  return [
    {
      title: "orientation",
      values: fits.map(({ orientation }) => orientation),
      range: [0, 180],
      bins: 12,
      ticks: [0, 45, 90, 135, 180],
      unit: "°",
      colour: orientationColour,
    },
    {
      title: "spatial frequency, cycles per pixel",
      values: fits.map(({ frequency }) => frequency),
      range: [0, limit],
      bins: 16,
      ticks: [0, limit / 2, limit],
    },
    {
      title: `bandwidth, octaves${without > 0 ? ` (${without} without)` : ""}`,
      values: bandwidths,
      range: [0, 4],
      bins: 16,
      ticks: [0, 1, 2, 3, 4],
    },
  ];
}

/** What is not counted, and why, in one line. */
function caption(fields: readonly (ReceptiveField | null)[], shown: number, good: number): string {
  const bound = fields.filter((one) => one?.onBound).length;
  const none = fields.filter((one) => one === null).length;
  const parts = [
    bound > 0 ? `${bound} with a frequency on its bound, left out` : "",
    none > 0 ? `${none} that could not be fitted` : "",
    shown > good ? `${shown - good} with R² below ${GOOD}, faint` : "",
  ].filter(Boolean);
  return parts.length === 0 ? "" : `not counted: ${parts.join("; ")}`;
}

/**
 * SVG: at the left each unit at its place in the tile, along its stripes, coloured by orientation, with its envelope
 * where they are few; in the middle orientation (angle) and spatial frequency (radius); at the right histograms of
 * orientation, frequency and bandwidth. Fits with R² below 0.5 are faint and not counted; those whose frequency stands
 * on its bound are left out, and the caption says how many. What runs out of the tile is cut off at its frame.
 *
 * @param fields - one a unit; null where nothing could be fitted
 * @param shape - [height, width] of the tile
 */
export function receptiveFieldMap(
  fields: readonly (ReceptiveField | null)[],
  [height, width]: readonly number[],
  theme: ThemeName = "light",
): string {
  const { faint, ink, grid } = themes[theme];
  const found = fields.filter((one) => one !== null && one.onBound !== true) as ReceptiveField[];
  const good = found.filter(({ r2 }) => r2 >= GOOD);
  const scale = SIDE / Math.max(height, width);
  const [wide, high] = [width * scale, height * scale];
  const ellipses = found.length <= MOST_ELLIPSES;
  const reach = ellipses ? SIDE / 3 : Math.max(4, (0.6 * SIDE) / Math.sqrt(found.length));
  const highest = found.length === 0 ? 0 : extent(found.map(({ frequency }) => frequency))[1];
  const limit = LIMITS.find((one) => one >= highest) ?? 0.5;
  const [x, y] = [LEFT + wide + 64 + RADIUS, TOP + 40 + RADIUS];
  const size = found.length > 100 ? 3 : 4.5;
  const dots = found.map(({ orientation, frequency, r2 }) => {
    const angle = (orientation / 180) * Math.PI;
    const r = (RADIUS * Math.min(limit, frequency)) / limit;
    return `<circle cx="${(x + r * Math.cos(angle)).toFixed(1)}" cy="${(y - r * Math.sin(angle)).toFixed(1)}" r="${size}" fill="${orientationColour(orientation)}" opacity="${r2 < GOOD ? 0.25 : 0.9}"/>`;
  });
  const right = x + RADIUS + BEFORE;
  const panels = histogramsOf(good, limit).flatMap((panel, i) =>
    histogramPanel(panel, [right, TOP + 4 + i * (HIGH + 54), WIDE, HIGH], theme),
  );
  const bottom = TOP + Math.max(high + 32, RADIUS + 90, 3 * (HIGH + 54) - 20);
  const drawn = { scale, size: [height, width] as const, reach, ellipses };
  return svgFigure(
    right + WIDE + AFTER,
    bottom + 30,
    themes[theme],
    `Receptive fields: Gabor fits of ${good.length} of ${quantity(fields.length, "unit")}`,
    [
      textElement(16, HEAD, `where they lie in a tile of ${height}×${width} pixels, and how they run`, {
        fill: faint,
      }),
      `<rect x="${LEFT}" y="${TOP}" width="${wide}" height="${high}" fill="none" stroke="${grid}"/>`,
      `<clipPath id="${frameOf(height, width)}"><rect x="${LEFT}" y="${TOP}" width="${wide}" height="${high}"/></clipPath>`,
      `<g clip-path="url(#${frameOf(height, width)})">${found.map((one) => field(one, drawn)).join("")}</g>`,
      textElement(x - RADIUS, HEAD, "orientation and spatial frequency", { fill: faint }),
      ...polarGrid(x, y, limit, theme),
      ...dots,
      textElement(x, y + 34, "cycles per pixel", { fill: ink, anchor: "middle" }),
      ...panels,
      textElement(16, bottom + 14, caption(fields, found.length, good.length), { fill: faint }),
    ],
  );
}
