// rhohat figures: the figures of a run again, in another theme or order; two runs matched; a feature over an image; all of a
// layer on a map.

import { mkdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { CommandModule } from "yargs";
import { InputError, inputError } from "../../core/errors.js";
import { quantity } from "../../core/in-words.js";
import { eightBits, type Pixels } from "../../core/raster.js";
import { runLabels } from "../../core/run-labels.js";
import { imageFromRaster, rasterFromImage } from "../../data/image.js";
import { decodeImage } from "../../data/io/decode-image.js";
import { readInput } from "../../data/io/read-file.js";
import { scaleDown, sideForPixels } from "../../data/scale-down.js";
import { sweepFigures } from "../../experiments/compare-members.js";
import { whyNoFits } from "../../inspect/inspection.js";
import { labelled } from "../../inspect/labelled.js";
import { ALIKE, unitMapFigure } from "../../inspect/map-figure.js";
import { readModel } from "../../inspect/model-at-step.js";
import { RunAnswers } from "../../inspect/run-answers.js";
import { type Figure, runFigures } from "../../inspect/run-figures.js";
import { runSubtitle } from "../../inspect/run-subtitle.js";
import { matchAtoms } from "../../metrics/match-atoms.js";
import { assertWritable } from "../../train/assert-writable.js";
import { ownFolder } from "../../train/own-folder.js";
import type { RunDirectory } from "../../train/run-directory.js";
import { writeAtomically } from "../../train/write-atomically.js";
import { ImageAnswers, MOST_PIXELS } from "../../viewer/server/image-answers.js";
import { matchedAtoms } from "../../viz/feature-figures.js";
import { heatMap } from "../../viz/heat-map.js";
import { type UnitOrder, unitOrders } from "../../viz/sort-units.js";
import { withSubtitle } from "../../viz/subtitle.js";
import { svgToPng } from "../../viz/svg-to-png.js";
import type { ThemeName } from "../../viz/theme.js";
import { taking } from "../declared.js";
import { findRun, findSingleRun, isSweep, oneOfSweep } from "../find-run.js";
import { assertMeant, numberOption, resultsOption, runOption, themeNamed, themeOption } from "../options.js";
import { print, shownPath } from "../output.js";
import { listed, oneOf, wholeNumber } from "../typed-values.js";

interface FiguresArguments {
  run: string;
  results: string;
  theme: string | undefined;
  sort: string | undefined;
  index: boolean;
  only: string[];
  match: string | undefined;
  image: string | undefined;
  feature: string | undefined;
  map: string | undefined;
  layer: string | undefined;
  out: string | undefined;
}

const FEATURE = "0";
const LAYER = "1";

const layerOf = ({ layer }: FiguresArguments) =>
  wholeNumber("figures", "layer", layer ?? LAYER, { least: 1 });

/** The atoms of this run above those of another. */
function matchFigure(directory: RunDirectory, other: RunDirectory, layer: number, theme: ThemeName): Figure {
  const runs = [directory, other].map((run) => new RunAnswers(dirname(dirname(run.path)), run));
  const shape = runs[0].imageShape();
  if (shape === null)
    throw new InputError(
      `figures: --match needs runs whose examples are pictures, those of ${directory.path} are none`,
    );
  const [a, b] = runs.map((run) => run.pictured(layer).atoms ?? run.pictured(layer).features);
  if (a.shape[1] !== b.shape[1])
    throw inputError(
      "figures",
      "--match",
      `name a run whose examples have ${quantity(a.shape[1], "value")}`,
      b.shape[1],
    );
  const [above, below] = runLabels([directory, other].map((run) => labelled(run)));
  return {
    file: "matched-atoms",
    content: matchedAtoms(a, b, matchAtoms(a, b), { shape, names: [above, below], theme }),
  };
}

/** The pixels of an image file, fewer where they are more than is drawn. */
function readPixels(path: string): Pixels {
  const pixels = decodeImage(readInput(path), path);
  const { width, height } = pixels;
  if (width * height <= MOST_PIXELS) return pixels;
  const whole = imageFromRaster(path, pixels, pixels.channels === 3);
  const small = rasterFromImage(scaleDown(whole, sideForPixels(whole, MOST_PIXELS)));
  process.stderr.write(
    `figures: ${path} has ${width}×${height} pixels, scaled down to ${small.width}×${small.height} by area averages\n`,
  );
  return small;
}

/** One feature's activation over an image file. */
function heatFigure(directory: RunDirectory, args: FiguresArguments, theme: ThemeName): Figure {
  const { image } = args;
  const answers = new RunAnswers(dirname(dirname(directory.path)), directory);
  const layer = layerOf(args);
  const most = answers.layer(layer).units - 1;
  const feature = wholeNumber("figures", "feature", args.feature ?? FEATURE, { most });
  const pixels = readPixels(image!);
  const images = new ImageAnswers(answers);
  images.upload("file", basename(image!), pixels);
  const { min, max, values, ...map } = images.heat("file", layer, feature);
  const shares = Array.from(Buffer.from(values, "base64"), (byte) => min + ((max - min) * byte) / 255);
  const title = `Feature ${feature} over ${basename(image!)}`;
  return {
    file: `heat-${feature}`,
    content: withSubtitle(
      heatMap(eightBits(pixels), { ...map, values: shares }, title, theme),
      runSubtitle(directory),
      theme,
    ),
  };
}

/** A layer's features on a map. */
function mapFigure(directory: RunDirectory, args: FiguresArguments, theme: ThemeName): Figure {
  const layer = layerOf(args);
  const names = listed([args.map!]);
  const [x, y, ...others] = names.join() === "alike" ? ALIKE : names;
  if (y === undefined || others.length > 0)
    throw new InputError(
      `figures: --map must be two numbers of units, as orientation,frequency, or alike, got ${args.map}`,
    );
  const answers = new RunAnswers(dirname(dirname(directory.path)), directory);
  const content = unitMapFigure(answers, { where: "figures", layer, axes: [x, y], named: "--map", theme });
  return { file: ["map", ...names, ...(layer === 1 ? [] : [`layer${layer}`])].join("-"), content };
}

/** Tells which picture of the features there is not, and why. */
function tellUnfitted(directory: RunDirectory): void {
  const why = whyNoFits(readModel(directory));
  if (why !== null) process.stderr.write(`figures: ${why}\n`);
}

/** Why a figure that others have is none of this run. */
function whyMissing(directory: RunDirectory, name: string): string | null {
  if (isSweep(directory)) return `${shownPath(directory.path)} is a sweep; ${oneOfSweep(directory)}`;
  return name === "receptive-fields" ? whyNoFits(readModel(directory)) : null;
}

function wanted(directory: RunDirectory, all: readonly Figure[], only: readonly string[]): readonly Figure[] {
  if (only.length === 0) return all;
  const names = all.map(({ file }) => file);
  for (const name of only) oneOf("figures", "--only", name, names, whyMissing(directory, name));
  return all.filter(({ file }) => only.includes(file));
}

/** @throws {InputError} if an option is given that says nothing about the figures which are asked for */
function assertAllMeant({ match, image, map, feature, layer, sort, index, only }: FiguresArguments): void {
  const isSpecial = match !== undefined || image !== undefined || map !== undefined;
  assertMeant("figures", { feature }, "with --image", image !== undefined);
  assertMeant("figures", { layer }, "with --image, --match or --map", isSpecial);
  const rule = "without --match, --image and --map, which draw figures of their own";
  assertMeant("figures", { sort, index, only }, rule, !isSpecial);
}

/** @throws {InputError} if an option is given that says nothing about a sweep's figures */
function assertOfSweep(sweep: RunDirectory, { match, image, map, sort, index }: FiguresArguments): void {
  const rule = `with a single run, ${shownPath(sweep.path)} is a sweep`;
  assertMeant("figures", { match, image, map, sort, index }, rule, false, oneOfSweep(sweep));
}

/** The figures that are asked for. */
function figuresOf(
  directory: RunDirectory,
  args: FiguresArguments,
  { theme, sort }: { readonly theme: ThemeName; readonly sort: UnitOrder },
): readonly Figure[] {
  const special = [
    ...(args.match === undefined
      ? []
      : [
          matchFigure(
            directory,
            findSingleRun("figures", args.match, args.results, "match"),
            layerOf(args),
            theme,
          ),
        ]),
    ...(args.image === undefined ? [] : [heatFigure(directory, args, theme)]),
    ...(args.map === undefined ? [] : [mapFigure(directory, args, theme)]),
  ];
  if (special.length > 0) return special;
  if (!isSweep(directory) && args.only.length === 0) tellUnfitted(directory);
  const all = isSweep(directory)
    ? sweepFigures(directory, theme)
    : runFigures(directory, { theme, sort, index: args.index });
  return wanted(directory, all, listed(args.only));
}

export const figuresCommand: CommandModule<object, FiguresArguments> = {
  builder: (yargs) =>
    yargs
      .positional("run", { ...runOption, demandOption: true })
      .option("theme", themeOption)
      .option(
        "sort",
        taking(unitOrders, {
          type: "string",
          requiresArg: true,
          defaultDescription: "index",
          describe: `order of the features: ${unitOrders.join(", ")}`,
        }),
      )
      .option("index", { type: "boolean", default: false, describe: "numbers below the features" })
      .option(
        "only",
        taking("figures", {
          type: "string",
          array: true,
          requiresArg: true,
          default: [] as string[],
          defaultDescription: "all",
          describe: "names of figures: features, atoms, …",
        }),
      )
      .option(
        "match",
        taking("runs", {
          type: "string",
          requiresArg: true,
          describe: "another run whose atoms to put beside these",
        }),
      )
      .option("image", {
        type: "string",
        requiresArg: true,
        describe: "an image file to draw a feature's activation over; scaled down to 4 million pixels",
      })
      .option("feature", {
        ...numberOption,
        defaultDescription: FEATURE,
        describe: "which feature, with --image",
      })
      .option(
        "map",
        taking(["alike", "orientation,frequency", "density,contribution"], {
          type: "string",
          requiresArg: true,
          describe:
            "two numbers of units, for a map of the features by them: orientation,frequency, density,contribution, …; or alike, for those that are alike together",
        }),
      )
      .option("layer", {
        ...numberOption,
        defaultDescription: LAYER,
        describe: "which hidden layer, with --image, --match and --map",
      })
      .option("out", {
        type: "string",
        requiresArg: true,
        describe: "folder for the figures; the run's figures/ unless given",
      })
      .option("results", resultsOption)
      .epilogue(
        "Where values are whitened or turned, tiles are of the pixels before: W A of features, A⁺ d of atoms, for x′ = A x + b.",
      )
      .example("$0 figures natural-patches --theme dark --sort orientation --index", "for a dark slide")
      .example("$0 figures natural-patches --image photo.png --feature 3", "where a feature fires")
      .example("$0 figures natural-patches --map orientation,frequency", "features on a map"),
  handler: (args) => {
    assertAllMeant(args);
    const directory = findRun("figures", args.run, args.results);
    if (isSweep(directory)) assertOfSweep(directory, args);
    const theme = themeNamed("figures", args.theme);
    const sort: UnitOrder = oneOf("figures", "--sort", args.sort ?? "index", unitOrders);
    const folder = args.out === undefined ? directory.figures : resolve(args.out);
    assertWritable("figures", folder, args.out === undefined ? null : "--out");
    const figures = figuresOf(directory, args, { theme, sort });
    if (args.out === undefined) ownFolder(directory.path, "figures");
    else mkdirSync(folder, { recursive: true });
    const suffix = theme === "dark" ? "-dark" : "";
    for (const { file, content } of figures) {
      const path = join(folder, `${file}${suffix}`);
      if (typeof content === "string") writeAtomically(`${path}.svg`, content);
      writeAtomically(`${path}.png`, typeof content === "string" ? svgToPng(content) : content);
      print(shownPath(`${path}.png`));
    }
  },
};
