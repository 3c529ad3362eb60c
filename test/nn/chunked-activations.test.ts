import { describe, expect, test } from "vitest";
import { createKernels } from "../../src/kernels/engine.js";
import { forEachChunk } from "../../src/nn/chunked-activations.js";
import { forward } from "../../src/nn/forward.js";
import { headOf, type Network, parameterCount } from "../../src/nn/parameters.js";
import { randomMatrix } from "../support/data.js";

const network: Network = { sizes: [7, 5, 4, 7], activations: ["sigmoid", "tanh", "linear"] };
const theta = randomMatrix(1, parameterCount(network.sizes), 1, -1, 1).data;
const x = randomMatrix(90_000, 7, 2);
const kernels = createKernels("float64", { engine: "wasm", threads: 1 });

describe("forEachChunk", () => {
  test("gives in several chunks what forward gives at once, each example once and in order", () => {
    const { a } = forward(kernels, network, theta, x);
    let next = 0;
    let chunks = 0;
    forEachChunk(kernels, network, theta, x, (from, layers) => {
      expect(from).toBe(next);
      next += layers[0].shape[0];
      chunks++;
      for (const [l, layer] of layers.entries()) {
        const [count, units] = layer.shape;
        const there = a[l].data.subarray(from * units, (from + count) * units);
        expect(
          Buffer.from(layer.data.slice(layer.offset, layer.offset + count * units).buffer).equals(
            Buffer.from(there.slice().buffer),
          ),
        ).toBe(true);
      }
    });
    expect([next, chunks > 1]).toEqual([90_000, true]);
  });
});

describe("headOf", () => {
  const few = randomMatrix(20, 7, 3);
  const whole = forward(kernels, network, theta, few);
  test("computes the activations of a hidden layer", () => {
    for (const layer of [1, 2]) {
      const head = headOf(network, theta, layer);
      expect(Array.from(forward(kernels, head.network, head.theta, few).output.data)).toEqual(
        Array.from(whole.a[layer].data),
      );
    }
  });
  test("or those of some of its units", () => {
    const head = headOf(network, theta, 2, [3, 1]);
    const { output } = forward(kernels, head.network, head.theta, few);
    for (let i = 0; i < 20; i++) {
      expect(output.get(i, 0)).toBeCloseTo(whole.a[2].get(i, 3), 14);
      expect(output.get(i, 1)).toBeCloseTo(whole.a[2].get(i, 1), 14);
    }
  });
});
