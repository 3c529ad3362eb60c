// The wasm engine: SIMD kernels on one memory, on as many threads as are asked for. With a BLAS, its products.

import type { DType, FloatArray } from "../../core/arrays.js";
import { wholePower } from "../../core/elementary.js";
import type { ActivationKind } from "../activations.js";
import type { Kernels, Primitives, Task } from "../kernels.js";
import { Arena, reserveMemory, strideBetweenCopies } from "./arena.js";
import * as operations from "./assembly/operations.js";
import {
  compiledModule,
  instantiate,
  type KernelModule,
  type NativeBlas,
  sharedMemoryAvailable,
} from "./module.js";
import { OperationWriter } from "./operation-writer.js";
import { writeBatchSelectionPrimitives, writeCodePrimitives, writeRowPrimitives } from "./write-sparse.js";

/** What threads work on. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** The address of what they are told by */
  readonly control: number;
  /** How many, the caller included */
  readonly threads: number;
  readonly blas: NativeBlas | null;
}

export interface WasmOptions {
  /** How many threads, this one included; one where memory cannot be shared */
  readonly threads?: number;
  /** Starts those beside this one, and tells how many there are then; none: there is one */
  readonly startThreads?: (start: ThreadStart) => number;
  /** Does the matrix products; none: the engine's own kernels do */
  readonly blas?: NativeBlas | null;
}

const activationCodes: Readonly<Record<ActivationKind, number>> = {
  sigmoid: operations.SIGMOID,
  tanh: operations.TANH,
  linear: operations.LINEAR,
  relu: operations.RELU,
};

/** The engine in one precision, with a memory of its own. */
export function createWasmKernels(dtype: DType, options: WasmOptions = {}): Kernels {
  const { threads = 1, startThreads = () => 1, blas = null } = options;
  const shared = sharedMemoryAvailable();
  const memory = reserveMemory(shared);
  const module = instantiate(memory, blas);
  const wanted = shared ? threads : 1;
  const arena = new Arena(memory, module.heapBase());
  const control = arena.reserve(module.threadBytes(wanted));
  module.setup(control, 0, blas !== null);
  const started =
    wanted > 1 ? startThreads({ module: compiledModule(), memory, control, threads: wanted, blas }) : 1;
  const writer = new OperationWriter(arena, module.execute);
  const bytes = dtype === "float32" ? 4 : 8;

  return {
    ...writePrimitives(writer, bytes),
    engine: blas === null ? "wasm" : "blas",
    dtype,
    epsilon: dtype === "float64" ? 2 ** -53 : 2 ** -24,
    threads: started,
    library: blas?.name ?? null,

    allocate: (length, other = dtype) => arena.floats(other, length),
    allocateIndices: (length) => arena.indices(length),
    scratch(length) {
      const array = arena.floats(dtype, length, started);
      writer.addScratch(array, strideBetweenCopies(array.byteLength));
      return array;
    },
    owns: (array) => arena.owns(array) && array.BYTES_PER_ELEMENT === bytes,
    schedule: (tasks) => schedule(tasks, { module, arena, writer, bytes, alone: started === 1 }),

    dot(x, y) {
      writer.begin(operations.DOT, bytes);
      writer.number(x.length);
      writer.vector(x);
      writer.vector(y);
      return writer.end();
    },
    maxAbs(x) {
      writer.begin(operations.MAX_ABS, bytes);
      writer.number(x.length);
      writer.vector(x);
      return writer.end();
    },
    dispose: () => module.stop(),
  };
}

interface Scheduler {
  readonly module: KernelModule;
  readonly arena: Arena;
  readonly writer: OperationWriter;
  readonly bytes: number;
  readonly alone: boolean;
}

