// Pictures of features: each unit's weights as a small tile, all of them in one grid.

import type { Matrix } from "../core/arrays.js";
import { assertCount, inputError } from "../core/errors.js";
import type { Raster } from "../core/raster.js";

/** How tiles are laid out. */
export interface TileGridOptions {
  /** [height, width] or [height, width, 3] of a tile in pixels */
  readonly shape: readonly number[];
  /** Screen pixels a tile pixel; unless given, so many that the picture is about 480 pixels wide and a tile at least 40 */
  readonly upscale?: number;
  /** Tiles side by side; near-square unless given */
  readonly columns?: number;
  /**
   * own: each tile from −max|v| (black) over 0 (mid grey) to max|v| (white), as UFLDL shows features.
   * [low, high]: all tiles on one scale, for patches that are to be compared.
   */
  readonly scale?: "own" | readonly [low: number, high: number];
  /** Tile pixels between tiles and around them; 1 */
  readonly gap?: number;
}

const GAP = 1; // tile pixels between tiles, upscaled like them
const BACKGROUND = 24; // nearly black: a white tile and a black one both stand out

/** Screen pixels: about the width of a small grid, the least of a tile's longer side. */
const [COMFORTABLE, READABLE] = [480, 40];

/** How a grid of tiles lies on a picture of `width` × `height` screen pixels. */
export interface TileLayout {
  readonly columns: number;
  /** Screen pixels a tile pixel */
  readonly upscale: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A grid whose tiles can be seen: about 480 pixels wide if they are few; of many, each has 40 pixels.
 *
 * @param given - tiles side by side; near-square unless given
 */
export function tileLayout(
  tiles: number,
  [height, width]: readonly number[],
  gap: number = GAP,
  given?: number,
): TileLayout {
  const [wide, high] = [width + gap, height + gap];
  const columns = given ?? Math.max(1, Math.ceil(Math.sqrt((tiles * high) / wide)));
  const comfortable = Math.round(COMFORTABLE / (columns * wide + gap));
  const readable = Math.ceil(READABLE / Math.max(height, width));
  const upscale = Math.max(1, Math.min(16, Math.max(comfortable, readable)));
  return {
    columns,
    upscale,
    width: upscale * (columns * wide + gap),
    height: upscale * (Math.ceil(tiles / columns) * high + gap),
  };
}

/** The tile's values as 0 … 255. */
function brightness(
  scale: "own" | readonly [number, number],
  tile: (pixel: number) => number,
  pixels: number,
): (pixel: number) => number {
  let [low, high] = [-1, 1];
  if (scale === "own") {
    let largest = 0;
    for (let pixel = 0; pixel < pixels; pixel++) largest = Math.max(largest, Math.abs(tile(pixel)));
    if (largest === 0) return () => 128;
    [low, high] = [-largest, largest];
  } else {
    [low, high] = scale;
  }
  return (pixel) => Math.round(255 * Math.min(Math.max((tile(pixel) - low) / (high - low), 0), 1));
}

/**
 * One tile a row of `features`, in a near-square grid with one-pixel gaps.
 *
 * @param features - [units, height·width·channels], channels last
 * @throws {InputError} if the sizes do not fit, or a value is not finite
 * @see UFLDL, exercise "Sparse autoencoder", display_network
 */
export function tileGrid(features: Matrix, options: TileGridOptions): Raster {
  const { shape, scale = "own", gap = GAP } = options;
  const [height, width, depth = 1] = shape;
  const [units, pixels] = features.shape;
  if (pixels !== height * width * depth || (depth !== 1 && depth !== 3)) {
    throw inputError(
      "tileGrid",
      "features",
      `have ${shape.join("·")} values a tile, of 1 or 3 channels`,
      pixels,
    );
  }
  const layout = tileLayout(units, shape, gap, options.columns);
  const { columns } = layout;
  const rows = Math.ceil(units / columns);
  const wide = columns * (width + gap) + gap;
  const high = rows * (height + gap) + gap;
  const upscale = options.upscale ?? layout.upscale;
  assertCount("tileGrid", "upscale", upscale);

  const channels = depth as 1 | 3;
  const small = new Uint8Array(wide * high * channels).fill(BACKGROUND);
  for (let unit = 0; unit < units; unit++) {
    const from = features.offset + unit * features.stride[0];
    const value = (pixel: number) => {
      const v = features.data[from + pixel * features.stride[1]];
      if (!Number.isFinite(v)) throw inputError("tileGrid", `features: unit ${unit}`, "be finite", v);
      return v;
    };
    const shade = brightness(scale, value, pixels);
    const top = Math.floor(unit / columns) * (height + gap) + gap;
    const left = (unit % columns) * (width + gap) + gap;
    for (let pixel = 0; pixel < pixels; pixel++) {
      const row = Math.floor(pixel / (width * depth));
      small[((top + row) * wide + left) * depth + (pixel % (width * depth))] = shade(pixel);
    }
  }
  return enlarge({ width: wide, height: high, channels, data: small }, upscale);
}

/** Each pixel becomes a square of `factor` × `factor`: sharp, never smoothed. */
export function enlarge({ width, height, channels, data }: Raster, factor: number): Raster {
  const out = new Uint8Array(width * height * channels * factor * factor);
  const wide = width * factor;
  for (let row = 0; row < height * factor; row++) {
    for (let column = 0; column < wide; column++) {
      const from = (Math.floor(row / factor) * width + Math.floor(column / factor)) * channels;
      for (let c = 0; c < channels; c++) out[(row * wide + column) * channels + c] = data[from + c];
    }
  }
  return { width: wide, height: height * factor, channels, data: out };
}
