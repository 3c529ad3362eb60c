import { describe, expect, test } from "vitest";
import type { Network } from "../../src/nn/parameters.js";
import { anatomyOf } from "../../src/sae/network-anatomy.js";

// 2 inputs, hidden layers of 2 and 1, 2 outputs. θ = [W1, W2, W3, b1, b2, b3]
const network: Network = { sizes: [2, 2, 1, 2], activations: ["sigmoid", "sigmoid", "sigmoid"] };
const theta = Float64Array.of(3, 4, 0, 2, 1, 1, 5, 7, 0.1, 0.2, 0.3, 0.4, 0.5);

describe("anatomyOf", () => {
  const [first, second] = anatomyOf(network, theta, true);
  test("by hand: features are rows of W1 over their norm, deeper ones of W2 W1", () => {
    expect(Array.from(first.features.data)).toEqual([0.6, 0.8, 0, 1]);
    // W2 W1 = [1 1] [[3 4] [0 2]] = [3 6], of norm √45
    expect(second.features.get(0, 0)).toBeCloseTo(3 / Math.sqrt(45), 15);
    expect(second.features.get(0, 1)).toBeCloseTo(6 / Math.sqrt(45), 15);
    expect([first.featuresExact, second.featuresExact]).toEqual([true, false]);
  });
  test("by hand: atoms are columns of W3, of the layer before those of W3 W2", () => {
    expect([second.atoms!.get(0, 0), second.atoms!.get(0, 1)]).toEqual([5, 7]);
    expect([
      first.atoms!.get(0, 0),
      first.atoms!.get(0, 1),
      first.atoms!.get(1, 0),
      first.atoms!.get(1, 1),
    ]).toEqual([5, 7, 5, 7]);
    expect([first.atomsExact, second.atomsExact]).toEqual([false, true]);
  });
  test("biases belong to their layer; a model that reconstructs nothing has no atoms", () => {
    expect([Array.from(first.biases), Array.from(second.biases)]).toEqual([[0.1, 0.2], [0.3]]);
    expect(anatomyOf(network, theta, false)[0].atoms).toBeNull();
  });
});
