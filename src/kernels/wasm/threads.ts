// Worker threads on the engine's memory. They are started once, sleep while there is nothing to do, and end with the
// process or when the engine is disposed of.

import { nodeModule } from "../node-module.js";
import type { NativeBlas } from "./module.js";

/** How many threads this machine runs at a time. */
export function availableThreads(): number {
  return nodeModule("node:os")?.availableParallelism() ?? 1;
}

/**
 * Starts threads 1 … threads − 1; thread 0 is the caller. They join in as soon as they run, and nobody waits for them.
 *
 * @returns how many threads there are then: one where there are no workers
 */
export function startThreads(options: {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  control: number;
  threads: number;
  blas: NativeBlas | null;
}): number {
  const workers = nodeModule("node:worker_threads");
  if (workers === undefined) return 1;
  const { module, memory, control, threads, blas } = options;
  for (let thread = 1; thread < threads; thread++) {
    const worker = new workers.Worker(new URL("./worker.mjs", import.meta.url), {
      workerData: { module, memory, control, thread, blas: blas?.path ?? null },
      execArgv: [],
    });
    worker.unref();
  }
  return threads;
}
