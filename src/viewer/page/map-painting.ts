// The tiles of a map as one picture, which is moved while the map moves, and painted anew when it is still: thousands of
// tiles take longer than a frame.

import type { MapPlaces } from "../../core/map-places.js";
import { short } from "./format.js";
import { HIGH, type MapFrame } from "./map-frame.js";
import { star } from "./paint.js";
import type { TileSheet } from "./sheet.js";

/** What is painted of each unit. */
export interface MapTiles {
  readonly sheet: TileSheet;
  /** Units that have a place, the last ones over the others */
  readonly known: readonly number[];
  readonly places: MapPlaces;
  /** Pixels of a tile in the sheet */
  readonly own: { readonly width: number; readonly height: number };
  /** CSS pixels of a pixel of a tile */
  readonly scale: number;
  readonly isStarred: (unit: number) => boolean;
  /** What is drawn around a tile, as CSS has it; null for nothing */
  readonly frameOf: (unit: number) => string | null;
}

/** A picture of the tiles around what is in sight. */
export interface MapPicture {
  readonly canvas: HTMLCanvasElement;
  /** What it was painted for */
  readonly frame: MapFrame;
  readonly ratio: number;
}

/** What of the map is painted beside what is in sight, as a share of it: as far as it may be moved before it ends. */
const BESIDE = 0.5;

/** CSS pixels of a corner's side. */
const CORNER = 10;

/** Paints one tile with its frame and star. */
export function paintTile(
  context: CanvasRenderingContext2D,
  { sheet, places, own, scale, isStarred, frameOf }: MapTiles,
  frame: MapFrame,
  unit: number,
): void {
  const [wide, high] = [own.width * scale, own.height * scale];
  const [x, y] = [frame.xOf(places.x[unit]) - wide / 2, frame.yOf(places.y[unit]) - high / 2];
  const [sx, sy] = sheet.cornerOf(unit);
  context.drawImage(sheet.sheet, sx, sy, own.width, own.height, x, y, wide, high);
  const around = frameOf(unit);
  if (around !== null) {
    context.strokeStyle = around;
    context.lineWidth = 2;
    context.strokeRect(x - 1, y - 1, wide + 2, high + 2);
  }
  if (isStarred(unit)) star(context, x + wide, y);
}

/** @param canvas - one to paint on again; its own unless given */
export function paintPicture(tiles: MapTiles, frame: MapFrame, canvas?: HTMLCanvasElement): MapPicture {
  const target = canvas ?? document.createElement("canvas");
  const ratio = devicePixelRatio || 1;
  const { across, up, left, top } = frame;
  const [besideX, besideY] = [across * BESIDE, up * BESIDE];
  target.width = Math.ceil((across + 2 * besideX) * ratio);
  target.height = Math.ceil((up + 2 * besideY) * ratio);
  const context = target.getContext("2d")!;
  context.setTransform(ratio, 0, 0, ratio, (besideX - left) * ratio, (besideY - top) * ratio);
  context.imageSmoothingEnabled = false;
  const [wide, high] = [tiles.own.width * tiles.scale, tiles.own.height * tiles.scale];
  for (const unit of tiles.known) {
    const [x, y] = [frame.xOf(tiles.places.x[unit]), frame.yOf(tiles.places.y[unit])];
    const isNear =
      Math.abs(x - left - across / 2) < across / 2 + besideX + wide &&
      Math.abs(y - top - up / 2) < up / 2 + besideY + high;
    if (isNear) paintTile(context, tiles, frame, unit);
  }
  return { canvas: target, frame, ratio };
}

/** Shows a picture in a frame: where that is another than it was painted for, moved and enlarged. */
export function showPicture(
  context: CanvasRenderingContext2D,
  { canvas, frame: painted, ratio }: MapPicture,
  frame: MapFrame,
): void {
  const grown = frame.sight.zoom / painted.sight.zoom;
  const left = painted.left - painted.across * BESIDE;
  const top = painted.top - painted.up * BESIDE;
  context.save();
  context.beginPath();
  context.rect(frame.left, frame.top, frame.across, frame.up);
  context.clip();
  context.imageSmoothingEnabled = grown !== 1;
  context.drawImage(
    canvas,
    frame.xOf(painted.placeX(left)),
    frame.yOf(painted.placeY(top)),
    (canvas.width / ratio) * grown,
    (canvas.height / ratio) * grown,
  );
  context.restore();
}

/** The line around what is in sight, the values at its ends and middle where they mean something, and what the axes are called. */
export function paintAxes(
  context: CanvasRenderingContext2D,
  frame: MapFrame,
  {
    places,
    titles,
    isNumbered: [isNumberedX, isNumberedY],
  }: {
    readonly places: MapPlaces;
    readonly titles: readonly [x: string, y: string];
    readonly isNumbered: readonly [x: boolean, y: boolean];
  },
  style: CSSStyleDeclaration,
): void {
  const { left, top, across, up } = frame;
  context.strokeStyle = style.getPropertyValue("--line");
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, across - 1, up - 1);
  context.fillStyle = style.getPropertyValue("--ink-faint");
  context.font = "12px system-ui, sans-serif";
  const valueAt = ([low, high]: readonly [number, number], place: number) =>
    short(low + place * (high - low), 3);
  context.textBaseline = "top";
  const shares = [0, 0.5, 1];
  for (const share of isNumberedX ? shares : []) {
    const x = left + share * across;
    context.textAlign = share === 0 ? "left" : share === 1 ? "right" : "center";
    context.fillText(valueAt(places.xEnds, frame.placeX(x)), x, top + up + 6);
  }
  context.textAlign = "right";
  for (const share of isNumberedY ? shares : []) {
    const y = top + share * up;
    context.textBaseline = share === 0 ? "top" : share === 1 ? "bottom" : "middle";
    context.fillText(valueAt(places.yEnds, frame.placeY(y)), left - 6, y);
  }
  context.fillStyle = style.getPropertyValue("--ink");
  context.textAlign = "center";
  context.textBaseline = "bottom";
  context.fillText(titles[0], left + across / 2, HIGH - 4);
  context.save();
  context.translate(12, top + up / 2);
  context.rotate(-Math.PI / 2);
  context.textBaseline = "middle";
  context.fillText(titles[1], 0, 0);
  context.restore();
}

/** The corners of a line that are set one by one. @param line - x, y, x, y, … in places */
export function paintCorners(
  context: CanvasRenderingContext2D,
  frame: MapFrame,
  line: readonly number[],
  colour: string,
): void {
  context.fillStyle = colour;
  for (let i = 0; i < line.length; i += 2)
    context.fillRect(frame.xOf(line[i]) - CORNER / 2, frame.yOf(line[i + 1]) - CORNER / 2, CORNER, CORNER);
}

/** The line that is drawn around some. @param line - x, y, x, y, … in places */
export function paintLine(
  context: CanvasRenderingContext2D,
  frame: MapFrame,
  line: readonly number[],
  colour: string,
): void {
  if (line.length <= 2) return;
  context.beginPath();
  for (let i = 0; i < line.length; i += 2) context.lineTo(frame.xOf(line[i]), frame.yOf(line[i + 1]));
  context.closePath();
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.stroke();
}