/** Lays the tasks' operations into memory, once; running them is one call. */
function schedule(tasks: readonly Task[], { module, arena, writer, bytes, alone }: Scheduler): () => void {
  const primitives = writePrimitives(writer, bytes);
  const recorded = tasks.map((task) => writer.record(() => task(primitives)));
  const records = arena.floats(
    "float64",
    recorded.reduce((total, { length }) => total + length, 0),
  );
  const bounds = new Uint32Array(records.buffer, arena.reserve(8 * tasks.length), 2 * tasks.length);
  let at = 0;
  recorded.forEach((numbers, task) => {
    records.set(numbers, at);
    bounds[2 * task] = records.byteOffset + 8 * at;
    at += numbers.length;
    bounds[2 * task + 1] = records.byteOffset + 8 * at;
  });
  return () => module.run(bounds.byteOffset, tasks.length, alone || tasks.length === 1);
}

/** Each primitive as the operation that execute.ts reads, operands in the same order. */
function writePrimitives(writer: OperationWriter, bytes: number): Primitives {
  const map = (code: number, x: FloatArray, y: FloatArray) => {
    writer.begin(operations.MAP, bytes);
    writer.number(code);
    writer.number(x.length);
    writer.vector(x);
    writer.vector(y, true);
    writer.end();
  };
  return {
    ...writeRowPrimitives(writer, bytes),
    ...writeCodePrimitives(writer, bytes),
    ...writeBatchSelectionPrimitives(writer, bytes),
    matmul(a, b, c, alpha = 1, beta = 0) {
      writer.begin(operations.MATMUL, bytes);
      writer.number(alpha);
      writer.number(beta);
      writer.number(c.shape[0]);
      writer.number(c.shape[1]);
      writer.number(a.shape[1]);
      writer.matrix(a);
      writer.matrix(b);
      writer.matrix(c, true);
      writer.end();
    },
    dense(f, x, weights, bias, out) {
      writer.begin(operations.DENSE, bytes);
      writer.number(activationCodes[f]);
      writer.number(out.shape[0]);
      writer.number(out.shape[1]);
      writer.number(x.shape[1]);
      writer.matrix(x);
      writer.matrix(weights);
      writer.vector(bias);
      writer.matrix(out, true);
      writer.end();
    },
    activate: (f, z, a) => map(activationCodes[f], z, a),
    exp: (x, y) => map(operations.EXP, x, y),
    log: (x, y) => map(operations.LOG, x, y),
    activationBackward(f, a, gradient, slopes) {
      writer.begin(operations.ACTIVATION_BACKWARD, bytes);
      writer.number(activationCodes[f]);
      writer.number(a.length);
      writer.number(slopes === null ? a.length : slopes.length);
      writer.vector(a);
      writer.vector(gradient, true);
      writer.vector(slopes);
      writer.end();
    },
    squaredErrorBackward(f, a, y, delta, sum) {
      writer.begin(operations.SQUARED_ERROR_BACKWARD, bytes);
      writer.number(activationCodes[f]);
      writer.number(a.length);
      writer.vector(a);
      writer.vector(y);
      writer.vector(delta, true);
      writer.vector(sum, true);
      writer.end();
    },
    columnSums(m, sums, alpha = 1, beta = 0) {
      writer.begin(operations.COLUMN_SUMS, bytes);
      writer.number(alpha);
      writer.number(beta);
      writer.number(m.shape[0]);
      writer.number(m.shape[1]);
      writer.matrix(m);
      writer.vector(sums, true);
      writer.end();
    },
    axpy(alpha, x, y) {
      writer.begin(operations.AXPY, bytes);
      writer.number(alpha);
      writer.number(x.length);
      writer.vector(x);
      writer.vector(y, true);
      writer.end();
    },
    scale(alpha, x, y) {
      writer.begin(operations.SCALE, bytes);
      writer.number(alpha);
      writer.number(x.length);
      writer.vector(x);
      writer.vector(y, true);
      writer.end();
    },
    adam(theta, gradient, mean, square, { learningRate, beta1, beta2, epsilon, step }) {
      writer.begin(operations.ADAM, bytes);
      writer.number(learningRate / (1 - wholePower(beta1, step)));
      writer.number(beta1);
      writer.number(beta2);
      writer.number(epsilon);
      writer.number(1 / (1 - wholePower(beta2, step)));
      writer.number(theta.length);
      writer.vector(theta, true);
      writer.vector(gradient);
      writer.vector(mean, true);
      writer.vector(square, true);
      writer.end();
    },
  };
}
