// rhohat evaluate: a trained run on its own or other data; with --case a network at a given θ, for other programs.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CommandModule } from "yargs";
import { dtypes } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";
import { quantity } from "../../core/in-words.js";
import { evaluateRun } from "../../experiments/evaluate-run.js";
import { headlines } from "../../inspect/headlines.js";
import { readRunConfig } from "../../inspect/run-config.js";
import { dataWarning, together } from "../../inspect/run-warning.js";
import { originWarning, warningOf } from "../../inspect/warning-of.js";
import { assertWritable } from "../../train/assert-writable.js";
import { writeAtomically } from "../../train/write-atomically.js";
import { evaluateCase } from "../cases/evaluate-case.js";
import { taking } from "../declared.js";
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
import { print, printJson, printNumbers, shownPath, warningLine } from "../output.js";
import { createProgress } from "../progress.js";
import { wholeNumber } from "../typed-values.js";

interface EvaluateArguments extends OtherDataArguments {
  run: string | undefined;
  results: string;
  step: string | undefined;
  case: string | undefined;
  dtype: string | undefined;
  out: string | undefined;
  engine: string;
  threads: string;
  json: boolean;
  quiet: boolean;
}

async function evaluateTrained(args: EvaluateArguments, run: string): Promise<void> {
  const directory = findSingleRun("evaluate", run, args.results);
  const progress = createProgress(args.quiet || args.json);
  const step = wholeNumber("evaluate", "step", args.step);
  const data = otherDataOf("evaluate", args, readRunConfig(directory).data.kind);
  const found = await evaluateRun(directory, {
    ...engineOptions(args),
    data,
    step,
    onPhase: progress.phase,
    onNotice: progress.notice,
  });
  const record = directory.readRecord();
  const isTraining = data === undefined && step === undefined;
  const own = isTraining ? warningOf(directory, record) : null;
  const warning =
    own ?? together([originWarning(record), dataWarning(found)].filter((fact) => fact !== null));
  const whose = args.data?.join(" ") ?? "its own";
  if (args.json) return printJson({ run: directory.path, data: whose, ...found, warning });
  const lines = [
    { label: "data", value: `${whose}, ${quantity(found.examples, "example")}` },
    ...headlines(found),
    { label: "iteration", value: String(found.step) },
  ];
  print(`\n${shownPath(directory.path)}`);
  printNumbers(lines);
  if (warning !== null) print(`\n${warningLine(warning)}`);
}

function writeCase(args: EvaluateArguments): void {
  const { case: folder, out, dtype = "float64" } = args;
  if (folder === undefined)
    throw new InputError("evaluate: <run> must be given, or --case and --out; rhohat list names the runs");
  if (out === undefined)
    throw new InputError(
      "evaluate: --out must be given with --case: a folder for its result, cost.json and gradient.npy",
    );
  assertWritable("evaluate", resolve(out));
  const result = evaluateCase({ ...args, case: folder, dtype });
  mkdirSync(resolve(out), { recursive: true });
  for (const [name, content] of Object.entries(result)) writeAtomically(join(resolve(out), name), content);
  const { "cost.json": cost } = result;
  if (args.json) printJson(typeof cost === "string" ? JSON.parse(cost) : { files: Object.keys(result) });
  else if (!args.quiet) for (const name of Object.keys(result)) print(join(out, name));
}

export const evaluateCommand: CommandModule<object, EvaluateArguments> = {
  builder: (yargs) =>
    yargs
      .positional("run", runOption)
      .options(otherDataOptions)
      .option("step", {
        ...numberOption,
        defaultDescription: "the last",
        describe: "the iteration of a checkpoint",
      })
      .option("results", resultsOption)
      .option("case", {
        requiresArg: true,
        type: "string",
        describe:
          "instead of a run: a folder with config.json, X.npy (one example per column; y = x, or labels.npy) and theta_rowmajor.npy; or images to convolve and pool. CONFORMANCE.md says which files each kind has, their shapes and orders",
      })
      .option(
        "dtype",
        taking(dtypes, {
          requiresArg: true,
          type: "string",
          defaultDescription: '"float64"',
          describe: "of --case: float64 or float32",
        }),
      )
      .option("out", {
        requiresArg: true,
        type: "string",
        describe: "of --case: folder for cost.json and gradient.npy, or convolved.npy and pooled.npy",
      })
      .option("engine", engineOption)
      .option("threads", threadsOption)
      .option("json", jsonOption)
      .option("quiet", quietOption)
      .example(
        "$0 evaluate natural-patches --data my-images",
        "the newest run on images that it has not seen",
      )
      .example("$0 evaluate --case cases/04 --out out/04", "writes out/04/cost.json and out/04/gradient.npy"),
  handler: async (args) => {
    const { run, data, columns, patches, seed, part, tensor, step, case: folder, dtype, out } = args;
    assertMeant("evaluate", { case: folder, dtype, out }, "without a run", run === undefined);
    assertMeant(
      "evaluate",
      { data, columns, patches, seed, part, tensor, step },
      "with a run",
      run !== undefined,
    );
    if (run === undefined) writeCase(args);
    else await evaluateTrained(args, run);
  },
};
