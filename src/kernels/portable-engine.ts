// The engines that run wherever JavaScript does, on one thread: what a page trains with. engine.ts knows all of them.

import type { DType } from "../core/arrays.js";
import { inputError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";
import type { Kernels } from "./kernels.js";
import { createReferenceKernels } from "./reference.js";
import { createWasmKernels, type WasmOptions } from "./wasm/wasm.js";

/** How the kernels of a page are chosen. */
export interface PortableEngineOptions {
  /** "auto", unless given: wasm, or the reference where WebAssembly has no SIMD */
  readonly engine?: "auto" | "reference" | "wasm" | undefined;
}

/** The wasm engine; the reference where WebAssembly has no SIMD. */
export function wasmOrReference(dtype: DType, options: WasmOptions = {}): Kernels {
  try {
    return createWasmKernels(dtype, options);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return createReferenceKernels(dtype);
    throw error;
  }
}

/** @throws {InputError} that names the nearest engine, unless `name` is one of them */
export function assertEngineAmong(
  names: readonly string[],
  where: string,
  argument: string,
  name: string,
): void {
  if (!names.includes(name))
    throw inputError(where, argument, "name an engine", name, didYouMean(name, names));
}

const engines = {
  auto: wasmOrReference,
  reference: createReferenceKernels,
  wasm: createWasmKernels,
} as const;

/**
 * The kernels of an engine in one precision, on the thread that calls: a page, a worker of one, or Node.js. Its results
 * are those of the package's main entry with the same engine, to the bit.
 *
 * @throws {InputError} for a name that is no engine
 */
export function createPortableKernels(dtype: DType, options: PortableEngineOptions = {}): Kernels {
  const { engine = "auto" } = options;
  assertEngineAmong(Object.keys(engines), "createKernels", "engine", engine);
  return engines[engine](dtype);
}
