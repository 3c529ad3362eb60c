// A feature's activation over a whole image.

import { inputError } from "../core/errors.js";
import { letterPlaces } from "../core/letter-places.js";
import type { Raster } from "../core/raster.js";
import { heatColour } from "./heat-colour.js";
import { imageElement, svgFigure, textElement } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";

/** Activations at patches: [height, width], that at [r, c] of the patch whose upper left pixel is (r·stride, c·stride). */
export interface ActivationMap {
  readonly height: number;
  readonly width: number;
  readonly stride: number;
  readonly patch: readonly [height: number, width: number];
  readonly values: ArrayLike<number>;
}

/** The image in grey or colour with the map's colours over it, each patch's at the patch's middle. */
export function heatRaster(image: Raster, map: ActivationMap): Raster {
  if (map.values.length !== map.height * map.width)
    throw inputError("heatRaster", "map", `have ${map.height}·${map.width} values`, map.values.length);
  const [low, high] = rangeOf(map.values);
  const data = new Uint8Array(image.width * image.height * 3);
  const [top, left] = [(map.patch[0] - 1) / 2, (map.patch[1] - 1) / 2];
  for (let i = 0; i < image.width * image.height; i++) {
    const row = Math.round((Math.floor(i / image.width) - top) / map.stride);
    const column = Math.round(((i % image.width) - left) / map.stride);
    const inside = row >= 0 && row < map.height && column >= 0 && column < map.width;
    const value = inside ? map.values[row * map.width + column] : low;
    const [r, g, b, a] = heatColour(high > low ? (value - low) / (high - low) : 0);
    for (let c = 0; c < 3; c++) {
      const under = image.channels === 3 ? image.data[3 * i + c] : image.data[i];
      data[3 * i + c] = Math.round(under + ([r, g, b][c] - under) * (a / 255));
    }
  }
  return { width: image.width, height: image.height, channels: 3, data };
}

function rangeOf(values: ArrayLike<number>): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw inputError("heatRaster", "map", "hold finite values", values[i]);
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return [low, high];
}

/** The scale from low to high on grey, as a raster of one column. */
const scaleRaster: Raster = {
  width: 1,
  height: 128,
  channels: 3,
  data: Uint8Array.from({ length: 384 }, (_, i) => {
    const colour = heatColour(1 - Math.floor(i / 3) / 127);
    return Math.round(128 + (colour[i % 3] - 128) * (colour[3] / 255));
  }),
};

/** SVG: the image under the map, with its scale. */
export function heatMap(
  image: Raster,
  map: ActivationMap,
  title: string,
  theme: ThemeName = "light",
): string {
  const colours = themes[theme];
  const [low, high] = rangeOf(map.values);
  const scale = Math.max(1, Math.floor(480 / Math.max(image.width, image.height)));
  const [wide, tall] = [image.width * scale, image.height * scale];
  const x = 16 + wide + 18;
  const bar = imageElement(x, 44, scaleRaster, 1)
    .replace('width="1"', 'width="14"')
    .replace("<image ", '<image preserveAspectRatio="none" ');
  // What is next to nothing beside the highest is told as 0.
  const short = (value: number) => String(Math.abs(value) < 1e-3 * high ? 0 : Number(value.toPrecision(2)));
  return svgFigure(
    Math.max(x + 70, 40 + 9.5 * letterPlaces(title)),
    60 + Math.max(tall, 140),
    colours,
    title,
    [
      imageElement(16, 44, heatRaster(image, map), scale),
      bar,
      textElement(x + 20, 54, short(high), { fill: colours.faint }),
      textElement(x + 20, 172, short(low), { fill: colours.faint }),
    ],
  );
}
