// rhohat data: what data hold, and the same after preprocessing for other programs.

import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { CommandModule } from "yargs";
import type { DataConfig, ResolvedData } from "../../config/config.js";
import { configKeys } from "../../config/keys.js";
import { parseConfig } from "../../config/parse.js";
import { contiguous, type DType, dtypes, type FloatNdArray, toDType } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";
import { encodeNpy } from "../../data/io/npy.js";
import { loadDataset } from "../../experiments/load-dataset.js";
import { assertWritable } from "../../train/assert-writable.js";
import { writeAtomically } from "../../train/write-atomically.js";
import { valuesOf } from "../config-values.js";
import { dataNamed } from "../data-named.js";
import { taking } from "../declared.js";
import { assertMeant, quietOption } from "../options.js";
import { print } from "../output.js";
import { createProgress } from "../progress.js";
import { oneOf } from "../typed-values.js";

interface DataArguments {
  path: string;
  preprocess: string[] | undefined;
  out: string;
  columns: boolean;
  dtype: string;
  quiet: boolean;
}

/** The steps that words name. @throws {InputError} if they are several lists */
function stepsOf(words: readonly string[] | undefined): unknown {
  if (words === undefined) return [];
  const key = configKeys().find(({ path }) => path === "data.preprocess")!;
  const [steps, other] = valuesOf(key, words);
  if (other !== undefined)
    throw new InputError(`data: --preprocess must be one list of steps, got ${words.join(" ")}`);
  return steps;
}

function configOf({ path, preprocess, columns }: DataArguments): ResolvedData {
  const named = dataNamed("data", [path]);
  assertMeant("data", { columns }, "with an array", named.kind === "array");
  const steps = { preprocess: stepsOf(preprocess) };
  const data = {
    ...(named.kind === "images" ? { kind: "patches", source: named.source } : named),
    ...(named.kind === "array" ? { examples: columns ? "columns" : "rows" } : {}),
    ...steps,
  } as DataConfig;
  const nameOf = (key: string) => (key.startsWith("data.preprocess") ? "--preprocess" : key);
  return parseConfig({ name: "data", data, model: { kind: "classic" } }, "data", nameOf).data;
}

/** @throws {InputError} unless a .npy file can be written there */
function assertOut(out: string): void {
  if (!out.endsWith(".npy")) throw new InputError(`data: --out must end in .npy, got ${out}`);
  const folder = dirname(resolve(out));
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new InputError(
      `data: --out must lie in a folder that is there, ${dirname(out)} is none; make it first`,
    );
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory())
    throw new InputError(`data: --out must be a file, ${out} is a folder; name one in it`);
  assertWritable("data", folder);
}

/** The values as a .npy file, an example a row or a column. */
function npyOf(x: FloatNdArray, columns: boolean, dtype: DType): Uint8Array {
  const lying = columns ? x.transpose(1, 0) : x;
  return encodeNpy(toDType(contiguous(lying), dtype), lying.shape);
}

export const dataCommand: CommandModule<object, DataArguments> = {
  builder: (yargs) =>
    yargs
      .positional("path", {
        type: "string",
        demandOption: true,
        describe:
          "examples: what train takes as --data, an array, an image, a folder of images or of a set such as MNIST",
      })
      .option("preprocess", {
        type: "string",
        array: true,
        requiresArg: true,
        defaultDescription: "none",
        describe: "steps, in their order, fitted to these data: remove-mean,normalize-ufldl",
      })
      .option("columns", {
        type: "boolean",
        default: false,
        describe: "an example is a column, of the array that is read and of what is written",
      })
      .option("out", {
        type: "string",
        requiresArg: true,
        demandOption: true,
        describe: "a .npy file for the examples after the steps, one a row",
      })
      .option(
        "dtype",
        taking(dtypes, {
          type: "string",
          requiresArg: true,
          default: "float64",
          describe: "of what is written: float64 or float32",
        }),
      )
      .option("quiet", quietOption)
      .epilogue("`rhohat inspect` tells what a file of weights holds.")
      .example("$0 data X.npy --columns --preprocess remove-mean --out Y.npy", "for other programs"),
  handler: async (args) => {
    const dtype = oneOf("data", "--dtype", args.dtype, dtypes);
    assertOut(args.out);
    const progress = createProgress(args.quiet);
    const { x } = await loadDataset(configOf(args), 0, {
      onPhase: progress.phase,
      onNotice: progress.notice,
    });
    progress.stop();
    writeAtomically(resolve(args.out), npyOf(x, args.columns, dtype));
    print(args.out);
  },
};
