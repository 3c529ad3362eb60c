// rhohat train: a sparse autoencoder on any data, from flags.

import { existsSync, statSync } from "node:fs";
import { extname, resolve } from "node:path";
import type { Argv, CommandModule } from "yargs";
import type { DataConfig, OptimizerConfig, ResolvedConfig, SourceConfig } from "../../config/config.js";
import { parseConfig } from "../../config/parse.js";
import { InputError } from "../../core/errors.js";
import { imageFormat } from "../../data/io/image-format.js";
import { isNpy } from "../../data/io/npy-header.js";
import { whyMissing } from "../../data/io/read-file.js";
import { firstBytes } from "../../data/sources/image-file.js";
import { runExperiment } from "../../experiments/runner.js";
import { withInterrupt } from "../interrupt.js";
import {
  assertMeant,
  engineOption,
  engineOptions,
  figuresOption,
  jsonOption,
  newResultsOption,
  placeOptions,
  quietOption,
  threadsOption,
} from "../options.js";
import { createProgress } from "../progress.js";
import { reportRun } from "../report-run.js";

interface TrainArguments {
  data: string;
  columns: boolean | undefined;
  imageShape: string | undefined;
  patch: string | undefined;
  patches: number | undefined;
  colour: boolean | undefined;
  maxSide: number | undefined;
  preprocess: string | undefined;
  hidden: number[] | undefined;
  activation: string;
  output: string | undefined;
  rho: number;
  lambda: number;
  beta: number;
  optimizer: string;
  iterations: number;
  memory: number | undefined;
  alpha: number | undefined;
  momentum: number | undefined;
  gradientTolerance: number | undefined;
  costTolerance: number | undefined;
  theta0: string | undefined;
  init: string | undefined;
  seed: number;
  dtype: string;
  checkpointEvery: number;
  name: string;
  engine: string;
  threads: string;
  out: string | undefined;
  figures: boolean;
  results: string | undefined;
  json: boolean;
  quiet: boolean;
}

/** How a config key is called on this command line, for errors. */
const flags: Readonly<Record<string, string>> = {
  "data.size": "--patch",
  "data.count": "--patches",
  "data.source.maxSide": "--max-side",
  "data.imageShape": "--image-shape",
  "model.activation": "--activation",
  "model.output": "--output",
  "model.rho": "--rho",
  "model.weightDecay": "--lambda",
  "model.beta": "--beta",
  "model.initial.kind": "--init",
  "optimizer.kind": "--optimizer",
  "optimizer.iterations": "--iterations",
  "optimizer.memory": "--memory",
  "optimizer.learningRate": "--alpha",
  "optimizer.momentum": "--momentum",
  "optimizer.gradientTolerance": "--gradient-tolerance",
  "optimizer.costTolerance": "--cost-tolerance",
  seed: "--seed",
  dtype: "--dtype",
  checkpointEvery: "--checkpoint-every",
  name: "--name",
};

function flagOf(key: string): string {
  if (key.startsWith("model.hidden")) return "--hidden";
  if (key.startsWith("data.size")) return "--patch";
  if (key.startsWith("data.preprocess")) return "--preprocess";
  return flags[key] ?? key;
}

/** "8x8" or "8" to numbers. */
function sides(text: string): number[] {
  const parts = text.split(/[x×,]/).map(Number);
  return parts.length === 1 ? [parts[0], parts[0]] : parts;
}

/** The images that --data names: the shipped photographs where nothing is called photos; null for an array. */
function imagesOf({ data, colour = false, maxSide }: TrainArguments): SourceConfig | null {
  if (data === "photos" && !existsSync(data)) {
    const stray = colour ? "colour" : maxSide === undefined ? null : "max-side";
    if (stray !== null)
      throw new InputError(
        `train: --${stray} must be given with images of your own, photos are the shipped ones: grey, 512×432; leave it out`,
      );
    return { kind: "photos" };
  }
  if (!existsSync(data))
    throw new InputError(
      `train: --data must be a .npy file, an image or a folder of images, got ${data}: ${whyMissing(data)}`,
    );
  const source = { path: resolve(data), colour, ...(maxSide === undefined ? {} : { maxSide }) };
  if (statSync(data).isDirectory()) return { kind: "folder", ...source };
  // A pipe can be read once: what it holds is found when it is read.
  const start = statSync(data).isFile() ? firstBytes(data) : new Uint8Array();
  if (imageFormat(start) !== null) return { kind: "image", ...source };
  // What cannot be read, is empty, or calls itself an array says more when it is read as one.
  if (start.length > 0 && !isNpy(start) && extname(data) !== ".npy")
    throw new InputError(
      `train: --data must be a .npy file, an image or a folder of images, ${data} begins as neither an array nor an image`,
    );
  return null;
}

