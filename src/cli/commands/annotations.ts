// rhohat annotations: stars, labels and notes of a run and its features.

import type { CommandModule } from "yargs";
import {
  type Annotations,
  annotationsCsv,
  featureKey,
  isThere,
  saidOf,
  unitsSaidOf,
} from "../../core/annotation.js";
import { InputError } from "../../core/errors.js";
import { quantity } from "../../core/in-words.js";
import { parseJson } from "../../data/io/json.js";
import { readInput } from "../../data/io/read-file.js";
import { readModel } from "../../inspect/model-at-step.js";
import { selectionFigure } from "../../inspect/selection.js";
import { annotate, annotationsIn, assertThere, readAnnotations } from "../../train/annotations.js";
import type { RunDirectory } from "../../train/run-directory.js";
import { findRun } from "../find-run.js";
import { resultsOption, runOption } from "../options.js";
import { print, printJson, printNote, shownPath, table } from "../output.js";
import { pictureFile } from "../picture-file.js";
import { wholeNumber } from "../typed-values.js";

interface AnnotationsArguments {
  run: string;
  csv: boolean;
  json: boolean;
  import: string | undefined;
  picture: string | undefined;
  layer: string | undefined;
  results: string;
}

const LAYER = "1";

/** What is said in a file, as changes. @throws {InputError} if it is not of that form */
function changesIn(path: string): Annotations {
  const bytes = readInput(path);
  let value: unknown;
  try {
    value = parseJson(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new InputError(`annotations: --import must be JSON, ${path}: ${(error as Error).message}`);
  }
  return annotationsIn("annotations", value);
}

/** Starred features of a layer, rising. */
const starredIn = (annotations: Annotations, layer: number): number[] =>
  unitsSaidOf(annotations, layer).filter((unit) => annotations[featureKey(layer, unit)].star);

/** Tells which annotations are of features that the run does not have; the model is asked only where there are any of features. */
function noFeatureOf(annotations: Annotations, directory: RunDirectory): (of: string) => boolean {
  if (Object.keys(annotations).every((of) => of === "run")) return () => false;
  const { layers } = readModel(directory, undefined, "annotations").model;
  return (of) => !isThere(of, layers);
}

const rowsOf = (annotations: Annotations) =>
  Object.keys(annotations).map((of) => {
    const { star, label, note } = saidOf(annotations, of);
    return [of === "run" ? "the run" : of, star ? "★" : "", label, note.replaceAll("\n", " ")];
  });

export const annotationsCommand: CommandModule<object, AnnotationsArguments> = {
  builder: (yargs) =>
    yargs
      .positional("run", { ...runOption, demandOption: true })
      .option("csv", {
        type: "boolean",
        default: false,
        describe: "a row an annotation: of, star, label, note",
      })
      .option("json", {
        type: "boolean",
        default: false,
        describe: 'as --import takes them: {"1/17": {"star": true, "label": "edge"}}, layer/unit',
      })
      .option("import", {
        type: "string",
        requiresArg: true,
        describe: "a JSON file whose annotations are added; what else is said stays",
      })
      .option("picture", {
        type: "string",
        requiresArg: true,
        describe: "draws the starred features into a .png or .svg file",
      })
      .option("layer", {
        type: "string",
        requiresArg: true,
        describe: `of which layer, from 1; ${LAYER} unless given`,
      })
      .option("results", resultsOption)
      .example(
        "$0 annotations natural-patches --picture starred.png",
        "the features that got a star in the viewer",
      )
      .example("$0 annotations natural-patches --json > stars.json", "to be imported into a run elsewhere"),
  handler: (args) => {
    if (args.csv && args.json)
      throw new InputError("annotations: --json must be given without --csv; leave one of them out");
    const directory = findRun("annotations", args.run, args.results);
    const path = shownPath(directory.path);
    if (args.import !== undefined) {
      const changes = changesIn(args.import);
      assertThere("annotations", changes, () => readModel(directory, undefined, "annotations").layers);
      annotate(directory, changes);
      print(`${path} has ${quantity(Object.keys(changes).length, "annotation")} of ${args.import}`);
    }
    const { said: annotations, unread } = readAnnotations(directory);
    for (const problem of Object.values(unread)) printNote(`left out: ${problem}`);
    const isOfNoFeature = noFeatureOf(annotations, directory);
    for (const of of Object.keys(annotations).filter(isOfNoFeature))
      printNote(`${of} must be a feature of the run, there is none such`);
    if (args.picture !== undefined) {
      const write = pictureFile("annotations", "picture", args.picture);
      const layer = wholeNumber("annotations", "layer", args.layer ?? LAYER, { least: 1 });
      const units = starredIn(annotations, layer).filter((unit) => !isOfNoFeature(featureKey(layer, unit)));
      if (units.length === 0)
        throw new InputError(
          `annotations: ${path} must have starred features in layer ${layer}, there are none; rhohat view sets stars`,
        );
      write(selectionFigure(directory, { where: "annotations", layer, units }));
      print(args.picture);
    }
    if (args.json) return printJson(annotations);
    if (args.csv) return print(annotationsCsv(annotations));
    if (args.import !== undefined || args.picture !== undefined) return;
    const rows = rowsOf(annotations);
    print(
      rows.length === 0
        ? `Nothing is said of ${path}; rhohat view sets stars, labels and notes`
        : table(["of", "", "label", "note"], rows),
    );
  },
};
