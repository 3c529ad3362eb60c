// From flags to configs: what was typed → what the config says, or what is told.

import { describe, expect, test } from "vitest";
import { configFromFlags, flagOf, flagOptions } from "../../src/cli/config-flags.js";
import type { ExperimentConfig } from "../../src/config/config.js";
import { configKeys } from "../../src/config/keys.js";
import { parseConfig } from "../../src/config/parse.js";

const start: ExperimentConfig = {
  name: "x",
  data: { kind: "patches", source: { kind: "photos" } },
  model: { kind: "classic" },
};
const array: ExperimentConfig = { ...start, data: { kind: "array", path: "/x.npy" } };
const at = (value: unknown, path: string) =>
  path.split(".").reduce((inner, key) => (inner as Record<string, unknown>)[key], value);

describe("what is typed becomes", () => {
  test.each<[Record<string, unknown>, string, unknown]>([
    [{ rho: ["0.05"] }, "model.rho", 0.05],
    [{ lambda: ["1e-3"] }, "model.weightDecay", 0.001],
    [{ hidden: ["25,10"] }, "model.hidden", [25, 10]],
    [{ hidden: ["25,", "10"] }, "model.hidden", [25, 10]],
    [{ hidden: ["25", "10"] }, "model.hidden", [25, 10]],
    [{ hidden: ["[25,10]"] }, "model.hidden", [25, 10]],
    [{ patch: ["[12,8]"] }, "data.size", [12, 8]],
    [{ patch: ["12X8"] }, "data.size", [12, 8]],
    [{ patch: ["7"] }, "data.size", [7, 7]],
    [{ preprocess: ["none"] }, "data.preprocess", []],
    [
      { preprocess: ["remove-mean,normalize-ufldl"] },
      "data.preprocess",
      [{ kind: "remove-mean" }, { kind: "normalize-ufldl" }],
    ],
    [
      { preprocess: ["centre-features,zca-whiten:epsilon=0.01"] },
      "data.preprocess",
      [{ kind: "centre-features" }, { kind: "zca-whiten", epsilon: 0.01 }],
    ],
    [{ init: ["normal"], epsilon: ["0.1"] }, "model.initial", { kind: "normal", epsilon: 0.1 }],
    [{ theta0: "/t.npy" }, "model.initial", { kind: "file", path: "/t.npy" }],
    [
      { alpha: ["0.5"], optimizer: ["gradient-descent"] },
      "optimizer",
      { kind: "gradient-descent", learningRate: 0.5 },
    ],
    [{ memory: ["3"] }, "optimizer", { kind: "lbfgs", memory: 3 }],
    [{ sparseLayers: ["1"], "sparse-layers": ["1"] }, "model.sparseLayers", [1]],
    [{ experiment: "a,b" }, "name", "a,b"],
  ])("%j: %s %j", (given, path, value) => expect(at(configFromFlags(start, given), path)).toEqual(value));
  test("an object in place of a list, as JSON", () => {
    const own: ExperimentConfig = { ...start, model: { kind: "matryoshka" } };
    const prefixes = (text: string) => configFromFlags(own, { prefixes: [text] }).model;
    expect(prefixes('{"count":4}')).toMatchObject({ prefixes: { count: 4 } });
    expect(prefixes("8,16")).toMatchObject({ prefixes: [8, 16] });
    expect(() => parseConfig(configFromFlags(own, { prefixes: ["{count:4}"] }))).toThrow(
      'must be a list of widths, like 64,128,256, or {"count":4}, got "{count:4}"',
    );
  });
  test("flags of arrays", () =>
    expect(configFromFlags(array, { columns: true, "image-shape": ["4x4"] }).data).toMatchObject({
      examples: "columns",
      imageShape: [4, 4],
    }));
});

