// Tiles at the places that two numbers of their units give.

import type { Matrix } from "../core/arrays.js";
import { quantity } from "../core/in-words.js";
import type { MapPlaces } from "../core/map-places.js";
import type { Raster } from "../core/raster.js";
import { readableNumber } from "../core/readable-number.js";
import { linearTicks } from "./axis.js";
import { legend, lineColour } from "./legend.js";
import { HEAD, plotElement } from "./plot.js";
import { imageElement, svgFigure } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";
import { pickRows } from "./tile-figure.js";
import { tileGrid } from "./tiles.js";

/** What an axis is called. */
export interface MapAxis {
  readonly title: string;
  /** Whether its numbers stand there; they do unless they mean nothing */
  readonly ticks?: boolean;
}

/** What featureMap draws beside the tiles, and where they lie. */
export interface FeatureMapOptions {
  readonly title: string;
  /** [height, width] or [height, width, 3] of a tile */
  readonly shape: readonly number[];
  /** Of each tile */
  readonly places: MapPlaces;
  readonly x: MapAxis;
  readonly y: MapAxis;
  /** Tiles in the order in which they are laid down; by number unless given */
  readonly order?: readonly number[];
  /** What tiles are of, framed in its colour: names, and for each tile the place of its own among them */
  readonly groups?: { readonly names: readonly string[]; readonly of: ArrayLike<number> };
  /** Told below, a line each */
  readonly notes?: readonly string[];
  readonly theme?: ThemeName;
}

/** SVG pixels of the map where tiles are few, and how many times as wide and high it gets. */
const [WIDE, HIGH, MOST_GROWTH] = [640, 480, 2];
/** SVG pixels of a tile's longer side, and the share of the map that all tiles would cover side by side. */
const [SMALLEST, LARGEST, COVERED] = [16, 40, 0.5];
/** Pixels of the raster for each of the SVG's: as sharp as a PNG of twice the size. */
const SHARP = 2;
/** Pixels of the raster around a tile: a line that keeps it from others, or a frame. */
const [LINE, FRAME] = [1, 4];
const MARGIN = { left: 64, right: 24, top: 24, bottom: 44 };
/** Below the title */
const CHART = HEAD + 10;

/** How large a map is and its tiles are, in pixels of the raster. */
interface MapLayout {
  readonly width: number;
  readonly height: number;
  /** Of each pixel of a tile */
  readonly upscale: number;
}

function layoutOf(tiles: number, [height, width]: readonly number[]): MapLayout {
  const longer = Math.max(height, width);
  const side = longer * Math.sqrt((COVERED * WIDE * HIGH) / (Math.max(1, tiles) * height * width));
  const growth = Math.min(MOST_GROWTH, Math.max(1, SMALLEST / side));
  const wanted = Math.min(LARGEST, Math.max(SMALLEST, side * growth));
  return {
    width: SHARP * Math.round(WIDE * growth),
    height: SHARP * Math.round(HIGH * growth),
    upscale: Math.max(1, Math.round((SHARP * wanted) / longer)),
  };
}

/** The three channels of #rrggbb. */
const channelsOf = (colour: string) =>
  [1, 3, 5].map((from) => Number.parseInt(colour.slice(from, from + 2), 16));

/** Lays a raster onto one in colour, its upper left corner at (left, top); what lies beyond is cut off. */
function lay(onto: Raster, { width, height, channels, data }: Raster, left: number, top: number): void {
  for (let row = Math.max(0, -top); row < Math.min(height, onto.height - top); row++)
    for (let column = Math.max(0, -left); column < Math.min(width, onto.width - left); column++) {
      const [from, to] = [channels * (row * width + column), 3 * ((top + row) * onto.width + left + column)];
      for (let c = 0; c < 3; c++) onto.data[to + c] = data[channels === 3 ? from + c : from];
    }
}

/** A rectangle of one colour, #rrggbb. */
function plain(width: number, height: number, colour: string): Raster {
  const pixel = channelsOf(colour);
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < data.length; i++) data[i] = pixel[i % 3];
  return { width, height, channels: 3, data };
}

