// A worker thread of the wasm engine: an instance of the kernels on the shared memory, which serves until it is stopped.
// Plain JavaScript, since a worker starts without what compiles the rest.

// @ts-check
import { workerData } from "node:worker_threads";
import { bindBlas } from "./bind-blas.mjs";

const { module, memory, control, thread, blas, loading } = workerData;

/** The native functions, unless the process ends at this moment: threads.ts waits for who loads them, NOW, till that is DONE. */
async function loadBlas() {
  if (Atomics.compareExchange(loading, 0, 0, 1) !== 0) return null;
  try {
    return bindBlas((await import("koffi")).default, blas, memory);
  } finally {
    Atomics.store(loading, 0, 2);
    Atomics.notify(loading, 0);
  }
}

const native = blas === null ? { sgemm() {}, dgemm() {} } : await loadBlas();
if (native !== null) {
  const { exports } = new WebAssembly.Instance(module, { env: { memory }, blas: native });
  /** @type {any} */ (exports).setup(control, thread, blas !== null);
  /** @type {any} */ (exports).serve();
}