describe("several values vary a key", () => {
  test.each<[Record<string, unknown>, unknown]>([
    [{ rho: ["0.01,0.05"] }, [{ key: "model.rho", values: [0.01, 0.05] }]],
    [{ seed: ["0", "1"] }, [{ key: "seed", values: [0, 1] }]],
    [{ hidden: ["25/50,10"] }, [{ key: "model.hidden", values: [[25], [50, 10]] }]],
    [{ activation: ["tanh,sigmoid"] }, [{ key: "model.activation", values: ["tanh", "sigmoid"] }]],
    [
      { optimizer: ["lbfgs,conjugate-gradient"], iterations: ["9"] },
      [
        {
          key: "optimizer",
          values: [
            { kind: "lbfgs", iterations: 9 },
            { kind: "conjugate-gradient", iterations: 9 },
          ],
        },
      ],
    ],
  ])("%j", (given, vary) => {
    const config = configFromFlags(start, given);
    expect(config.vary).toEqual(vary);
    expect(() => parseConfig(config)).not.toThrow();
  });
  test("of two keys, both", () =>
    expect(configFromFlags(start, { rho: ["0.1,0.2"], seed: ["0,1,2"] }).vary).toHaveLength(2));
});

test.each<[Record<string, unknown>, string]>([
  [
    { alpha: ["0.1"] },
    "train: --alpha must be given only with --optimizer adam, sgd or gradient-descent, it is lbfgs; else leave it out",
  ],
  [
    { memory: ["3"], optimizer: ["conjugate-gradient"] },
    "train: --memory must be given only with --optimizer lbfgs, it is conjugate-gradient; else leave it out",
  ],
  [{ columns: true }, "train: --columns must be given only with an array, got images; else leave it out"],
  [
    { colour: true },
    "train: --colour must be given only with dead leaves or images of your own, got the shipped photographs, which are grey, 512×432; else leave it out",
  ],
  [
    { theta0: "x", init: ["uniform"] },
    "train: --theta0 must be given only with --init file, it is uniform; else leave it out",
  ],
  [
    { epsilon: ["1"] },
    "train: --epsilon must be given only with --init normal, it is uniform; else leave it out",
  ],
  [{ rho: ["0.1,0.1"] }, 'train: --rho must name each value once, got "0.1,0.1"'],
  [{ patch: ["8x8/8"] }, 'train: --patch must name each value once, got "8x8/8"'],
  [
    { iterations: ["3"], optimizer: ["lbgfs"] },
    'train: --optimizer must name a kind, got "lbgfs"; did you mean lbfgs?',
  ],
])("%j has no meaning: %s", (given, message) => {
  expect(() => configFromFlags(start, given)).toThrow(message);
});

test.each<[Record<string, unknown>, string]>([
  [{ rho: ["abc"] }, '--rho must lie inside (0, 1), got "abc"'],
  [{ hidden: ["25,x"] }, '--hidden must be a list of layer sizes, like [25], got "25,x"'],
  [{ patch: ["8x8x8"] }, "--patch must be height and width: 8x8 or [8, 8], got [8,8,8]"],
  [{ rho: [" "] }, '--rho must lie inside (0, 1), got " "'],
  [{ hidden: ["25,,10"] }, '--hidden must be a list of layer sizes, like [25], got "25,,10"'],
  [{ init: ["xavier"] }, '--init must name a kind, got "xavier"; choose one of normal, uniform, file'],
  [{ init: ["file"] }, "--theta0, which --init file needs, must be the path of a file, got nothing"],
  [
    { activation: ["sigmiod"] },
    '--activation must name an activation (did you mean sigmoid?), got "sigmiod"',
  ],
  [
    { optimizer: ["simulated-annealing"] },
    '--optimizer must name a kind, got "simulated-annealing"; choose one of lbfgs, conjugate-gradient, adam, sgd, gradient-descent',
  ],
])("%j is refused as it was typed: %s", (given, message) => {
  expect(() => parseConfig(configFromFlags(start, given), "train", (key) => flagOf(key, given))).toThrow(
    `train: ${message}`,
  );
});

test("every flag has a description, and says what holds without it", () => {
  const options = flagOptions({ experiment: "train", model: "classic" });
  expect(Object.keys(options).length).toBeGreaterThan(20);
  for (const [name, { describe: description, defaultDescription, type }] of Object.entries(options)) {
    expect(description, name).toMatch(/\S/);
    if (type !== "boolean" && !["alpha", "theta0"].includes(name))
      expect(defaultDescription, name).toMatch(/\S/);
  }
});

test("every key is described once and the same wherever it stands", () => {
  for (const key of configKeys().filter(({ path }) => !/(^|\.)kind$/.test(path)))
    expect(key.description, key.path).toMatch(/^\S.*\S$/);
});
