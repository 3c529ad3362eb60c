// Picks the engine by its name. A new engine is registered here and nowhere else.

import type { DType } from "../core/arrays.js";
import { assertCount, inputError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";
import { findBlas, howToGetBlas } from "./blas.js";
import type { Kernels } from "./kernels.js";
import { createReferenceKernels } from "./reference.js";
import { assertWithin } from "./wasm/arena.js";
import { availableThreads } from "./wasm/threads.js";
import { createWasmKernels } from "./wasm/wasm.js";

export interface EngineOptions {
  /** One of `engineNames`; "auto": blas where there is a library, else wasm, else the reference */
  readonly engine?: string | undefined;
  /** How many threads, "auto": as many as the machine runs at a time. The reference engine has one. */
  readonly threads?: number | "auto" | undefined;
}

type CreateEngine = (dtype: DType, threads: number) => Kernels;

const engines: Readonly<Record<string, CreateEngine>> = {
  auto(dtype, threads) {
    try {
      return createWasmKernels(dtype, { threads, blas: findBlas().blas });
    } catch (error) {
      // Where WebAssembly has no SIMD.
      if (error instanceof WebAssembly.CompileError) return createReferenceKernels(dtype);
      throw error;
    }
  },
  reference: createReferenceKernels,
  wasm: (dtype, threads) => createWasmKernels(dtype, { threads }),
  blas(dtype, threads) {
    const { blas, problem } = findBlas();
    if (blas === null) console.warn(`engine blas: no BLAS found, ${problem}; using wasm; ${howToGetBlas()}`);
    return createWasmKernels(dtype, { threads, blas });
  },
};

/** What --engine takes. */
export const engineNames: readonly string[] = Object.keys(engines);

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
 * @throws {InputError} for a name that is no engine, or a number of threads that is not allowed
 */
export function createKernels(dtype: DType, options: EngineOptions = {}): Kernels {
  const { engine = "auto", threads = "auto" } = options;
  const create = engines[engine];
  if (create === undefined) {
    throw inputError("createKernels", "engine", "name an engine", engine, didYouMean(engine, engineNames));
  }
  if (threads !== "auto") {
    assertCount("createKernels", "threads", threads);
    if (threads > MOST_THREADS)
      throw inputError("createKernels", "threads", `be at most ${MOST_THREADS}`, threads);
  }
  return create(dtype, threads === "auto" ? availableThreads() : threads);
}
