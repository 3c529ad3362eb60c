// The figures of a run, from its folder alone: at its end, and again in another theme or order.

import type { Matrix } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { quantity } from "../core/in-words.js";
import { cosine, rowOf } from "../core/rows.js";
import type { InPixels } from "../data/preprocess/in-pixels.js";
import { HISTOGRAM_BINS } from "../metrics/activation-statistics.js";
import { DENSE } from "../metrics/dense-latents.js";
import { contributions } from "../metrics/effective-units.js";
import { matchAtoms } from "../metrics/match-atoms.js";
import { type LayerAnatomy, type Model, picturesOf } from "../sae/model.js";
import { checkpointIterations } from "../train/checkpoint.js";
import type { RunDirectory } from "../train/run-directory.js";
import { activationHistograms } from "../viz/activation-histograms.js";
import { componentsFigure } from "../viz/components-figure.js";
import { confusionMatrix } from "../viz/confusion-matrix.js";
import { costCurves } from "../viz/curves.js";
import { densityHistogram } from "../viz/density-histogram.js";
import { encodeApng } from "../viz/encode-apng.js";
import { encodePng } from "../viz/encode-png.js";
import {
  atomsBesideFeatures,
  matchedAtoms,
  reconstructionFigure,
  trainingFrames,
  trainingStrip,
} from "../viz/feature-figures.js";
import { receptiveFieldMap } from "../viz/receptive-field-map.js";
import { rhoHatPlot } from "../viz/rho-hat.js";
import { orderUnits, type UnitNumbers, type UnitOrder } from "../viz/sort-units.js";
import { withSubtitle } from "../viz/subtitle.js";
import type { ThemeName } from "../viz/theme.js";
import { tileFigure } from "../viz/tile-figure.js";
import { tileGrid, tileLayout } from "../viz/tiles.js";
import { componentsOf } from "./components.js";
import { frequenciesOfTheirOwn } from "./gabor-columns.js";
import type { Inspection } from "./inspection.js";
import { readInspection } from "./inspection-file.js";
import { type ModelAtStep, readModel } from "./model-at-step.js";
import { pictured } from "./pictured.js";
import { readPreprocessing } from "./run-config.js";
import { runSubtitle } from "./run-subtitle.js";

export interface Figure {
  /** The file's name without extension */
  readonly file: string;
  /** An SVG text, or the bytes of a PNG */
  readonly content: string | Uint8Array;
}

export interface RunFigureOptions {
  readonly theme?: ThemeName;
  /** The order of the units in "features" */
  readonly sort?: UnitOrder;
  /** Numbers below the tiles of "features", which is then a plot */
  readonly index?: boolean;
}

/** Pixels of a plain grid's side: a larger one is a plot, which says what it leaves out. */
const MOST = 2400;
/** Rows of a strip and frames of an animation, at most: evenly chosen among the checkpoints, the first and the last among them. */
const [STRIP_ROWS, FRAMES] = [6, 40];

function evenly<Value>(values: readonly Value[], count: number): Value[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, i) => values[Math.round((i * (values.length - 1)) / (count - 1))]);
}

const sortNames: Readonly<Record<UnitOrder, string>> = {
  index: "",
  mean: "Sorted by mean activation",
  density: "Sorted by density",
  max: "Sorted by highest activation",
  contribution: "Sorted by contribution to the reconstruction",
  frequency: "Sorted by spatial frequency",
  orientation: "Sorted by orientation",
  r2: "Sorted by the R² of the Gabor fit",
};

function numbersOf(inspection: Inspection | null, { layer, atoms }: LayerAnatomy): UnitNumbers {
  const found = inspection?.layers[layer - 1];
  if (found === undefined) return {};
  const { mean, density, max, std } = found.statistics;
  const fits = found.gabor ?? [];
  const own = frequenciesOfTheirOwn(fits);
  return {
    mean,
    density,
    max,
    ...(atoms === null ? {} : { contribution: contributions(atoms, std) }),
    frequency: own.map((fit) => fit?.frequency ?? null),
    orientation: own.map((fit) => fit?.orientation ?? null),
    r2: fits.map((fit) => fit?.r2 ?? null),
  };
}

