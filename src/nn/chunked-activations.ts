// Activations of more examples than fit in memory at once: a chunk after the other, in the same arrays.

import type { FloatArray } from "../core/arrays.js";
import { type Matrix, matrix, rows } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import { assertExamples } from "./forward.js";
import { assertNetwork, type Network, viewParameters } from "./parameters.js";

/** Values that all layers of a chunk may have together: a few megabytes. */
const CHUNK_VALUES = 1 << 19;

/**
 * a(1) … a(n_l) for every example, in chunks: the same values that `forward` gives, without keeping them.
 *
 * @param theta - [parameterCount(sizes)]
 * @param x - examples as rows, [m, s_1]
 * @param visit - called with the first example of a chunk and its activations, [chunk, s_l] each; they are overwritten after
 * @throws {InputError} if a shape does not fit the network
 */
export function forEachChunk(
  kernels: Kernels,
  network: Network,
  theta: FloatArray,
  x: Matrix,
  visit: (from: number, a: readonly Matrix[]) => void,
): void {
  assertNetwork("forEachChunk", network);
  const { sizes, activations } = network;
  assertExamples("forEachChunk", "x", x, sizes[0]);
  const { weights, biases } = viewParameters(theta, sizes);
  const m = x.shape[0];
  const width = sizes.reduce((sum, size) => sum + size, 0);
  const chunk = Math.max(1, Math.min(m, Math.floor(CHUNK_VALUES / width)));
  const buffers = sizes.map((size) => matrix(kernels.allocate(chunk * size), chunk, size));
  for (let from = 0; from < m; from += chunk) {
    const count = Math.min(chunk, m - from);
    const a = buffers.map((buffer) => rows(buffer, 0, count));
    copyRows(x, from, count, a[0]);
    activations.forEach((f, l) => {
      kernels.dense(f, a[l], weights[l], biases[l], a[l + 1]);
    });
    visit(from, a);
  }
}

function copyRows(x: Matrix, from: number, count: number, to: Matrix): void {
  const width = x.shape[1];
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < width; j++) {
      to.data[to.offset + i * width + j] = x.data[x.offset + (from + i) * x.stride[0] + j * x.stride[1]];
    }
  }
}
