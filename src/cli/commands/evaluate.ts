// rhohat evaluate: cost, parts, ρ̂ and gradient at a given θ on given data, for other programs.

import { mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CommandModule } from "yargs";
import { z } from "zod";
import { assertFinite, type DType, dtypes, toDType } from "../../core/arrays.js";
import { describeValue, InputError, inputError } from "../../core/errors.js";
import { didYouMean } from "../../core/nearest.js";
import { readJson } from "../../data/io/json.js";
import { encodeNpy } from "../../data/io/npy.js";
import { whyNoFolder } from "../../data/io/read-file.js";
import { readNpy } from "../../data/io/read-npy.js";
import { loadArray } from "../../data/sources/array-file.js";
import type { ActivationKind } from "../../kernels/activations.js";
import { assertRoom, createKernels } from "../../kernels/engine.js";
import { createNetworkObjective } from "../../nn/network-objective.js";
import { parameterCount } from "../../nn/parameters.js";
import { assertWritable } from "../../train/assert-writable.js";
import { writeAtomically } from "../../train/write-atomically.js";
import { engineOption, engineOptions, jsonOption, quietOption, threadsOption } from "../options.js";
import { print, printJson } from "../output.js";

interface EvaluateArguments {
  case: string;
  dtype: string;
  engine: string;
  threads: string;
  out: string;
  json: boolean;
  quiet: boolean;
}

/** A case's config may say more than this, such as the values to expect. */
const caseSchema = z.object({
  sizes: z.array(z.number()),
  activations: z.array(z.string()),
  lambda: z.number().default(0),
  beta: z.number().default(0),
  rho: z.number().nullish(),
  klLayers: z.array(z.number()).nullish(),
});

function readCase(folder: string): z.infer<typeof caseSchema> {
  const path = join(folder, "config.json");
  const result = caseSchema.safeParse(readJson("evaluate", path));
  if (result.success) return result.data;
  const [{ path: key, message }] = result.error.issues;
  const what = key.length === 0 ? path : `${key.join(".")} in ${path}`;
  throw new InputError(`evaluate: ${what} must be right, ${message}`);
}

function evaluateCase(args: EvaluateArguments): { cost: object; gradient: Uint8Array } {
  if (!dtypes.includes(args.dtype as DType)) {
    throw inputError(
      "evaluate",
      "--dtype",
      "be float64 or float32",
      args.dtype,
      didYouMean(args.dtype, dtypes),
    );
  }
  const kernels = createKernels(args.dtype as DType, engineOptions(args));
  if (!statSync(args.case, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InputError(`evaluate: --case must be a folder, got ${args.case}: ${whyNoFolder(args.case)}`);
  }
  const { sizes, activations, lambda, beta, rho, klLayers } = readCase(args.case);
  const onShape = ([m, n]: readonly [number, number]) =>
    assertRoom(kernels.dtype, { engine: kernels.engine }, m * n);
  const x = loadArray(join(args.case, "X.npy"), { examples: "columns", onShape });
  const layers = klLayers ?? [];
  if (layers.length > 0 && typeof rho !== "number") {
    throw new InputError(
      `evaluate: rho in ${args.case}/config.json must lie inside (0, 1) where klLayers are given, got ${describeValue(rho)}`,
    );
  }
  const objective = createNetworkObjective(kernels, {
    network: { sizes, activations: activations as ActivationKind[] },
    x,
    y: x,
    weightDecay: lambda,
    sparsity: layers.length > 0 ? { rho: rho as number, beta, layers } : undefined,
  });
  const thetaPath = join(args.case, "theta_rowmajor.npy");
  const { data } = readNpy(thetaPath);
  if (data.length !== parameterCount(sizes)) {
    throw inputError(
      "evaluate",
      thetaPath,
      `have ${parameterCount(sizes)} values for layers of ${sizes.join("-")} units`,
      data.length,
    );
  }
  assertFinite("evaluate", thetaPath, data);
  const gradient = kernels.allocate(objective.length);
  const { cost, parts } = objective.evaluate(toDType(data, kernels.dtype), gradient);
  const rhoHat = Object.fromEntries(
    Object.entries(objective.rhoHat).map(([layer, values]) => [layer, Array.from(values)]),
  );
  return { cost: { cost, parts, rhoHat }, gradient: encodeNpy(gradient, [gradient.length]) };
}

export const evaluateCommand: CommandModule<object, EvaluateArguments> = {
  builder: (yargs) =>
    yargs
      .option("case", {
        requiresArg: true,
        type: "string",
        demandOption: true,
        describe: "folder with config.json, X.npy (one example per column; y = x) and theta_rowmajor.npy",
      })
      .option("dtype", {
        requiresArg: true,
        type: "string",
        default: "float64",
        describe: "float64 or float32",
      })
      .option("engine", engineOption)
      .option("threads", threadsOption)
      .option("out", {
        requiresArg: true,
        type: "string",
        demandOption: true,
        describe: "folder for cost.json and gradient.npy",
      })
      .option("json", jsonOption)
      .option("quiet", quietOption)
      .example("$0 evaluate --case cases/04 --out out/04", "writes out/04/cost.json and out/04/gradient.npy"),
  handler: (args) => {
    const out = resolve(args.out);
    assertWritable("evaluate", out);
    const { cost, gradient } = evaluateCase(args);
    mkdirSync(out, { recursive: true });
    writeAtomically(join(out, "cost.json"), `${JSON.stringify(cost, null, 2)}\n`);
    writeAtomically(join(out, "gradient.npy"), gradient);
    if (args.json) printJson(cost);
    else if (!args.quiet) print(`${join(args.out, "cost.json")}\n${join(args.out, "gradient.npy")}`);
  },
};
