// What a case's folder says, and with what it is computed.

import { statSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { ruleOf } from "../../config/parse.js";
import { type DType, dtypes, type FloatMatrix } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";
import { readJson } from "../../data/io/json.js";
import { whyNoFolder } from "../../data/io/read-file.js";
import { loadArray } from "../../data/sources/array-file.js";
import { assertRoom, createKernels } from "../../kernels/engine.js";
import type { Kernels } from "../../kernels/kernels.js";
import { engineOptions } from "../options.js";
import { oneOf } from "../typed-values.js";

/** What --case and its options say. */
export interface CaseArguments {
  readonly case: string;
  readonly dtype: string;
  readonly engine: string;
  readonly threads: string;
}

/** A case's folder, and what computes it. */
export interface Case {
  readonly folder: string;
  readonly config: unknown;
  readonly kernels: Kernels;
}

/** Files of a case's result, by their names. */
export type CaseResult = Readonly<Record<string, Uint8Array | string>>;

/** @throws {InputError} if there is no such folder, or no config in it */
export function openCase(args: CaseArguments): Case {
  const dtype: DType = oneOf("evaluate", "--dtype", args.dtype, dtypes);
  if (!statSync(args.case, { throwIfNoEntry: false })?.isDirectory())
    throw new InputError(`evaluate: --case must be a folder, got ${args.case}: ${whyNoFolder(args.case)}`);
  return {
    folder: args.case,
    config: readJson("evaluate", join(args.case, "config.json")),
    kernels: createKernels(dtype, engineOptions(args)),
  };
}

/** The config of a case by a schema, which may leave keys unsaid. @throws {InputError} that names the key and its rule */
export function caseConfig<Schema extends z.ZodType>(
  schema: Schema,
  { folder, config }: Case,
): z.output<Schema> {
  const result = schema.safeParse(config);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = join(folder, "config.json");
  const what = issue.path.length === 0 ? path : `${issue.path.join(".")} in ${path}`;
  throw new InputError(`evaluate: ${what} must ${ruleOf(issue)}`);
}

/** X.npy, an example a column in the file, as rows. @throws {InputError} if it cannot be read, or fills the engine's memory */
export function caseExamples({ folder, kernels }: Case): FloatMatrix {
  const onShape = ([m, n]: readonly [number, number]) =>
    assertRoom(kernels.dtype, { engine: kernels.engine }, m * n);
  return loadArray(join(folder, "X.npy"), { examples: "columns", onShape });
}

export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
