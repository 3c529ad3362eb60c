// Worker threads on the engine's memory. They are started once, sleep while there is nothing to do, and end with the
// process or when the engine is disposed of.

import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ThreadStart } from "./wasm.js";

/** How many threads this machine runs at a time. */
export function availableThreads(): number {
  return availableParallelism();
}

/** What a thread's own heap and code reserve, in bytes of address space. */
const THREAD_ROOM = 2 ** 30;

/**
 * How many threads the address space has room for beside this one: under a limit (ulimit -v, small containers) the
 * process would die for want of it rather than say so.
 */
function roomForThreads(): number {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    const limit = /^Max address space +(\d+)/m.exec(limits)?.[1];
    if (limit === undefined) return Number.POSITIVE_INFINITY;
    const used = /^VmSize:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    return Math.max(0, Math.floor((Number(limit) - Number(used) * 1024) / THREAD_ROOM));
  } catch {
    return Number.POSITIVE_INFINITY; // only Linux tells
  }
}

/**
 * Starts threads 1 … threads − 1; thread 0 is the caller. They join in as soon as they run, and nobody waits for them.
 *
 * @returns how many threads there are then: fewer where there is no room
 */
export function startThreads({ module, memory, control, threads: wanted, blas }: ThreadStart): number {
  const threads = Math.min(wanted, 1 + roomForThreads());
  for (let thread = 1; thread < threads; thread++) {
    const worker = new Worker(new URL("./worker.mjs", import.meta.url), {
      workerData: { module, memory, control, thread, blas: blas?.path ?? null },
      execArgv: [],
    });
    worker.unref();
  }
  return threads;
}
