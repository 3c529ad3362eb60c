// Some features of a layer as one picture.

import { InputError } from "../core/errors.js";
import { picturesOf } from "../sae/model.js";
import type { RunDirectory } from "../train/run-directory.js";
import { withSubtitle } from "../viz/subtitle.js";
import type { ThemeName } from "../viz/theme.js";
import { tileFigure } from "../viz/tile-figure.js";
import { readModel } from "./model-at-step.js";
import { runSubtitle } from "./run-subtitle.js";

/** Which features, and how they are drawn. */
export interface Selection {
  /** Who asks: errors begin with it */
  readonly where: string;
  /** Counted from 1 */
  readonly layer: number;
  /** In the order in which they are drawn */
  readonly units: readonly number[];
  readonly theme?: ThemeName;
}

/**
 * SVG: the tiles of some features of a run, each with its number.
 *
 * @throws {InputError} if there is no such layer or feature, or they are no pictures
 */
export function selectionFigure(directory: RunDirectory, { where, layer, units, theme }: Selection): string {
  const { model, imageShape, pictured } = readModel(directory, undefined, where);
  if (imageShape === null)
    throw new InputError(`${where}: features to draw must be pictures, these are none`);
  const count = model.layers.length;
  if (!(layer >= 1 && layer <= count))
    throw new InputError(`${where}: layer must be one of 1 to ${count}, got ${layer}`);
  const pictures = picturesOf(model, pictured()[layer - 1]);
  const [most] = pictures.shape;
  const missing = units.find((unit) => !(Number.isInteger(unit) && unit >= 0 && unit < most));
  if (missing !== undefined)
    throw new InputError(`${where}: units must be of 0 to ${most - 1}, got ${missing}`);
  if (units.length === 0) throw new InputError(`${where}: units must name a feature or more, got none`);
  const figure = tileFigure(pictures, {
    title: "Chosen features",
    shape: imageShape,
    order: units,
    index: true,
    ...(theme && { theme }),
  });
  return withSubtitle(figure, runSubtitle(directory), theme);
}
