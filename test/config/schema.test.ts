import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ConfigPath, ExperimentConfig } from "../../src/config/config.js";
import { parseConfig } from "../../src/config/parse.js";
import { withValue } from "../../src/config/with-value.js";
import { experimentFiles } from "../../src/experiments/find-experiment.js";
import { loadExperiment } from "../../src/experiments/load-experiment.js";

const config: ExperimentConfig = {
  name: "x",
  data: { kind: "patches", source: { kind: "photos" } },
  model: { kind: "classic", hidden: [25] },
  optimizer: { kind: "lbfgs" },
};

describe("parseConfig", () => {
  test("fills in the exercise's defaults", () => {
    const { seed, dtype, data, model, optimizer, checkpointEvery } = parseConfig(config);
    expect({ seed, dtype, checkpointEvery }).toEqual({ seed: 0, dtype: "float64", checkpointEvery: 20 });
    expect(data).toMatchObject({
      size: [8, 8],
      count: 10_000,
      preprocess: [{ kind: "whiten-1-over-f", f0: 0.4 }, { kind: "normalize-ufldl" }],
    });
    expect(model).toEqual({
      kind: "classic",
      hidden: [25],
      activation: "sigmoid",
      rho: 0.01,
      beta: 3,
      weightDecay: 1e-4,
      initial: { kind: "uniform" },
    });
    expect(optimizer).toEqual({ kind: "lbfgs", memory: 10, iterations: 400 });
  });
  test("a resolved config resolves to itself", () => {
    expect(parseConfig(parseConfig(config))).toEqual(parseConfig(config));
  });
  test.each<[string, unknown, RegExp]>([
    [
      "optimizer.learningRate",
      0.1,
      /unknown key optimizer\.learningRate; it belongs to adam, sgd and gradient-descent, this is "lbfgs"$/,
    ],
    ["model", 25, /model must be an object, got 25/],
    [
      "data.source.colour",
      true,
      /unknown key data\.source\.colour; it belongs to dead-leaves, folder, image and labelled, this is "photos"$/,
    ],
    ["vary", { key: "seed", values: [1, 1] }, /vary\.values must hold each value once/],
    [
      "vary",
      [
        { key: "model", values: [1] },
        { key: "model.rho", values: [2] },
      ],
      /vary must /,
    ],
    ["vary", { key: "name", values: ["a"] }, /vary\.key must be a key that a run is made with/],
    ["vary", { key: "model.rho" }, /vary must be \{ key, values \} or a list of such/],
    ["optimiser", { kind: "lbfgs" }, /unknown key optimiser; did you mean optimizer\?/],
    ["model.weightdecay", 1, /unknown key model\.weightdecay; did you mean (model\.)?weightDecay\?/],
    ["model.kind", "topq", /model\.kind must name a kind, got "topq"/],
    ["model.hidden", [], /model\.hidden must name at least one hidden layer/],
    ["model.hidden", Array(101).fill(3), /model\.hidden must name at most 100 hidden layers/],
    ["model.hidden", 25, /model\.hidden must be a list of layer sizes, like \[25\], got 25/],
    ["data.count", 0.5, /data\.count must be a whole number ≥ 1, got 0\.5/],
    ["data.size", [8], /data\.size must be height and width/],
    ["data.source.kind", "fotos", /data\.source\.kind must name a kind, got "fotos"; did you mean photos\?/],
    ["seed", -1, /seed must be a whole number from 0 to 4294967295, got -1/],
    ["name", "../x", /name must be a name of letters/],
    ["dtype", "float16", /dtype must be float64 or float32, got "float16"/],
  ])("%s = %j is refused with one line", (key, value, message) => {
    expect(() => parseConfig(withValue(config, key, value))).toThrow(message);
  });
  test.each([
    ".",
    "..",
    "members",
    ".hidden",
    "x.tmp",
    "X.TMP",
    "Members",
    "__proto__",
    "x.",
    "-x",
    "a/b",
    "a b",
    "nul",
    "COM1.txt",
    "a\0",
    "a".repeat(101),
    "",
  ])("the name %j, which leads elsewhere, is refused", (name) =>
    expect(() => parseConfig({ ...config, name })).toThrow(/name must be a name of letters/),
  );
  test.each(["a", "lr-0.1", "1_2", "_x", "v2.1", "console"])("the name %j is taken", (name) =>
    expect(parseConfig({ ...config, name }).name).toBe(name),
  );
  test.each([
    "__proto__.x",
    "constructor.prototype.x",
    "__proto__",
    "model.__proto__.x",
    "model.constructor",
    "model.hidden.length",
    "model.hidden.99999999",
    "model.hidden.-1",
    "model.hidden.00",
    "model.hidden.1.5",
  ])("the key %s leads out of the config: refused, and no object changes", (key) => {
    expect(() => withValue(config, key, 1)).toThrow(/config: unknown key/);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
  test("a key of a megabyte and values nested 30 000 deep: one short line, at once", () => {
    const long = "k".repeat(2 ** 20);
    for (const broken of [
      () => withValue(config, `${long}.x`, 1),
      () => parseConfig({ ...config, [long]: 1 }),
    ]) {
      expect(broken).toThrow(/unknown key k{77}\.\.\.; choose one of/);
    }
    const deep = JSON.parse(`${"[".repeat(30_000)}${"]".repeat(30_000)}`);
    expect(() => withValue(config, "vary", { key: "seed", values: deep })).toThrow(
      /not nest lists and objects/,
    );
    expect(() => parseConfig({ ...config, vary: { key: "seed", values: deep } })).toThrow(
      /more than 100 deep/,
    );
  });
  test("an entry of a list changes, and the next one is added", () => {
    const deeper = withValue(withValue(config, "model.hidden.0", 9), "model.hidden.1", 4);
    expect(deeper.model).toMatchObject({ hidden: [9, 4] });
  });
  test("a part that is left to its default is begun with that", () => {
    const { optimizer: _, ...short } = config;
    expect(withValue(short, "optimizer.memory", 3).optimizer).toEqual({ kind: "lbfgs", memory: 3 });
    expect(parseConfig(withValue(short, "model.initial.kind", "normal")).model).toMatchObject({
      initial: { kind: "normal", epsilon: 0.01 },
    });
  });
  test("withValue leaves the original as it was", () => {
    withValue(config, "model.rho", 0.5);
    expect(config.model).toEqual({ kind: "classic", hidden: [25] });
  });
});

describe("the shipped experiments", () => {
  const files = readdirSync(new URL("../../experiments", import.meta.url))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.replace(/\.ts$/, ""));
  test("are all listed", () => expect(experimentFiles().map(({ name }) => name)).toEqual(files.sort()));
  test.each(files)("%s is valid, bears its file's name and asks a question", async (name) => {
    const experiment = parseConfig(await loadExperiment(name));
    expect(experiment.name).toBe(name);
    expect(experiment.question).toMatch(/\?$/);
  });
});

test("the keys that can vary are those that a config has, by their types too", () => {
  const keys: ConfigPath[] = [
    "model.rho",
    "model.hidden",
    "model",
    "optimizer.kind",
    "data.preprocess.0.f0",
    "seed",
  ];
  expect(keys).toHaveLength(6);
  // @ts-expect-error
  const misspelt: ConfigPath = "model.roh";
  // @ts-expect-error
  const fixed: ConfigPath = "name";
  expect([misspelt, fixed]).toHaveLength(2);
});