/** Tiles of a layer's units, what they look for or what they add. */
function tilesOf(
  tiles: Matrix,
  { file, title }: { readonly file: string; readonly title: string },
  numbers: UnitNumbers,
  options: RunFigureOptions & { shape: readonly number[]; columns: number | undefined },
): Figure {
  const { shape, theme = "light", sort = "index", index = false } = options;
  const columns = sort === "index" ? options.columns : undefined;
  const [units] = tiles.shape;
  const { width, height } = tileLayout(units, shape, undefined, columns);
  if (sort === "index" && !index && theme === "light" && Math.max(width, height) <= MOST)
    return { file, content: encodePng(tileGrid(tiles, { shape, ...(columns && { columns }) })) };
  const order = orderUnits(units, sort, numbers);
  return {
    file,
    content: tileFigure(tiles, { title, shape, order, index, columns, caption: sortNames[sort], theme }),
  };
}

/** The features of each layer; before them the atoms, where those are looked at first. */
function unitFigures(
  run: ModelAtStep,
  shape: readonly number[],
  inspection: Inspection | null,
  options: RunFigureOptions,
): Figure[] {
  const { model, layers } = run;
  const of = { ...options, shape, columns: model.grid?.columns };
  const pictures = run.pictured();
  const features = layers.map((layer, l) => {
    const isFirst = layer.layer === 1;
    const isClasses = model.classifies === true && layer.layer === layers.length;
    const file = isFirst ? "features" : `features-layer${layer.layer}`;
    const title = isClasses
      ? "What each class weighs the inputs by"
      : isFirst
        ? "Features"
        : `Features of hidden layer ${layer.layer}`;
    return tilesOf(pictures[l].features, { file, title }, numbersOf(inspection, layer), of);
  });
  const [first] = layers;
  const { atoms } = pictures[0];
  if (!model.isDictionary || atoms === null) return features;
  return [
    tilesOf(atoms, { file: "dictionary", title: "Atoms" }, numbersOf(inspection, first), of),
    ...features,
  ];
}

interface FeaturesAt {
  readonly iteration: number;
  readonly features: Matrix;
}

/** The features at some of the checkpoints; a damaged one is left out, for the others show the training as well. */
function featuresAt(
  directory: RunDirectory,
  steps: readonly number[],
  { last, pixels }: { readonly last: Matrix; readonly pixels: InPixels | null },
): FeaturesAt[] {
  return steps.flatMap((iteration) => {
    try {
      const { model, layers } = readModel(directory, iteration);
      const features = picturesOf(model, pictured(layers.slice(0, 1), pixels)[0]);
      return features.shape.join() === last.shape.join() ? [{ iteration, features }] : [];
    } catch (error) {
      if (error instanceof InputError) return [];
      throw error;
    }
  });
}

function trainingFigures(
  directory: RunDirectory,
  of: { readonly last: Matrix; readonly pixels: InPixels | null },
  { shape, columns, theme }: { shape: readonly number[]; columns: number | undefined; theme: ThemeName },
): Figure[] {
  const steps = checkpointIterations(directory);
  const [rows, frames] = [STRIP_ROWS, FRAMES].map((count) => featuresAt(directory, evenly(steps, count), of));
  if (rows.length < 2) return [];
  return [
    { file: "training-strip", content: trainingStrip(rows, { shape, theme }) },
    { file: "training-animated", content: encodeApng(trainingFrames(frames, shape, columns)) },
  ];
}

function statisticsFigures({ isDictionary }: Model, { layers }: Inspection, theme: ThemeName): Figure[] {
  const dense = isDictionary ? DENSE : undefined;
  return layers.flatMap(({ statistics }, l): Figure[] => {
    const { units, examples, density, histogram, min, max, mean } = statistics;
    const suffix = l === 0 ? "" : `-layer${l + 1}`;
    const panels = Array.from({ length: units }, (_, unit) => ({
      unit,
      counts: histogram.subarray(unit * HISTOGRAM_BINS, (unit + 1) * HISTOGRAM_BINS),
      min: min[unit],
      max: max[unit],
      mean: mean[unit],
    }));
    return [
      { file: `activations${suffix}`, content: activationHistograms(panels, theme) },
      { file: `density${suffix}`, content: densityHistogram(density, { floor: 1 / examples, dense, theme }) },
    ];
  });
}

/** ρ of the layers that have one: of all the same. */
const rhoOf = ({ layers }: Model): number | undefined =>
  layers.find(({ target }) => target !== null)?.target?.rho;

