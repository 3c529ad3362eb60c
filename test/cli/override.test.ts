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
