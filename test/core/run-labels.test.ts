// What tells runs apart.

import { describe, expect, test } from "vitest";
import { type Labelled, labelsInList, mainSettings, runLabels } from "../../src/core/run-labels.js";
import { readable, settingsOf } from "../../src/core/settings.js";
import { variedIn } from "../../src/core/varied.js";

const config = {
  name: "edges",
  seed: 0,
  engine: "wasm",
  data: {
    kind: "patches",
    source: { kind: "folder", path: "/home/me/photos" },
    size: [8, 8],
    count: 10_000,
    preprocess: [{ kind: "whiten-1-over-f", f0: 0.4 }, { kind: "normalize-ufldl" }],
  },
  model: { kind: "classic", hidden: [25], rho: 0.01, beta: 3, weightDecay: 1e-4 },
  optimizer: { kind: "lbfgs", iterations: 400 },
};
const run = (change: object, more: Partial<Labelled> = {}): Labelled => ({
  name: null,
  experiment: "edges",
  run: "20260102-030405-aaaaaaaa-1",
  settings: settingsOf({ ...config, ...change }),
  ...more,
});
const model = (change: object) => ({ model: { ...config.model, ...change } });
const data = (change: object) => ({ data: { ...config.data, ...change } });

describe("runLabels", () => {
  test.each<[string, object[], string[]]>([
    ["one value", [model({ rho: 0.01 }), model({ rho: 0.05 })], ["ρ 0.01", "ρ 0.05"]],
    [
      "two, the most telling first",
      [
        { ...model({ hidden: [25] }), seed: 1 },
        { ...model({ hidden: [25, 10] }), seed: 2 },
      ],
      ["hidden 25 · seed 1", "hidden 25-10 · seed 2"],
    ],
    ["λ", [model({ weightDecay: 1e-4 }), model({ weightDecay: 3e-3 })], ["λ 0.0001", "λ 0.003"]],
    ["small numbers", [model({ weightDecay: 1e-5 }), model({ weightDecay: 2.5e-6 })], ["λ 1e-5", "λ 2.5e-6"]],
    ["how many pictures", [{}, data({ count: 500 })], ["patches 10000", "patches 500"]],
    [
      "how many examples that are no pictures",
      [500, 600].map((count) => ({ data: { kind: "synth", count } })),
      ["examples 500", "examples 600"],
    ],
    [
      "preprocessing, without what its steps are set to",
      [{}, data({ preprocess: [{ kind: "normalize-ufldl" }] })],
      ["preprocess whiten-1-over-f → normalize-ufldl", "preprocess normalize-ufldl"],
    ],
    [
      "what one step is set to",
      [
        {},
        data({
          preprocess: [{ kind: "whiten-1-over-f", f0: 0.3 }, { kind: "normalize-ufldl" }],
        }),
      ],
      ["f0 0.4", "f0 0.3"],
    ],
    [
      "another kind, without what only that kind has",
      [{}, { optimizer: { kind: "gradient-descent", learningRate: 0.1, iterations: 400 } }],
      ["optimizer lbfgs", "optimizer gradient-descent"],
    ],
    [
      "what one has and the other leaves open",
      [{}, model({ output: "linear" })],
      ["output –", "output linear"],
    ],
    [
      "folders by their last part",
      [{}, data({ source: { kind: "folder", path: "/mnt/cats" } })],
      ["data photos", "data cats"],
    ],
    [
      "folders of one name in full",
      [{}, data({ source: { kind: "folder", path: "/mnt/photos" } })],
      ["data /home/me/photos", "data /mnt/photos"],
    ],
    ["no engine beside what matters", [{}, { ...model({ rho: 0.2 }), engine: "blas" }], ["ρ 0.01", "ρ 0.2"]],
    ["the engine where nothing else differs", [{}, { engine: "blas" }], ["engine wasm", "engine blas"]],
  ])("%s", (_, configs, labels) => {
    expect(runLabels(configs.map((change) => run(change)))).toEqual(labels);
  });
  test("a sweep of whole models beside one of ρ", () => {
    const models = [{ kind: "classic", hidden: [9], rho: 0.05 }, { kind: "network" }];
    expect(
      runLabels([
        run({ vary: { key: "model.rho", values: [0.01, 0.2] }, optimizer: { kind: "lbfgs", iterations: 1 } }),
        run({ vary: { key: "model", values: models } }),
      ]),
    ).toEqual(["iterations 1", "iterations 400 · model classic · hidden 9 · ρ 0.05 | network"]);
  });
  test("five differences are four where those are enough, all where they are not", () => {
    const a = { ...model({ rho: 0.1, hidden: [9], beta: 1, weightDecay: 0 }), seed: 1 };
    const b = { ...model({ rho: 0.2, hidden: [8], beta: 2, weightDecay: 1 }), seed: 2 };
    expect(runLabels([run(a), run(b)])[0]).toBe("ρ 0.1 · hidden 9 · λ 0 · β 1");
    expect(runLabels([run(a), run(b), run({ ...a, seed: 2 })])[0]).toBe(
      "ρ 0.1 · hidden 9 · λ 0 · β 1 · seed 1",
    );
  });
  test("equal runs by when they began, and what began together by its folder", () => {
    const later = run({}, { run: "20260102-030406-aaaaaaaa-2" });
    expect(runLabels([run({}), later])).toEqual(["2026-01-02 03:04:05", "2026-01-02 03:04:06"]);
    const twin = run({}, { run: "20260102-030405-aaaaaaaa-2" });
    expect(runLabels([run({}), twin])).toEqual(["20260102-030405-aaaaaaaa-1", "20260102-030405-aaaaaaaa-2"]);
  });
  test("of several experiments each is called by its own, and told apart from others of that alone", () => {
    const alone = run({ ...model({ rho: 0.5 }), optimizer: { kind: "adam" } }, { experiment: "bars" });
    expect(runLabels([run({}), alone])).toEqual(["edges", "bars"]);
    expect(runLabels([run({}), run({ seed: 1 }), alone])).toEqual([
      "edges · seed 0",
      "edges · seed 1",
      "bars",
    ]);
    const later = run({}, { run: "20260102-030406-aaaaaaaa-2" });
    expect(runLabels([run({}), alone, later])).toEqual([
      "edges · 2026-01-02 03:04:05",
      "bars",
      "edges · 2026-01-02 03:04:06",
    ]);
    const named = run({ seed: 2 }, { name: "best so far" });
    expect(runLabels([run({}), named, alone])).toEqual(["edges · seed 0", "best so far · seed 2", "bars"]);
    expect(runLabels([named, alone])).toEqual(["best so far", "bars"]);
  });
  test("a given name stands before what differs; two of one name are still told apart", () => {
    const named = run(model({ rho: 0.5 }), { name: "best so far" });
    expect(runLabels([run({}), named])).toEqual(["ρ 0.01", "best so far · ρ 0.5"]);
    const again = { ...named, run: "20260102-030406-aaaaaaaa-2" };
    expect(runLabels([named, again])[1]).toBe("best so far · 2026-01-02 03:04:06");
  });
  test("a run alone by its main settings", () => {
    expect(runLabels([run({})])).toEqual(["ρ 0.01 · hidden 25 · seed 0"]);
    expect(mainSettings(run(model({ hidden: [49, 25] })))).toBe("ρ 0.01 · hidden 49-25 · seed 0");
    expect(runLabels([run({}, { settings: {} })])).toEqual(["2026-01-02 03:04:05"]);
  });
  test("in a list each among those of its group, without the experiment, which stands beside it", () => {
    const list = [run({}), run({ seed: 3 }), run(model({ rho: 0.5 }), { experiment: "bars" })];
    expect(labelsInList(list, () => "")).toEqual(["ρ 0.01 · seed 0", "ρ 0.01 · seed 3", "ρ 0.5 · seed 0"]);
    expect(labelsInList(list, ({ experiment }) => experiment)[2]).toBe("ρ 0.5 · hidden 25 · seed 0");
  });
  test("a sweep is called by what it varies", () => {
    const vary = [
      { key: "model.weightDecay", values: [0.1, 1] },
      { key: "model.rho", values: [0.1, 0.2] },
    ];
    const sweep = run({ vary }, { varied: ["model.weightDecay", "model.rho"] });
    expect(runLabels([sweep, run({ seed: 1 })])[0]).toBe("ρ 0.1, 0.2 · λ 0.1, 1");
    expect(mainSettings(sweep)).toBe("ρ 0.1, 0.2 · λ 0.1, 1");
  });
  test("an incidental difference that tells none apart is left out", () => {
    const twins = [run({}), run({}, { run: "20260102-030406-bbbbbbbb-1" })];
    const labels = runLabels([...twins, run({ checkpointEvery: 5 }, { name: "mine" })]);
    expect(labels).toEqual(["2026-01-02 03:04:05", "2026-01-02 03:04:06", "mine"]);
  });
});

