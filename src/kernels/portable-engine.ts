// The engines that run wherever JavaScript does, on one thread: what a page trains with. engine.ts knows all of them.

import { assertDType, type DType } from "../core/arrays.js";
import { assertNamed, assertOptions } from "../core/known-names.js";
import type { Kernels } from "./kernels.js";
import { createReferenceKernels } from "./reference.js";
import { createWasmKernels } from "./wasm/wasm.js";
import { wasmOrReference } from "./wasm-or-reference.js";

/** How the kernels of a page are chosen. */
export interface PortableEngineOptions {
  /** "auto", unless given: wasm, or the reference where WebAssembly has no SIMD */
  readonly engine?: "auto" | "reference" | "wasm" | undefined;
}

const engines = {
  auto: wasmOrReference,
  reference: createReferenceKernels,
  wasm: createWasmKernels,
} as const;

/** What they are called. */
export const portableEngineNames: readonly ("auto" | "reference" | "wasm")[] = ["auto", "reference", "wasm"];

/**
 * The kernels of an engine in one precision, on the thread that calls: a page, a worker of one, or Node.js. Its results
 * are those of the package's main entry with the same engine, to the bit.
 *
 * @throws {InputError} for a precision, an option or an engine that is none
 */
export function createPortableKernels(dtype: DType, options: PortableEngineOptions = {}): Kernels {
  assertDType("createKernels", dtype);
  assertOptions("createKernels", options, ["engine"]);
  const { engine = "auto" } = options;
  assertNamed("createKernels", "engine", "name an engine", engine, portableEngineNames);
  return engines[engine](dtype);
}
