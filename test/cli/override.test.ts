// --set key=value: what is typed → what the config says.

import { expect, test } from "vitest";
import { override } from "../../src/cli/override.js";
import type { ExperimentConfig } from "../../src/config/config.js";
import { valueAt } from "../../src/config/value-at.js";

const start: ExperimentConfig = {
  name: "x",
  data: { kind: "patches", source: { kind: "photos" } },
  model: { kind: "classic" },
};

test.each<[string, unknown]>([
  ["model.hidden=25,10", [25, 10]],
  ["model.hidden=[25,10]", [25, 10]],
  ["model.hidden=25", [25]],
  ["model.hidden=25/10", "25/10"],
  ["model.hidden=[25", "[25"],
  ["data.size=8x6", [8, 6]],
  ["data.size=8", [8, 8]],
  ["data.preprocess=none", []],
  ["data.preprocess=remove-mean,normalize-ufldl", [{ kind: "remove-mean" }, { kind: "normalize-ufldl" }]],
  [
    "data.preprocess=centre-features,pca-whiten:keep=30:epsilon=1e-3",
    [{ kind: "centre-features" }, { kind: "pca-whiten", keep: 30, epsilon: 0.001 }],
  ],
  ["data.preprocess.1.epsilon=0.5", 0.5],
  ['data.preprocess=[{"kind":"scale","factor":2}]', [{ kind: "scale", factor: 2 }]],
  ["model.rho=.05", 0.05],
  ["model.rho=0.01,0.05", "0.01,0.05"],
  ["model.activation=tanh", "tanh"],
  ["seed=12345678901234567890", "12345678901234567890"],
  ['vary={"key":"seed","values":[0,1]}', { key: "seed", values: [0, 1] }],
])("--set %s", (pair, value) => {
  const [key] = pair.split("=");
  expect(valueAt(override("run", start, [pair]), key.split("."))).toEqual(value);
});

test.each<[ExperimentConfig["vary"], string, string]>([
  [{ key: "model.rho", values: [0.1, 0.2] }, "model.rho=0.3", "vary.values"],
  [{ key: "model.initial", values: [{ kind: "uniform" }] }, "model.initial.kind=normal", "vary.values"],
  [
    [
      { key: "seed", values: [0, 1] },
      { key: "model.rho", values: [0.1, 0.2] },
    ],
    "model.rho=0.3",
    "vary.1.values",
  ],
])("a key that is varied is not to be set: %j, %s", (vary, pair, where) => {
  expect(() => override("run", { ...start, vary } as ExperimentConfig, [pair])).toThrow(
    `run: --set must name keys that x does not vary, got ${pair}; --set ${where}=[…] gives other values`,
  );
  const others = override("run", { ...start, vary } as ExperimentConfig, [`${where}=[7]`]);
  expect(valueAt(others, where.split("."))).toEqual([7]);
});

test("a key above or beside one that is varied may be set", () => {
  const vary = { key: "model.initial.epsilon", values: [0.1, 0.2] } as const;
  const set = override("run", { ...start, vary }, ['model.initial={"kind":"normal","epsilon":1}']);
  expect(valueAt(set, ["model", "initial"])).toEqual({ kind: "normal", epsilon: 1 });
});