/** @throws {InputError} if a flag is given that says nothing about data of this kind */
function assertDataMeant(
  { data, columns, imageShape, patch, patches, colour, maxSide }: TrainArguments,
  images: boolean,
): void {
  const others = images
    ? { columns, "image-shape": imageShape }
    : { patch, patches, colour, "max-side": maxSide };
  const stray = Object.entries(others).find(([, value]) => value !== undefined)?.[0];
  if (stray === undefined) return;
  const [rule, found] = images ? ["a .npy array", "images"] : ["images", "an array"];
  throw new InputError(`train: --${stray} must be given with ${rule}, ${data} is ${found}; leave it out`);
}

function dataConfig(args: TrainArguments): DataConfig {
  const source = imagesOf(args);
  // Images have no natural range for a sigmoid, so they are whitened and normalised unless told otherwise.
  const steps = args.preprocess ?? (source !== null ? "whiten-1-over-f,normalize-ufldl" : "");
  const preprocess = steps
    .split(",")
    .filter((kind) => kind !== "" && kind !== "none")
    .map((kind) => ({ kind })) as never;
  assertDataMeant(args, source !== null);
  if (source !== null) {
    return {
      kind: "patches",
      source,
      ...(args.patch === undefined ? {} : { size: sides(args.patch) as [number, number] }),
      ...(args.patches === undefined ? {} : { count: args.patches }),
      preprocess,
    };
  }
  const shape = args.imageShape === undefined ? {} : { imageShape: sides(args.imageShape) };
  return {
    kind: "array",
    path: resolve(args.data),
    examples: args.columns ? "columns" : "rows",
    preprocess,
    ...shape,
  };
}

