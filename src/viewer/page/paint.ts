// Tiles and images onto canvases, in the pixels they have.

import { heatColour } from "../../viz/heat-colour.js";

/** Where a tile's values lie and what they mean: a picture of 1 or 3 channels, or bars. */
export type TileShape = readonly number[] | null;

export interface TileSize {
  readonly width: number;
  readonly height: number;
}

const BARS = { width: 48, height: 32 } as const;

/** The pixels of a tile: the picture's own, or a small diagram where an example is none. */
export function tileSize(shape: TileShape): TileSize {
  return shape === null ? BARS : { width: shape[1], height: shape[0] };
}

/**
 * Paints tiles of bytes (128 is 0) side by side into one picture, `columns` of them in a row, without gaps.
 *
 * @param visible - values a tile
 */
export function spriteSheet(
  bytes: Uint8Array,
  visible: number,
  shape: TileShape,
  columns: number,
): ImageData {
  const { width, height } = tileSize(shape);
  const units = bytes.length / visible;
  const sheet = new ImageData(columns * width, Math.max(1, Math.ceil(units / columns)) * height);
  const pixels = new Uint32Array(sheet.data.buffer);
  for (let unit = 0; unit < units; unit++) {
    const corner = Math.floor(unit / columns) * height * sheet.width + (unit % columns) * width;
    const tile = bytes.subarray(unit * visible, (unit + 1) * visible);
    if (shape === null) paintBars(tile, pixels, corner, sheet.width);
    else paintTile(tile, shape, pixels, corner, sheet.width);
  }
  return sheet;
}

function paintTile(
  tile: Uint8Array,
  shape: readonly number[],
  pixels: Uint32Array,
  corner: number,
  stride: number,
): void {
  const [height, width, channels = 1] = shape;
  for (let i = 0; i < width * height; i++) {
    const at = i * channels;
    const [r, g, b] = channels === 3 ? [tile[at], tile[at + 1], tile[at + 2]] : [tile[i], tile[i], tile[i]];
    // Little-endian: alpha, blue, green, red.
    pixels[corner + Math.floor(i / width) * stride + (i % width)] =
      (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
  }
}

/** A bar a value from the middle line: blue above, red below, on grey. */
function paintBars(tile: Uint8Array, pixels: Uint32Array, corner: number, stride: number): void {
  const { width, height } = BARS;
  const middle = height / 2;
  for (let column = 0; column < width; column++) {
    const value = (tile[Math.floor((column * tile.length) / width)] - 128) / 127;
    for (let row = 0; row < height; row++) {
      const up = (middle - row - 0.5) / middle;
      const inBar = value > 0 ? up > 0 && up <= value : up < 0 && up >= value;
      pixels[corner + row * stride + column] = inBar ? (value > 0 ? 0xffd07a2f : 0xff3f55d8) : 0xfff2f0ee;
    }
  }
}

/** An error tile: blue where the reconstruction is too low, red where it is too high, white where it is right. */
export function paintError(error: readonly number[], limit: number, shape: readonly number[]): ImageData {
  const [height, width, channels = 1] = shape;
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += error[i * channels + c] / channels;
    const t = Math.max(-1, Math.min(1, sum / limit));
    const fade = Math.round(255 * (1 - Math.abs(t)));
    image.data.set(t > 0 ? [255, fade, fade, 255] : [fade, fade, 255, 255], 4 * i);
  }
  return image;
}

/** A heat map as an overlay of its own size. */
export function paintHeat(values: Uint8Array, width: number, height: number): ImageData {
  const image = new ImageData(width, height);
  for (let i = 0; i < values.length; i++) {
    const [r, g, b, a] = heatColour(values[i] / 255);
    image.data.set([r, g, b, a], 4 * i);
  }
  return image;
}

/** Draws a picture onto a canvas whose pixels it then has. */
export function show(canvas: HTMLCanvasElement, image: ImageData): void {
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d")!.putImageData(image, 0, 0);
}

/** A star in the upper right corner of a tile. */
export function star(context: CanvasRenderingContext2D, right: number, top: number): void {
  context.font = "13px system-ui, sans-serif";
  context.textAlign = "right";
  context.textBaseline = "top";
  context.lineWidth = 3;
  context.strokeStyle = "rgba(0, 0, 0, 0.8)";
  context.fillStyle = "#ffd21f";
  context.strokeText("★", right - 1, top);
  context.fillText("★", right - 1, top);
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
}
