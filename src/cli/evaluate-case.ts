// A network at a given θ on given data, as files of other programs say: cost, parts, ρ̂ and gradient.

import { statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ruleOf } from "../config/parse.js";
import { dtypes } from "../core/arrays.js";
import { describeValue, InputError } from "../core/errors.js";
import { readJson } from "../data/io/json.js";
import { encodeNpy } from "../data/io/npy.js";
import { whyNoFolder } from "../data/io/read-file.js";
import { loadArray } from "../data/sources/array-file.js";
import { readTheta } from "../experiments/read-theta.js";
import type { ActivationKind } from "../kernels/activations.js";
import { assertRoom, createKernels } from "../kernels/engine.js";
import { createNetworkObjective } from "../nn/network-objective.js";
import { parameterNames } from "../nn/parameters.js";
import { engineOptions } from "./options.js";
import { oneOf } from "./typed-values.js";

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
  const [issue] = result.error.issues;
  const what = issue.path.length === 0 ? path : `${issue.path.join(".")} in ${path}`;
  throw new InputError(`evaluate: ${what} must ${ruleOf(issue)}`);
}

/** What --case and its options say. */
export interface CaseArguments {
  readonly case: string;
  readonly dtype: string;
  readonly engine: string;
  readonly threads: string;
}

/** Cost, parts and ρ̂ of a case, and its gradient as a .npy file. @throws {InputError} if a file of it cannot be used */
export function evaluateCase(args: CaseArguments): { cost: object; gradient: Uint8Array } {
  const kernels = createKernels(oneOf("evaluate", "--dtype", args.dtype, dtypes), engineOptions(args));
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
  const model = { parameters: parameterNames(sizes), title: sizes.join("-") };
  const theta = readTheta("evaluate", join(args.case, "theta_rowmajor.npy"), model, kernels.dtype);
  const gradient = kernels.allocate(objective.length);
  const { cost, parts } = objective.evaluate(theta, gradient);
  const rhoHat = Object.fromEntries(
    Object.entries(objective.rhoHat).map(([layer, values]) => [layer, Array.from(values)]),
  );
  return { cost: { cost, parts, rhoHat }, gradient: encodeNpy(gradient, [gradient.length]) };
}
