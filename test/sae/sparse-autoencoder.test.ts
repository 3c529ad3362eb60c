import { describe, expect, test } from "vitest";
import { matrix } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { createKernels } from "../../src/kernels/engine.js";
import { initialTheta } from "../../src/nn/initial-values.js";
import { createNetworkObjective } from "../../src/nn/network-objective.js";
import { maximisingInputs } from "../../src/sae/features.js";
import { createSparseAutoencoder } from "../../src/sae/sparse-autoencoder.js";
import { randomMatrix } from "../support/data.js";

const kernels = createKernels("float64");

describe("createSparseAutoencoder", () => {
  test("is the base network with y = x and the KL penalty on every hidden layer", () => {
    const x = randomMatrix(7, 5);
    const sae = createSparseAutoencoder({ visible: 5, hidden: [4, 3], rho: 0.1, beta: 2, weightDecay: 0.01 });
    const theta = initialTheta(sae.network.sizes, { kind: "uniform" }, createRandom(0));
    const same = createNetworkObjective(kernels, {
      network: sae.network,
      x,
      y: x,
      weightDecay: 0.01,
      sparsity: { rho: 0.1, beta: 2, layers: [1, 2] },
    });
    expect(sae.objective(kernels, x).evaluate(theta, theta.slice())).toEqual(
      same.evaluate(theta, theta.slice()),
    );
  });
  test("the error part is that of the reconstruction", () => {
    const x = randomMatrix(6, 5);
    const sae = createSparseAutoencoder({ visible: 5, hidden: [3] });
    const theta = initialTheta(sae.network.sizes, { kind: "uniform" }, createRandom(1));
    const reconstruction = sae.reconstruct(kernels, theta, x);
    let squares = 0;
    for (let i = 0; i < 30; i++) squares += (reconstruction.data[i] - x.data[i]) ** 2;
    expect(sae.objective(kernels, x).evaluate(theta, theta.slice()).parts.error).toBeCloseTo(
      squares / 12,
      12,
    );
  });
  test("data outside the output's range are refused, with the remedy", () => {
    const sae = createSparseAutoencoder({ visible: 2, hidden: [1] });
    expect(() => sae.objective(kernels, matrix(Float64Array.of(0.5, 1.5), 1, 2))).toThrow(
      /data must lie in \[0, 1\], the range of a sigmoid output, got .*1\.5.*normalize-ufldl, or use a linear output/,
    );
  });
  test("relu without a penalty is allowed, with one it is not", () => {
    expect(
      createSparseAutoencoder({ visible: 2, hidden: [1], activation: "relu", beta: 0 }).sparsity,
    ).toBeNull();
    expect(() => createSparseAutoencoder({ visible: 2, hidden: [1], activation: "relu" })).toThrow(
      /use sigmoid or tanh, or set beta to 0/,
    );
  });
});

describe("maximisingInputs", () => {
  test("are the rows of W1 over their norms; zeros for a unit without weights", () => {
    expect(Array.from(maximisingInputs(matrix(Float64Array.of(3, 4, 0, 0), 2, 2)).data)).toEqual([
      0.6, 0.8, 0, 0,
    ]);
  });
});
