// Picks the engine by its name, on the threads of Node.js. A new engine is registered here and nowhere else.

import { assertDType, type DType } from "../core/arrays.js";
import { assertCount, inputError } from "../core/errors.js";
import { assertNamed, assertOptions } from "../core/known-names.js";
import { findBlas, howToGetBlas } from "./blas.js";
import type { EngineName, Kernels } from "./kernels.js";
import { createReferenceKernels } from "./reference.js";
import { assertWithin } from "./wasm/arena.js";
import { availableThreads, startThreads } from "./wasm/threads.js";
import { createWasmKernels } from "./wasm/wasm.js";
import { wasmOrReference } from "./wasm-or-reference.js";

/** An engine by its name; "auto": blas where there is a library, else wasm, else the reference. */
export type EngineChoice = EngineName | "auto";

/** How an engine is chosen. */
export interface EngineOptions {
  /** "auto" unless given */
  readonly engine?: EngineChoice | undefined;
  /** How many threads, "auto": as many as the machine runs at a time. The reference engine has one. */
  readonly threads?: number | "auto" | undefined;
}

type CreateEngine = (dtype: DType, threads: number) => Kernels;

const engines: Readonly<Record<EngineChoice, CreateEngine>> = {
  auto: (dtype, threads) => wasmOrReference(dtype, { threads, startThreads, blas: findBlas().blas }),
  reference: createReferenceKernels,
  wasm: (dtype, threads) => createWasmKernels(dtype, { threads, startThreads }),
  blas(dtype, threads) {
    const { blas, problem } = findBlas();
    if (blas === null) console.warn(`engine blas: no BLAS found, ${problem}; using wasm; ${howToGetBlas()}`);
    return createWasmKernels(dtype, { threads, startThreads, blas });
  },
};

/** What --engine takes. */
export const engineNames: readonly EngineChoice[] = Object.keys(engines) as EngineChoice[];

/** @throws {InputError} that names the nearest engine, unless `name` is one of `engineNames` */
export function assertEngine(where: string, argument: string, name: string): asserts name is EngineChoice {
  assertNamed(where, argument, "name an engine", name, engineNames);
}

/**
 * Tells before they are read that examples alone are more than an engine can hold.
 *
 * @throws {InputError} as the engine's own allocation would
 */
export function assertRoom(dtype: DType, { engine }: EngineOptions, values: number): void {
  if (engine !== "reference") assertWithin(values * (dtype === "float32" ? 4 : 8));
}

/** More threads than any machine has a use for. */
const MOST_THREADS = 256;

/**
 * The kernels of an engine in one precision. Call `dispose` when the work is done, or its threads stay until the
 * process ends.
 *
 * @throws {InputError} for a precision, an option or an engine that is none, or a number of threads that is not allowed
 */
export function createKernels(dtype: DType, options: EngineOptions = {}): Kernels {
  assertDType("createKernels", dtype);
  assertOptions("createKernels", options, ["engine", "threads"]);
  const { engine = "auto", threads = "auto" } = options;
  assertEngine("createKernels", "engine", engine);
  if (threads !== "auto") {
    assertCount("createKernels", "threads", threads);
    if (threads > MOST_THREADS)
      throw inputError("createKernels", "threads", `be at most ${MOST_THREADS}`, threads);
  }
  return engines[engine](dtype, threads === "auto" ? availableThreads() : threads);
}
