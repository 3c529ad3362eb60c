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

/** Where a thread is that loads a native library: the process must not end in the middle of it, which is fatal there. */
const Loading = { NOT_YET: 0, NOW: 1, DONE: 2, NEVER: 3 } as const;
/** Longest wait for a library to be loaded, in milliseconds: a disk that hangs must not hold up the end */
const LONGEST_WAIT = 5000;
const loading = new Set<Int32Array>();

/** Whoever has not begun to load a library does not begin any more; whoever has is waited for. */
function awaitLoading(): void {
  for (const at of loading)
    if (Atomics.compareExchange(at, 0, Loading.NOT_YET, Loading.NEVER) === Loading.NOW)
      Atomics.wait(at, 0, Loading.NOW, LONGEST_WAIT);
}

/**
 * Starts threads 1 … threads − 1; thread 0 is the caller. They join in as soon as they run, and nobody waits for them.
 *
 * @returns how many threads there are then: fewer where there is no room
 */
export function startThreads({ module, memory, control, threads: wanted, blas }: ThreadStart): number {
  const threads = Math.min(wanted, 1 + roomForThreads());
  for (let thread = 1; thread < threads; thread++) {
    const at = new Int32Array(new SharedArrayBuffer(4));
    if (blas !== null) {
      if (loading.size === 0) process.once("exit", awaitLoading);
      loading.add(at);
    }
    const worker = new Worker(new URL("./worker.mjs", import.meta.url), {
      workerData: { module, memory, control, thread, blas: blas?.path ?? null, loading: at },
      execArgv: [],
    });
    worker.unref();
  }
  return threads;
}
