// rhohat export: a run's numbers, for other programs.

import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { CommandModule } from "yargs";
import { InputError } from "../../core/errors.js";
import { encodeNpyTable } from "../../data/io/npy.js";
import { rawWeights } from "../../inspect/raw-weights.js";
import { RunAnswers } from "../../inspect/run-answers.js";
import { metricsTable, type Table, unitTable } from "../../inspect/tables.js";
import { assertWritable } from "../../train/assert-writable.js";
import { writeAtomically } from "../../train/write-atomically.js";
import { findSingleRun } from "../find-run.js";
import { resultsOption, runOption } from "../options.js";
import { print } from "../output.js";

interface ExportArguments {
  run: string;
  units: boolean;
  weights: boolean;
  csv: boolean;
  json: boolean;
  npy: boolean;
  out: string | undefined;
  results: string;
}

/** The rows of a table, in order: what is not known, or no finite number, is null. */
function rowsOf(table: Table): (number | null)[][] {
  const columns = Object.values(table);
  return Array.from({ length: columns[0].length }, (_, row) =>
    columns.map((column) => (Number.isFinite(column[row]) ? column[row] : null)),
  );
}

/** A header of names, then a line a row; an empty cell where nothing is known; every number with all its digits. */
function csvText(table: Table): string {
  const lines = [Object.keys(table), ...rowsOf(table).map((row) => row.map((value) => value ?? ""))];
  return lines.map((line) => line.join(",")).join("\n");
}

/** A list of objects, one a row. */
function jsonText(table: Table): string {
  const names = Object.keys(table);
  const rows = rowsOf(table).map((row) => Object.fromEntries(row.map((value, i) => [names[i], value])));
  return JSON.stringify(rows, null, 2);
}

/** @throws {InputError} if several formats are asked for, or the file cannot be written */
function assertAsked({ units, weights, csv, json, npy, out }: ExportArguments): void {
  const [other] = Object.entries({ units, csv, json, npy }).flatMap(([name, on]) =>
    on ? [`--${name}`] : [],
  );
  if (weights && other !== undefined)
    throw new InputError(`export: --weights must be given without ${other}; leave one of them out`);
  const formats = Object.entries({ csv, json, npy }).flatMap(([name, on]) => (on ? [`--${name}`] : []));
  if (formats.length > 1)
    throw new InputError(`export: ${formats[1]} must be given without ${formats[0]}; leave one of them out`);
  if (out === undefined) {
    if (npy || weights)
      throw new InputError(
        `export: --${npy ? "npy" : "weights"} must be given with --out: its bytes are not for a terminal`,
      );
    return;
  }
  const path = resolve(out);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new InputError(`export: --out must be a file, ${out} is a folder; name one in it`);
  const folder = dirname(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new InputError(
      `export: --out must lie in a folder that is there, ${dirname(out)} is none; make it first`,
    );
  assertWritable("export", folder);
}

export const exportCommand: CommandModule<object, ExportArguments> = {
  builder: (yargs) =>
    yargs
      .positional("run", { ...runOption, demandOption: true })
      .option("units", {
        type: "boolean",
        default: false,
        describe: "a row a unit: activations, norms, contribution, Gabor fit; else a row an iteration",
      })
      .option("weights", {
        type: "boolean",
        default: false,
        describe:
          "the weights of the last checkpoint as .safetensors, with mean-norm folded into them, so that they take examples as they are before it, and the config of that model in its __metadata__; needs --out",
      })
      .option("csv", {
        type: "boolean",
        default: false,
        describe: "comma-separated values; so unless told otherwise",
      })
      .option("json", { type: "boolean", default: false, describe: "a list of objects, one a row" })
      .option("npy", {
        type: "boolean",
        default: false,
        describe: "for NumPy, with named fields: np.load(file)['cost']; needs --out",
      })
      .option("out", { type: "string", requiresArg: true, describe: "a file, instead of standard output" })
      .option("results", resultsOption)
      .example("$0 export natural-patches --units > units.csv", "all that is known of each unit")
      .example(
        "$0 export natural-patches --npy --out curves.npy",
        "cost, its parts and mean ρ̂ over the iterations",
      ),
  handler: (args) => {
    const directory = findSingleRun("export", args.run, args.results);
    assertAsked(args);
    if (args.weights) {
      writeAtomically(resolve(args.out!), rawWeights(directory));
      print(args.out!);
      return;
    }
    const table = args.units
      ? unitTable(new RunAnswers(dirname(dirname(directory.path)), directory))
      : metricsTable(directory);
    const content = args.npy ? encodeNpyTable(table) : args.json ? jsonText(table) : csvText(table);
    if (args.out === undefined) print(content as string);
    else {
      writeAtomically(resolve(args.out), typeof content === "string" ? `${content}\n` : content);
      print(args.out);
    }
  },
};