/** ρ̂ of each unit of the sparse layers against ρ. */
function rhoHatFigures(model: Model, { layers }: Inspection, theme: ThemeName): Figure[] {
  const rho = rhoOf(model);
  if (rho === undefined) return [];
  const rhoHat = Object.fromEntries(
    model.layers.flatMap(({ layer, target }) =>
      target === null ? [] : [[layer, layers[layer - 1].statistics.mean.map(target.rhoHat)]],
    ),
  );
  return [{ file: "rho-hat", content: rhoHatPlot(rhoHat, rho, theme) }];
}

/**
 * Every figure that the run's files allow; nothing of features where an example is no picture. Plots say below their title
 * whose they are.
 */
export function runFigures(directory: RunDirectory, options: RunFigureOptions = {}): Figure[] {
  const found = readModel(directory);
  const curves = costCurves(directory.readMetrics(), undefined, options.theme, rhoOf(found.model));
  const figures: Figure[] = [...modelFigures(directory, found, options), { file: "curves", content: curves }];
  const subtitle = runSubtitle(directory);
  return figures.map(({ file, content }) => ({
    file,
    content: typeof content === "string" ? withSubtitle(content, subtitle, options.theme) : content,
  }));
}

/** What the data are made of above what was learned of it. */
const truthFigure = (
  truth: Matrix,
  atoms: Matrix,
  options: { readonly shape: readonly number[]; readonly theme: ThemeName },
): string =>
  matchedAtoms(truth, atoms, matchAtoms(truth, atoms, { ignoreSign: true }), {
    ...options,
    ignoreSign: true,
    names: ["the true atoms", "those learned"],
  });

/** Of a classifier: what the test examples are taken for, or those that it was trained on where there are none. */
function confusionFigure(directory: RunDirectory, theme: ThemeName): Figure[] {
  const { classification } = directory.readRecord().metrics ?? {};
  if (classification === undefined) return [];
  const { classes, train, test } = classification;
  const { examples, confusion } = test ?? train;
  const of = quantity(examples, test === undefined ? "training example" : "test example");
  return [{ file: "confusion", content: confusionMatrix({ classes, confusion, of, theme }) }];
}

function modelFigures(directory: RunDirectory, run: ModelAtStep, options: RunFigureOptions): Figure[] {
  const { model, layers, imageShape: shape } = run;
  const { theme = "light" } = options;
  const inspection = readInspection(directory, model, shape);
  const statistics =
    inspection === null
      ? []
      : [...statisticsFigures(model, inspection, theme), ...rhoHatFigures(model, inspection, theme)];
  const confusion = confusionFigure(directory, theme);
  if (shape === null) return [...confusion, ...statistics];
  const figures = [...confusion, ...unitFigures(run, shape, inspection, options)];
  const [first] = layers;
  const [pictures] = run.pictured();
  const pixels = run.pixels();
  const training = trainingFigures(
    directory,
    { last: picturesOf(model, pictures), pixels },
    { shape, columns: model.grid?.columns, theme },
  );
  if (!model.reconstructs) return [...figures, ...training, ...statistics];
  const cosineOf = (unit: number) => cosine(rowOf(first.features, unit), rowOf(first.atoms!, unit));
  const ofModel = pixels === null ? {} : { cosineOf };
  figures.push({
    file: "atoms",
    content: atomsBesideFeatures(pictures.features, pictures.atoms!, { shape, theme, ...ofModel }),
  });
  if (inspection?.trueAtoms)
    figures.push({
      file: "truth",
      content: truthFigure(inspection.trueAtoms, first.atoms!, { shape, theme }),
    });
  if (inspection?.reconstructions) {
    const { drawn, x, output } = inspection.reconstructions;
    const headings = { 0: "Drawn at random", [drawn]: "Of most contrast: the hardest" };
    const [before, after] = [x, output].map((values) => pixels?.examples(values) ?? values);
    const content = reconstructionFigure(before, after, { shape, theme, headings });
    figures.push({ file: "reconstructions", content });
  }
  const components = componentsOf(readPreprocessing(directory), shape, inspection);
  if (components !== null)
    figures.push({ file: "components", content: componentsFigure(components, { shape, theme }) });
  const fits = inspection?.layers[0]?.gabor ?? null;
  if (fits?.some((fit) => fit !== null))
    figures.push({ file: "receptive-fields", content: receptiveFieldMap(fits, shape, theme) });
  return [...figures, ...training, ...statistics];
}