describe("settingsOf", () => {
  test("what varies has all of its values, an object among them never [object Object]", () => {
    const vary = { key: "model", values: [{ kind: "classic", hidden: [3] }, { kind: "network" }] };
    const settings = settingsOf({ ...config, vary });
    expect(settings.model).toBe("classic · hidden 3 | network");
    expect(Object.keys(settings).filter((key) => key.startsWith("model."))).toEqual([]);
  });
  test("one varied key, a grid of several, none, and what is neither", () => {
    const one = { key: "seed", values: [0, 1] };
    expect(variedIn({ vary: one })).toEqual([one]);
    expect(variedIn({ vary: [one, { key: "model.rho", values: [0.1] }] })).toHaveLength(2);
    for (const odd of [{}, { vary: 3 }, { vary: { key: 3, values: [] } }, null])
      expect(variedIn(odd)).toEqual([]);
  });
  test("values are readable: sizes, tables, long texts, nothing", () => {
    expect(readable([8, 12], "data.size")).toBe("8×12");
    expect(
      readable([
        [0, 1],
        [1, 0],
      ]),
    ).toBe("2 rows");
    expect(readable([])).toBe("none");
    expect(readable(0.1 + 0.2)).toBe("0.3");
    expect(readable(undefined)).toBe("–");
    expect(readable("x".repeat(200))).toHaveLength(80);
  });
});
