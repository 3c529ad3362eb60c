// Picks the engine by its name. A new engine is registered here and nowhere else.

import type { DType } from "../core/arrays.js";
import { inputError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";
import type { Kernels } from "./kernels.js";
import { createReferenceKernels } from "./reference.js";

const engines: Readonly<Record<string, (dtype: DType) => Kernels>> = {
  reference: createReferenceKernels,
};

/** What --engine takes: "auto" is the fastest engine that this machine has. */
export const engineNames: readonly string[] = ["auto", ...Object.keys(engines)];

/**
 * The kernels of an engine in one precision.
 *
 * @throws {InputError} for a name that is no engine
 */
export function createKernels(dtype: DType, engine = "auto"): Kernels {
  const create = engines[engine === "auto" ? "reference" : engine];
  if (create === undefined) {
    throw inputError("createKernels", "engine", "name an engine", engine, didYouMean(engine, engineNames));
  }
  return create(dtype);
}