function optimizerConfig({
  optimizer: kind,
  iterations,
  memory,
  alpha,
  momentum,
  gradientTolerance,
  costTolerance,
}: TrainArguments): OptimizerConfig {
  assertMeant("train", { memory }, "with --optimizer lbfgs", kind === "lbfgs");
  assertMeant("train", { alpha, momentum }, "with --optimizer gradient-descent", kind === "gradient-descent");
  const given = Object.fromEntries(
    Object.entries({ memory, learningRate: alpha, momentum, gradientTolerance, costTolerance }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  return { kind, iterations, ...given } as OptimizerConfig;
}

/** The config that the flags say. */
function configOf(args: TrainArguments): ResolvedConfig {
  const { theta0, init } = args;
  assertMeant("train", { init }, "without --theta0, which is the start", theta0 === undefined);
  const initial =
    theta0 === undefined ? { kind: init ?? "uniform" } : { kind: "file", path: resolve(theta0) };
  const { hidden = [25], activation, output, rho, beta, lambda } = args;
  const model = {
    kind: "classic",
    hidden,
    activation,
    ...(output === undefined ? {} : { output }),
    rho,
    beta,
    weightDecay: lambda,
    initial,
  };
  const { name, seed, dtype, checkpointEvery } = args;
  return parseConfig(
    { name, seed, dtype, checkpointEvery, data: dataConfig(args), model, optimizer: optimizerConfig(args) },
    "train",
    flagOf,
  );
}

const builder = (yargs: Argv): Argv<TrainArguments> =>
  yargs
    .option("data", {
      requiresArg: true,
      type: "string",
      demandOption: true,
      describe: "a .npy file of examples, a PNG or JPEG image, a folder of them, or photos: the shipped ones",
    })
    .option("columns", {
      type: "boolean",
      describe: "one example per column of the .npy array, not per row",
    })
    .option("image-shape", {
      requiresArg: true,
      type: "string",
      describe: "an example of the .npy array as a picture: 8x8, 8x8x3; as the array's own axes say",
    })
    .option("patch", {
      requiresArg: true,
      type: "string",
      describe: "height x width of the patches cut from images; 8x8",
    })
    .option("patches", { requiresArg: true, type: "number", describe: "how many patches; 10000" })
    .option("colour", { type: "boolean", describe: "three colours of images, not grey" })
    .option("max-side", {
      requiresArg: true,
      type: "number",
      describe: "scale larger images down until their longer side has so many pixels",
    })
    .option("preprocess", {
      requiresArg: true,
      type: "string",
      describe:
        "steps, with commas: remove-mean, scale (0 … 255 to 0 … 1), normalize-ufldl, whiten-1-over-f, or none; images: whiten-1-over-f,normalize-ufldl",
    })
    .option("hidden", {
      requiresArg: true,
      type: "number",
      array: true,
      describe: "units of each hidden layer; 25",
    })
    .option("activation", {
      requiresArg: true,
      type: "string",
      default: "sigmoid",
      describe: "f of the hidden layers: sigmoid, tanh, linear, relu",
    })
    .option("output", { requiresArg: true, type: "string", describe: "f of the output; as --activation" })
    .option("rho", {
      requiresArg: true,
      type: "number",
      default: 0.01,
      describe: "target average activation ρ",
    })
    .option("lambda", {
      alias: "weight-decay",
      requiresArg: true,
      type: "number",
      default: 1e-4,
      describe: "weight decay λ",
    })
    .option("beta", {
      requiresArg: true,
      type: "number",
      default: 3,
      describe: "weight of the sparsity term β; 0 turns it off",
    })
    .option("optimizer", {
      requiresArg: true,
      type: "string",
      default: "lbfgs",
      describe: "lbfgs, conjugate-gradient, gradient-descent",
    })
    .option("iterations", { requiresArg: true, type: "number", default: 400, describe: "at most so many" })
    .option("memory", { requiresArg: true, type: "number", describe: "steps that L-BFGS remembers; 10" })
    .option("alpha", {
      alias: "learning-rate",
      requiresArg: true,
      type: "number",
      describe: "α of gradient descent",
    })
    .option("momentum", { requiresArg: true, type: "number", describe: "of gradient descent, in [0, 1)" })
    .option("gradient-tolerance", {
      requiresArg: true,
      type: "number",
      describe: "stop where no slope is steeper; 1e-8, 0 for none",
    })
    .option("cost-tolerance", {
      requiresArg: true,
      type: "number",
      describe:
        "stop where an iteration lowers the cost by no more, relative to max(J, 1); 1e-12, 0 for none",
    })
    .option("theta0", {
      requiresArg: true,
      type: "string",
      describe: "start from a .npy file: [W1, W2, …, b1, b2, …], each W row-major",
    })
    .option("init", {
      requiresArg: true,
      type: "string",
      defaultDescription: '"uniform"',
      describe: "random start: uniform (UFLDL's) or normal (ε = 0.01)",
    })
    .option("seed", {
      requiresArg: true,
      type: "number",
      default: 0,
      describe: "everything random comes from it",
    })
    .option("dtype", {
      requiresArg: true,
      type: "string",
      default: "float64",
      describe: "float64 or float32",
    })
    .option("checkpoint-every", {
      requiresArg: true,
      type: "number",
      default: 100,
      describe: "iterations between checkpoints",
    })
    .option("name", {
      requiresArg: true,
      type: "string",
      default: "train",
      describe: "of the experiment, in results/",
    })
    .option("engine", engineOption)
    .option("threads", threadsOption)
    .option("out", {
      requiresArg: true,
      type: "string",
      describe: "the run directory itself, instead of a new one in results/",
    })
    .option("figures", figuresOption)
    .option("results", newResultsOption)
    .option("json", jsonOption)
    .option("quiet", quietOption)
    .example("$0 train --data photos/ --max-side 1000 --hidden 100", "100 features of one's own pictures")
    .example(
      "$0 train --data X.npy --output linear --rho 0.05",
      "any array, examples as rows",
    ) as unknown as Argv<TrainArguments>;

export const trainCommand: CommandModule<object, TrainArguments> = {
  builder,
  handler: async (args) => {
    const place = placeOptions("train", args);
    const config = configOf(args);
    const progress = createProgress(args.quiet);
    const result = await withInterrupt(async (interruption) => {
      try {
        return await runExperiment(config, {
          ...place,
          ...engineOptions(args),
          figures: args.figures,
          ...interruption,
          onProgress: progress.update,
          onPhase: progress.phase,
          onNotice: progress.notice,
        });
      } finally {
        progress.stop();
      }
    });
    reportRun(result, args);
  },
};
