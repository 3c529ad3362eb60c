// What follows from other keys, written down.

import { expect, test } from "vitest";
import { completed } from "../../src/config/completed.js";
import { parseConfig } from "../../src/config/parse.js";

const config = (model: object, optimizer: object) =>
  completed(parseConfig({ name: "x", data: { kind: "array", path: "/x.npy" }, model, optimizer }));

test("the output's f is that of the hidden layers, all of them are sparse, the tolerances are the method's", () => {
  const { model, optimizer } = config(
    { kind: "classic", hidden: [5, 3], activation: "tanh" },
    { kind: "lbfgs" },
  );
  expect(model).toMatchObject({ output: "tanh", sparseLayers: [1, 2] });
  expect(optimizer).toMatchObject({ gradientTolerance: 1e-8, costTolerance: 1e-12 });
});

test("what is given stays; gradient descent has no tolerances, a network no sparse layers", () => {
  const own = config(
    { kind: "classic", hidden: [5, 3], output: "linear", sparseLayers: [2] },
    { kind: "conjugate-gradient", costTolerance: 0.5 },
  );
  expect(own.model).toMatchObject({ output: "linear", sparseLayers: [2] });
  expect(own.optimizer).toMatchObject({ gradientTolerance: 1e-8, costTolerance: 0.5 });
  const other = config({ kind: "network", hidden: [2] }, { kind: "gradient-descent", learningRate: 1 });
  expect(other.optimizer).toMatchObject({ gradientTolerance: 0, costTolerance: 0 });
  expect(other.model).toMatchObject({ output: "tanh" });
  expect(other.model).not.toHaveProperty("sparseLayers");
});
