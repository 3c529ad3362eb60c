// rhohat conformance: what golden files of other programs hold, computed anew.

import type { CommandModule } from "yargs";
import type { Comparison, Conformance } from "../../conformance/comparison.js";
import { worstOf } from "../../conformance/comparison.js";
import { conform } from "../../conformance/conform.js";
import { type DType, dtypes } from "../../core/arrays.js";
import { InputError, RunError } from "../../core/errors.js";
import { createKernels } from "../../kernels/engine.js";
import type { Kernels } from "../../kernels/kernels.js";
import { colours } from "../colours.js";
import { engineOption, engineOptions, jsonOption, numberOption, threadsOption } from "../options.js";
import { print, printJson, table } from "../output.js";
import { oneOf, positiveNumber } from "../typed-values.js";

interface ConformanceArguments {
  files: string[];
  tolerance: string;
  dtype: string;
  engine: string;
  threads: string;
  json: boolean;
}

const place = ({ at }: Comparison): string => (at.length === 0 ? "" : `[${at.join(", ")}]`);

/** A file among several that cannot be used, and why. */
interface Unusable {
  readonly path: string;
  readonly error: string;
}

/** @throws {InputError} if the file cannot be used, unless there are `others`, whose results it must not hide */
function conformed(kernels: Kernels, path: string, others: boolean): Conformance | Unusable {
  try {
    return conform(kernels, path);
  } catch (error) {
    if (!others || !(error instanceof InputError)) throw error;
    return { path, error: error.message };
  }
}

function printFile(found: Conformance | Unusable, tolerance: number): void {
  if ("error" in found) {
    print(`${colours.bold(found.path)}  cannot be used\n${colours.yellow(found.error)}\n`);
    return;
  }
  const { path, form, what, by, comparisons, left } = found;
  print(`${colours.bold(path)}  ${what}; ${form} form, computed by ${by}`);
  print(
    table(
      ["of the file", "largest error", ""],
      comparisons.map((comparison) => [
        comparison.name,
        comparison.error.toExponential(1),
        comparison.error <= tolerance
          ? ""
          : `${place(comparison)} ${comparison.found}, the file says ${comparison.wanted}`.trim(),
      ]),
    ),
  );
  if (left.length > 0) print(`not compared: ${left.join(", ")}`);
  print("");
}

export const conformanceCommand: CommandModule<object, ConformanceArguments> = {
  builder: (yargs) =>
    yargs
      .positional("files", {
        type: "string",
        array: true,
        demandOption: true,
        describe: "golden files, JSON; CONFORMANCE.md says what they hold",
      })
      .option("tolerance", {
        ...numberOption,
        default: "1e-5",
        describe: "the largest error allowed: a share of an array's largest value, of a number itself",
      })
      .option("dtype", {
        type: "string",
        requiresArg: true,
        default: "float64",
        describe: dtypes.join(" or "),
      })
      .option("engine", engineOption)
      .option("threads", threadsOption)
      .option("json", jsonOption)
      .example("$0 conformance saelens_topk.json", "a loss, its gradient, five steps of Adam")
      .example("$0 conformance golden/*.json --tolerance 1e-10", "many files, to the last places"),
  handler: (args) => {
    const tolerance = positiveNumber("conformance", "tolerance", args.tolerance);
    const dtype: DType = oneOf("conformance", "--dtype", args.dtype, dtypes);
    const kernels = createKernels(dtype, engineOptions(args));
    const tried = args.files.map((path) => conformed(kernels, path, args.files.length > 1));
    const all = tried.flatMap((found) => ("error" in found ? [] : [found]));
    const unusable = tried.flatMap((found) => ("error" in found ? [found] : []));
    const off = all.filter((found) => !(worstOf(found) <= tolerance));
    if (args.json)
      printJson({
        ok: off.length === 0 && unusable.length === 0,
        tolerance,
        files: tried.map((found) => ("error" in found ? found : { ...found, worst: worstOf(found) })),
      });
    else for (const found of tried) printFile(found, tolerance);
    if (unusable.length > 0) {
      const beyond = off.length === 0 ? "" : `, and ${off.length} beyond ${args.tolerance}`;
      throw new InputError(
        `conformance: every file must be one that can be used, ${unusable.length} of ${tried.length} ${unusable.length === 1 ? "is" : "are"} not${beyond}; first ${unusable[0].error}`,
      );
    }
    if (off.length > 0) {
      const [first] = off;
      const worst = [...first.comparisons].sort((a, b) => b.error - a.error)[0];
      throw new RunError(
        `conformance: every error must be at most ${args.tolerance}, ${off.length} of ${all.length} files ${off.length === 1 ? "is" : "are"} beyond, first ${first.path}: ${worst.name} by ${worst.error.toExponential(1)}`,
      );
    }
    if (args.json) return;
    const worst = Math.max(...all.map(worstOf)).toExponential(1);
    const [files, within] = all.length === 1 ? ["1 file", "within"] : [`${all.length} files`, "all within"];
    print(`${files}, the largest error ${worst}: ${within} ${args.tolerance}`);
  },
};
