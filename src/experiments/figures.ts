// The pictures and the report of a run that has been trained.

import { relative } from "node:path";
import { type FloatArray, type FloatNdArray, view } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import { mean } from "../metrics/average.js";
import { roughness } from "../metrics/roughness.js";
import { forward } from "../nn/forward.js";
import { viewParameters } from "../nn/parameters.js";
import { maximisingInputs } from "../sae/features.js";
import type { RunDirectory } from "../train/run-directory.js";
import { writeAtomically } from "../train/write-atomically.js";
import { costCurves } from "../viz/curves.js";
import { encodePng } from "../viz/encode-png.js";
import { reconstructionPairs } from "../viz/reconstructions.js";
import { type ReportFigure, reportHtml } from "../viz/report.js";
import { rhoHatPlot } from "../viz/rho-hat.js";
import { svgToPng } from "../viz/svg-to-png.js";
import { tileGrid } from "../viz/tiles.js";
import type { ResolvedConfig } from "./config.js";
import type { Dataset } from "./dataset.js";
import type { Model } from "./model.js";

/** A trained model and what it was trained on. */
export interface Trained {
  readonly config: ResolvedConfig;
  readonly kernels: Kernels;
  readonly dataset: Dataset;
  readonly model: Model;
  readonly theta: FloatArray;
  /** ρ̂ of each sparse layer at θ */
  readonly rhoHat: Readonly<Record<string, FloatArray>>;
}

interface Figure extends ReportFigure {
  /** Without extension */
  readonly file: string;
}

/** Features of W1 as tiles, where an example is a picture. */
export function trainedFeatures({
  model,
  theta,
  dataset,
}: Trained): { features: FloatNdArray; shape: readonly number[] } | null {
  if (dataset.imageShape === null || !model.autoencoder) return null;
  return {
    features: maximisingInputs(viewParameters(theta, model.network.sizes).weights[0]),
    shape: dataset.imageShape,
  };
}

/** The mean roughness of the features; null where they are no pictures. */
export function meanRoughness(trained: Trained): number | null {
  const pictures = trainedFeatures(trained);
  return pictures === null ? null : mean(roughness(pictures.features, pictures.shape));
}

/** The `count` examples that vary most: on the others there is little to see. In the order of the data. */
function mostContrast(x: FloatNdArray, count: number): FloatNdArray {
  const [m, n] = x.shape;
  const variance = Float64Array.from({ length: m }, (_, i) => {
    const example = Array.from({ length: n }, (_value, j) => x.get(i, j));
    const average = mean(example);
    return mean(example.map((value) => (value - average) * (value - average)));
  });
  const chosen = Array.from(variance.keys())
    .sort((a, b) => variance[b] - variance[a])
    .slice(0, count)
    .sort((a, b) => a - b);
  return view(Float64Array.from(chosen.flatMap((i) => Array.from({ length: n }, (_, j) => x.get(i, j)))), [
    chosen.length,
    n,
  ]);
}

function pictureFigures(trained: Trained): Figure[] {
  const pictures = trainedFeatures(trained);
  if (pictures === null) return [];
  const { kernels, model, theta, dataset } = trained;
  const examples = mostContrast(dataset.x, 36);
  const { output } = forward(kernels, model.network, theta, examples);
  return [
    {
      file: "features",
      title: "Features",
      caption:
        "The input that maximises each unit of the first hidden layer, W1_ij / √Σ_j W1_ij²; each tile on its own scale, grey is 0.",
      content: encodePng(tileGrid(pictures.features, { shape: pictures.shape })),
    },
    {
      file: "reconstructions",
      title: "Reconstructions",
      caption:
        "The training examples of most contrast: rows of originals x, each above a row of their reconstructions x̂, all on one scale.",
      content: encodePng(reconstructionPairs(examples, output, pictures.shape)),
    },
  ];
}

/** The output of a network with two inputs and one output over the unit square: what it computes, at a glance. */
function outputMap({ kernels, model, theta }: Trained): Figure[] {
  const { sizes } = model.network;
  if (model.autoencoder || sizes[0] !== 2 || sizes[sizes.length - 1] !== 1) return [];
  const side = 64;
  const points = Float64Array.from({ length: side * side * 2 }, (_, i) => {
    const pixel = i >> 1;
    return i % 2 === 0 ? (pixel % side) / (side - 1) : 1 - Math.floor(pixel / side) / (side - 1);
  });
  const { output } = forward(kernels, model.network, theta, view(points, [side * side, 2]));
  const tile = view(output.data, [1, side * side]);
  return [
    {
      file: "output-map",
      title: "Output",
      caption: "h(x) for x in the unit square, x₁ to the right and x₂ upwards: black 0, white 1.",
      content: encodePng(tileGrid(tile, { shape: [side, side], scale: [0, 1], upscale: 6 })),
    },
  ];
}

/**
 * Draws what there is to see of a run, and the report of it.
 *
 * @param summary - headline numbers for the report
 * @returns the paths of the pictures
 */
export function writeFigures(
  directory: RunDirectory,
  trained: Trained,
  summary: { label: string; value: string }[],
): string[] {
  const { config, model, rhoHat } = trained;
  const figures: Figure[] = [
    ...pictureFigures(trained),
    ...outputMap(trained),
    {
      file: "curves",
      title: "Cost",
      caption: "J(θ) and its parts after each iteration.",
      content: costCurves(directory.readMetrics()),
    },
  ];
  if (model.sparsity !== null && Object.keys(rhoHat).length > 0) {
    figures.push({
      file: "rho-hat",
      title: "Average activations",
      caption: "ρ̂ of each hidden unit over the training data, against the target ρ.",
      content: rhoHatPlot(rhoHat, model.sparsity.rho),
    });
  }
  const paths = figures.flatMap(({ file, content }) =>
    typeof content === "string"
      ? [
          directory.writeFigure(`${file}.svg`, content),
          directory.writeFigure(`${file}.png`, svgToPng(content)),
        ]
      : [directory.writeFigure(`${file}.png`, content)],
  );
  const report = reportHtml({
    title: config.name,
    question: config.question ?? "",
    summary,
    figures,
    config,
    repeat: `npx rhohat run ${relative(process.cwd(), directory.file("config.json")) || "config.json"}`,
  });
  writeAtomically(directory.file("report.html"), report);
  return paths;
}
