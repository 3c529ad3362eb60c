// rhohat metrics: every metric of a run or of weights on data, and what each means.

import type { CommandModule } from "yargs";
import { type Matrix, matrix } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";
import { didYouMean } from "../../core/nearest.js";
import { readNpy } from "../../data/io/read-npy.js";
import { type Measured, measureRun } from "../../experiments/measure-run.js";
import { readRunConfig } from "../../inspect/run-config.js";
import { warningOf } from "../../inspect/warning-of.js";
import { explained } from "../../metrics/explained.js";
import type { Explained } from "../../metrics/metric.js";
import { RunDirectory } from "../../train/run-directory.js";
import { colours } from "../colours.js";
import { findSingleRun } from "../find-run.js";
import {
  assertMeant,
  engineOption,
  engineOptions,
  jsonOption,
  numberOption,
  quietOption,
  resultsOption,
  runOption,
  threadsOption,
} from "../options.js";
import { type OtherDataArguments, otherDataOf, otherDataOptions } from "../other-data.js";
import { print, printJson, short, table, warningLine } from "../output.js";
import { createProgress } from "../progress.js";
import { wholeNumber } from "../typed-values.js";
import { calledAs, isWeights, runOfWeights } from "../view-place.js";

interface MetricsArguments extends OtherDataArguments {
  run: string | undefined;
  explain: string | undefined;
  step: string | undefined;
  "true-atoms": string | undefined;
  "true-acts": string | undefined;
  embedding: string | undefined;
  against: string | undefined;
  units: boolean;
  csv: boolean;
  results: string;
  engine: string;
  threads: string;
  json: boolean;
  quiet: boolean;
}

/** @throws {InputError} that names the nearest */
function metricNamed(name: string): Explained {
  const found = explained.find((metric) => metric.name === name || metric.formula.includes(`${name} = `));
  if (found !== undefined) return found;
  const remedy = didYouMean(
    name,
    explained.map((metric) => metric.name),
  );
  throw new InputError(`metrics: --explain must name a metric, got ${name}; ${remedy}`);
}

/** All metrics in a table of names, or one in full. @throws {InputError} that names the nearest */
function explain(name: string, json: boolean): void {
  const one = name === "" ? null : metricNamed(name);
  if (json) printJson(one === null ? explained.map(meaning) : meaning(one));
  else if (one === null) printAll();
  else print(told(one));
}

function printAll(): void {
  print(
    table(
      ["metric", "formula", "means"],
      explained.map(({ name, formula, says }) => [name, formula, says.replace(/[:.] .*$/, "")]),
    ),
  );
  print("\nrhohat metrics --explain <name> tells the source, and what other tools compute under the name.");
}

/** What is said of a metric, without what computes it. */
const meaning = ({ name, says, formula, unit, source, elsewhere }: Explained): Explained => ({
  name,
  says,
  formula,
  unit,
  source,
  elsewhere,
});

const told = ({ name, says, formula, unit, source, elsewhere }: Explained): string =>
  [
    `${colours.bold(name)}  ${formula}`,
    says,
    `unit: ${unit} · source: ${source}`,
    ...elsewhere.map(({ tool, computes }) => `${tool}: ${computes}`),
  ].join("\n");

/** A .npy array of rows. @throws {InputError} unless it has two axes */
function readRows(option: string, path: string | undefined): Matrix | undefined {
  if (path === undefined) return undefined;
  const { shape, data } = readNpy(path);
  if (shape.length !== 2)
    throw new InputError(`metrics: --${option} must be an array of rows, ${path} has ${shape.length} axes`);
  return matrix(data, shape[0], shape[1]);
}

function printMeasured({ numbers, latents }: Measured, { units, csv }: MetricsArguments): void {
  const rows = units
    ? Array.from({ length: Object.values(latents)[0].length }, (_, unit) => [
        String(unit),
        ...Object.values(latents).map((values) => values[unit]),
      ])
    : Object.entries(numbers);
  const header = units ? ["unit", ...Object.keys(latents)] : ["metric", "value"];
  const cell = (value: unknown) =>
    typeof value === "string" ? value : csv ? (Number.isFinite(value) ? String(value) : "") : short(value);
  const texts = rows.map((row) => row.map(cell));
  print(csv ? [header, ...texts].map((row) => row.join(",")).join("\n") : table(header, texts));
}

