// A worker thread of the wasm engine: an instance of the kernels on the shared memory, which serves until it is stopped.
// Plain JavaScript, since a worker starts without what compiles the rest.

// @ts-check
import { workerData } from "node:worker_threads";
import { bindBlas } from "./bind-blas.mjs";

const { module, memory, control, thread, blas } = workerData;
const imports = {
  env: { memory },
  blas: blas === null ? { sgemm() {}, dgemm() {} } : bindBlas((await import("koffi")).default, blas, memory),
};
const { exports } = new WebAssembly.Instance(module, imports);
/** @type {any} */ (exports).setup(control, thread, blas !== null);
/** @type {any} */ (exports).serve();
