// Activations of more examples than fit in memory at once: a chunk after the other, in the same arrays.

import type { FloatArray } from "../core/arrays.js";
import { type Matrix, matrix, rows } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import { assertExamples } from "./forward.js";
import { assertNetwork, type Network, viewParameters } from "./parameters.js";

/** Values that all layers of a chunk may have together: a few megabytes. */
const CHUNK_VALUES = 1 << 19;

/** Called with the first example of a chunk and its activations, [chunk, s_l] each; they are overwritten after. */
type Visit = (from: number, a: readonly Matrix[]) => void;

/**
 * A network at θ that examples are sent through again and again, in memory that is taken once.
 *
 * @param theta - [parameterCount(sizes)], followed where it lies in the engine's memory, else copied
 * @param most - examples that are ever sent through at once
 * @returns what gives a(1) … a(n_l) for every example, in chunks: the same values that `forward` gives
 * @throws {InputError} if a shape does not fit the network; what it returns too
 */
export function createChunks(
  kernels: Kernels,
  network: Network,
  theta: FloatArray,
  most: number = Number.POSITIVE_INFINITY,
): (x: Matrix, visit: Visit) => void {
  assertNetwork("forEachChunk", network);
  const { sizes, activations } = network;
  const own = kernels.owns(theta) ? theta : kernels.allocate(theta.length);
  if (own !== theta) own.set(theta);
  const { weights, biases } = viewParameters(own, sizes);
  const width = sizes.reduce((sum, size) => sum + size, 0);
  const chunk = Math.max(1, Math.min(most, Math.floor(CHUNK_VALUES / width)));
  const buffers = sizes.map((size) => matrix(kernels.allocate(chunk * size), chunk, size));
  return (x, visit) => {
    assertExamples("forEachChunk", "x", x, sizes[0]);
    const m = x.shape[0];
    for (let from = 0; from < m; from += chunk) {
      const count = Math.min(chunk, m - from);
      const a = buffers.map((buffer) => rows(buffer, 0, count));
      copyRows(x, from, count, a[0]);
      activations.forEach((f, l) => {
        kernels.dense(f, a[l], weights[l], biases[l], a[l + 1]);
      });
      visit(from, a);
    }
  };
}

/**
 * a(1) … a(n_l) for every example, in chunks: createChunks for one time.
 *
 * @param x - examples as rows, [m, s_1]
 * @throws {InputError} if a shape does not fit the network
 */
export function forEachChunk(
  kernels: Kernels,
  network: Network,
  theta: FloatArray,
  x: Matrix,
  visit: Visit,
): void {
  createChunks(kernels, network, theta, x.shape[0])(x, visit);
}

function copyRows(x: Matrix, from: number, count: number, to: Matrix): void {
  const width = x.shape[1];
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < width; j++) {
      to.data[to.offset + i * width + j] = x.data[x.offset + (from + i) * x.stride[0] + j * x.stride[1]];
    }
  }
}