async function measure(args: MetricsArguments, run: string): Promise<void> {
  const weights = isWeights(run);
  const own = weights ? undefined : readRunConfig(findSingleRun("metrics", run, args.results)).data.kind;
  const data = otherDataOf("metrics", args, own);
  const options = {
    ...engineOptions(args),
    data,
    step: wholeNumber("metrics", "step", args.step),
    trueAtoms: readRows("true-atoms", args["true-atoms"]),
    trueActivations: readRows("true-acts", args["true-acts"]),
    embedding: readRows("embedding", args.embedding),
    against: args.against === undefined ? undefined : findSingleRun("metrics", args.against, args.results),
  };
  if (weights && data === undefined)
    throw new InputError(
      `metrics: --data must be given with weights, which bring none, got ${run} alone; name the activations or images it is for: --data acts.npy`,
    );
  const { directory, remove } = weights
    ? runOfWeights(run)
    : { directory: findSingleRun("metrics", run, args.results), remove: () => {} };
  const progress = createProgress(args.quiet || args.json || args.csv);
  try {
    const found = await measureRun(new RunDirectory(directory.path), {
      ...options,
      onPhase: progress.phase,
      onNotice: progress.notice,
    });
    progress.stop();
    const warning = warningOf(directory, directory.readRecord());
    if (args.json)
      printJson({
        run,
        warning,
        examples: found.examples,
        ...found.numbers,
        latents: Object.fromEntries(
          Object.entries(found.latents).map(([name, values]) => [name, Array.from(values)]),
        ),
      });
    else {
      printMeasured(found, args);
      if (warning !== null && !args.csv) print(`\n${warningLine(warning)}`);
    }
  } catch (error) {
    throw weights ? calledAs(error, directory, run) : error;
  } finally {
    progress.stop();
    remove();
  }
}

export const metricsCommand: CommandModule<object, MetricsArguments> = {
  builder: (yargs) =>
    yargs
      .positional("run", { ...runOption, describe: `${runOption.describe}; or weights of another tool` })
      .option("explain", {
        type: "string",
        describe: "what a metric means, and what others compute under its name; all of them without one",
      })
      .options(otherDataOptions)
      .option("step", {
        ...numberOption,
        defaultDescription: "the last",
        describe: "the iteration of a checkpoint",
      })
      .option("true-atoms", {
        type: "string",
        requiresArg: true,
        describe:
          "the features that the data are made of, a .npy array with one a row: MMCS, MCC, uniqueness; data that know theirs need none",
      })
      .option("true-acts", {
        type: "string",
        requiresArg: true,
        describe: "how active each is on each example, [examples, features]: precision, recall, F1",
      })
      .option("embedding", {
        type: "string",
        requiresArg: true,
        describe: "another model's vectors of the examples, a .npy array with one a row: monosemanticity",
      })
      .option("against", {
        type: "string",
        requiresArg: true,
        describe: "another run, of another seed: stability",
      })
      .option("units", { type: "boolean", default: false, describe: "a row a latent" })
      .option("csv", { type: "boolean", default: false, describe: "comma-separated values" })
      .option("results", resultsOption)
      .option("engine", engineOption)
      .option("threads", threadsOption)
      .option("json", jsonOption)
      .option("quiet", quietOption)
      .example("$0 metrics natural-patches", "the newest run on its own data")
      .example("$0 metrics sae/ --data acts.npy", "weights of SAELens on activations")
      .example("$0 metrics --explain fvu", "what FVU is, and what others call so"),
  handler: async (args) => {
    if (args.explain !== undefined) {
      const { csv, units, step, data, against } = args;
      assertMeant("metrics", { csv }, "without --explain", false, "--json is there for programs");
      const { "true-atoms": atoms, "true-acts": acts, embedding } = args;
      const measured = { units, step, data, "true-atoms": atoms, "true-acts": acts, embedding, against };
      assertMeant("metrics", measured, "without --explain, which measures nothing", false);
      return explain(args.explain, args.json);
    }
    if (args.json && args.csv)
      throw new InputError("metrics: --csv must be given without --json, got both; leave one of them out");
    if (args.run === undefined)
      throw new InputError("metrics: <run> must be given, or --explain; rhohat list names the runs");
    await measure(args, args.run);
  },
};
