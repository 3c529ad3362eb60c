// Memory of an engine that is taken again only where more is needed.

import type { FloatArray } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";

/** Gives so many values, which hold until more are asked for: an engine's memory is never given back. */
export function growing(kernels: Kernels): (length: number) => FloatArray {
  let memory = kernels.allocate(0);
  return (length) => {
    if (memory.length < length) memory = kernels.allocate(length);
    return memory.subarray(0, length);
  };
}
