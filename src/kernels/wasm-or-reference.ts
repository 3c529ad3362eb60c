// The fastest engine that needs nothing installed. Beside the others, so that the types of those do not name its memory.

import type { DType } from "../core/arrays.js";
import type { Kernels } from "./kernels.js";
import { createReferenceKernels } from "./reference.js";
import { createWasmKernels, type WasmOptions } from "./wasm/wasm.js";

/** The wasm engine; the reference where WebAssembly has no SIMD. */
export function wasmOrReference(dtype: DType, options: WasmOptions = {}): Kernels {
  try {
    return createWasmKernels(dtype, options);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return createReferenceKernels(dtype);
    throw error;
  }
}
