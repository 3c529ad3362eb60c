// The pictures and the report of a run that has been trained.

import { contiguous, view } from "../core/arrays.js";
import { type Ending, reportHtml } from "../inspect/report.js";
import { type Figure, runFigures } from "../inspect/run-figures.js";
import type { RunDirectory } from "../train/run-directory.js";
import { writeAtomically } from "../train/write-atomically.js";
import { encodePng } from "../viz/encode-png.js";
import { svgToPng } from "../viz/svg-to-png.js";
import { tileGrid } from "../viz/tiles.js";
import type { Trained } from "./trained.js";

/** The output of a network with two inputs and one output over the unit square: what it computes, at a glance. */
function outputMap({ kernels, model, theta }: Trained): Figure[] {
  if (model.reconstructs || model.inputs !== 2 || model.outputs !== 1) return [];
  const side = 64;
  const points = Float64Array.from({ length: side * side * 2 }, (_, i) => {
    const pixel = i >> 1;
    return i % 2 === 0 ? (pixel % side) / (side - 1) : 1 - Math.floor(pixel / side) / (side - 1);
  });
  const values = new Float64Array(side * side);
  model
    .createPass(kernels, theta, side * side)
    .run(view(points, [side * side, 2]), (from, { output }) => values.set(contiguous(output), from));
  const tile = view(values, [1, side * side]);
  return [
    {
      file: "output-map",
      content: encodePng(tileGrid(tile, { shape: [side, side], scale: [0, 1], upscale: 6 })),
    },
  ];
}

/** Draws what there is to see of a run. @returns the paths of the pictures */
export function writeFigures(directory: RunDirectory, trained: Trained): string[] {
  const figures: Figure[] = [...runFigures(directory), ...outputMap(trained)];
  return figures.flatMap((figure) => writeFigure(directory, figure));
}

/** SVG and PNG of a plot, the PNG alone of a picture. @returns their paths */
export function writeFigure(directory: RunDirectory, { file, content }: Figure): string[] {
  return typeof content === "string"
    ? [directory.writeFigure(`${file}.svg`, content), directory.writeFigure(`${file}.png`, svgToPng(content))]
    : [directory.writeFigure(`${file}.png`, content)];
}

/** Writes the run's page with its answers inside: report.html. */
export function writeReport(directory: RunDirectory, ended: Ending): void {
  writeAtomically(directory.file("report.html"), reportHtml(directory, ended));
}