/** All tiles as one raster, each in the middle of its place, on a line or a frame around it. */
function composed(
  tiles: Matrix,
  known: readonly number[],
  { shape, places, groups, theme = "light" }: FeatureMapOptions,
): Raster {
  const { width, height, upscale } = layoutOf(known.length, shape);
  const { background } = themes[theme];
  const map = plain(width, height, background);
  const beside = groups === undefined ? LINE : FRAME;
  const [wide, high] = [shape[1], shape[0]].map((side) => side * upscale + 2 * beside);
  const colours = groups?.names.map((_, i) => lineColour(i, theme)) ?? [background];
  const frames = colours.map((colour) => plain(wide, high, colour));
  for (const unit of known) {
    const left = Math.round(places.x[unit] * width - wide / 2);
    const top = Math.round((1 - places.y[unit]) * height - high / 2);
    lay(map, frames[groups?.of[unit] ?? 0], left, top);
    lay(map, tileGrid(pickRows(tiles, [unit]), { shape, upscale, gap: 0 }), left + beside, top + beside);
  }
  return map;
}

/** An axis of Plot's. */
const axis = ({ title, ticks = true }: MapAxis, [low, high]: readonly [number, number]) => ({
  label: title === "" ? null : title,
  domain: [low, high],
  ticks: ticks ? linearTicks(low, high) : [],
  ...(ticks ? {} : { labelArrow: "none" as const }),
  tickFormat: (value: number) => readableNumber(value),
});

/**
 * SVG: each unit's tile where two of its numbers say, later tiles over earlier ones, on their own scales, grey is 0. All
 * are one raster of two pixels for each of the SVG's, so that thousands are a small file.
 *
 * A tile's longer side is such that the tiles side by side would cover half of the map, though at most 40 SVG pixels: of
 * up to some 600 squares. From there on it is 16, and the map grows with them, up to 1280×960; beyond some 2400 they
 * cover each other more. Rounded to whole pixels of the raster for each of a tile's, one at least.
 *
 * @param tiles - a row each, [units, height·width·channels], channels last
 * @throws {InputError} if the sizes do not fit, or a value is not finite
 */
export function featureMap(tiles: Matrix, options: FeatureMapOptions): string {
  const { title, places, x, y, groups, notes = [], theme = "light" } = options;
  const all = options.order ?? Array.from({ length: tiles.shape[0] }, (_, unit) => unit);
  const known = all.filter((unit) => !Number.isNaN(places.x[unit]) && !Number.isNaN(places.y[unit]));
  const map = composed(tiles, known, options);
  const [width, height] = [map.width / SHARP, map.height / SHARP];
  const whole = { width: width + MARGIN.left + MARGIN.right, height: height + MARGIN.top + MARGIN.bottom };
  const isEmpty = known.length === 0;
  const chart = plotElement(
    {
      ...whole,
      theme,
      options: {
        marginLeft: MARGIN.left,
        marginRight: MARGIN.right,
        marginTop: MARGIN.top,
        marginBottom: MARGIN.bottom,
        x: { ...axis(x, isEmpty ? [0, 1] : places.xEnds), labelAnchor: "center" },
        y: axis(y, isEmpty ? [0, 1] : places.yEnds),
      },
    },
    CHART,
  );
  const [left, top, bottom] = [MARGIN.left, CHART + MARGIN.top, CHART + whole.height];
  const frame = `<rect x="${left - 0.5}" y="${top - 0.5}" width="${width + 1}" height="${height + 1}" fill="none" stroke="${themes[theme].grid}"/>`;
  const missing = all.length - known.length;
  const colours = themes[theme].palette.length;
  const told = legend(
    {
      lines: groups?.names.map((name) => ({ name })) ?? [],
      notes: [
        ...((groups?.names.length ?? 0) > colours ? [`Colours come again after ${colours} of them.`] : []),
        ...(missing > 0
          ? [`Not on the map: ${quantity(missing, "unit")} of which one of the numbers is not known.`]
          : []),
        ...notes,
      ],
      theme,
    },
    left,
    bottom + 20,
  );
  return svgFigure(whole.width, bottom + 12 + told.height, themes[theme], title, [
    chart,
    imageElement(left, top, map, 1 / SHARP),
    frame,
    ...told.elements,
  ]);
}
