// Trainings one after the other in one run: later ones on what earlier ones learned; stopped in any, and resumed.

import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { contiguous, view } from "../../src/core/arrays.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import type { Phase } from "../../src/data/reading.js";
import { loadExamples } from "../../src/experiments/load-examples.js";
import { runExperiment } from "../../src/experiments/runner.js";
import { resumeSweep, runSweep } from "../../src/experiments/sweep.js";
import { readModel } from "../../src/inspect/model-at-step.js";
import { createKernels } from "../../src/kernels/engine.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { rhohatHere } from "../support/command-line.js";
import { relativeError } from "../support/data.js";
import { writeDigits } from "../support/digits.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const dir = writeDigits(join(folder, "digits"));
const results = join(folder, "results");

const latents = (run: string) => ({ kind: "latents", run });
const staged = {
  name: "staged",
  engine: "wasm",
  data: { kind: "labelled", dir, classes: [0, 1, 2] },
  model: { kind: "classic", hidden: [6], rho: 0.2, weightDecay: 1e-3, beta: 0.5 },
  optimizer: { kind: "lbfgs", iterations: 12 },
  checkpointEvery: 5,
  stages: [
    { name: "first" },
    { name: "second", set: { through: [latents("stage:first")], "model.hidden": [4] } },
    {
      name: "softmax",
      set: { through: [latents("stage:first"), latents("stage:second")], model: { kind: "softmax" } },
    },
    {
      name: "tuned",
      set: {
        model: {
          kind: "softmax",
          hidden: [6, 4],
          initial: { kind: "runs", runs: ["stage:first", "stage:second", "stage:softmax"] },
        },
        optimizer: { kind: "adam", batch: 24, learningRate: 0.02, iterations: 30, heldOut: 0.2 },
      },
    },
  ],
};

const weightsOf = (run: RunDirectory) =>
  run.members().map(({ checkpoints }) => {
    const last = readdirSync(checkpoints).sort().at(-1) as string;
    return readFileSync(join(checkpoints, last, "weights.safetensors")).toString("base64");
  });

let whole: RunDirectory;
beforeAll(async () => {
  const { directory } = await runSweep(parseConfig(staged), { results, out: join(results, "whole") });
  whole = directory;
});

describe("stages", () => {
  test("each is a run of its own, the last one tuned from the others", async () => {
    const [first, second, softmax, tuned] = whole.members().map((member) => member.readRecord());
    expect([first, second, softmax, tuned].map(({ status }) => status)).toEqual(new Array(4).fill("done"));
    expect(first.metrics?.classification).toBeUndefined();
    const { classes, train, test: held } = tuned.metrics?.classification ?? {};
    expect(classes).toEqual(["0", "1", "2"]);
    expect([train?.examples, held?.examples]).toEqual([90, 30]);
    expect(train?.confusion.flat().reduce((sum, count) => sum + count)).toBe(90);
    expect(tuned.metrics?.cost ?? 0).toBeLessThan(softmax.metrics?.cost ?? 0);
    expect(held?.accuracy).toBeGreaterThan(0.8);
    // What was held out of the 90 for the last training.
    const { heldOut } = whole.members()[3].readRecord().metrics ?? {};
    expect([heldOut?.examples, heldOut?.fvu, heldOut?.l0]).toEqual([18, null, null]);
    expect(heldOut?.accuracy).toBeGreaterThan(0.8);
    // θ before tuning is that of the three.
    const at = (i: number, step?: number) => readModel(whole.members()[i], step);
    const start = at(3, 0);
    const part = (i: number, name: string) => {
      const { model, theta } = i === 3 ? start : at(i);
      const { offset, shape } = model.parameters.find((one) => one.name === name) as never;
      return theta.slice(offset, offset + (shape as number[]).reduce((a, b) => a * b, 1));
    };
    expect(part(3, "W1")).toEqual(part(0, "W1"));
    expect(part(3, "b2")).toEqual(part(1, "b1"));
    expect(part(3, "softmax")).toEqual(part(2, "softmax"));
  });
  test("its pictures: features, accuracies, and which class is taken for which", () => {
    expect(whole.figureNames()).toEqual(["comparison.png", "comparison.svg", "values.png", "values.svg"]);
    expect(readFileSync(whole.file("figures/values.svg"), "utf8")).not.toContain("cost J");
    const confusion = readFileSync(whole.members()[3].file("figures/confusion.svg"), "utf8");
    expect(confusion).toMatch(/\d+\.\d\d % of 30 test examples taken for what they are/);
    expect(whole.members()[3].figureNames()).toContain("features.png");
    expect(existsSync(whole.members()[3].file("report.html"))).toBe(true);
  });
  test.each([0, 2, 3])("stopped in stage %i and resumed it ends at the same bits", async (stage) => {
    const out = join(results, `stopped-${stage}`);
    const stopping = new AbortController();
    let begun = -1;
    const config = parseConfig(staged);
    const stopped = await runSweep(config, {
      results,
      out,
      figures: false,
      signal: stopping.signal,
      onStage: (what) => {
        if (what === "training") begun += 1;
      },
      onProgress: ({ iteration }) => {
        if (begun === stage && iteration === 7) stopping.abort();
      },
    });
    expect([stopped.interrupted, stopped.members.length]).toEqual([true, stage + 1]);
    const moved = join(results, `moved-${stage}`); // runs that later ones name lie elsewhere then
    renameSync(out, moved);
    const { interrupted, directory } = await resumeSweep(new RunDirectory(moved), config, {
      results,
      figures: false,
    });
    expect(interrupted).toBe(false);
    expect(weightsOf(directory)).toEqual(weightsOf(whole));
  });
  test("evaluate and describe find the examples of a stage again", async () => {
    const path = whole.members()[2].path;
    const before = readFileSync(join(path, "run.json"), "utf8");
    const { code, out } = await rhohatHere(["evaluate", path]);
    expect([code, /taken for the right class +\S+ % of 30 test examples/.test(out)]).toEqual([0, true]);
    expect((await rhohatHere(["describe", path, "--quiet"])).code).toBe(0);
    const numbers = (text: string) => JSON.parse(text).metrics;
    expect(numbers(readFileSync(join(path, "run.json"), "utf8"))).toEqual(numbers(before));
    expect((await rhohatHere(["show", whole.path])).out).toMatch(/stage +cost J.*test accuracy/);
  });
});

test.each<[string, object, RegExp]>([
  [
    "a later stage",
    { stages: [{ name: "a", set: { through: [latents("stage:b")] } }, { name: "b" }] },
    /run must name a stage before, got "stage:b"/,
  ],
  [
    "a stage misspelt",
    { stages: [{ name: "first" }, { name: "b", set: { through: [latents("stage:fist")] } }] },
    /"stage:fist"; did you mean first/,
  ],
  [
    "no run there",
    { stages: undefined, through: [latents("/nowhere")] },
    /through: run must be the folder of a trained run, got "\/nowhere"/,
  ],
  [
    "a stage outside stages",
    { stages: undefined, through: [latents("stage:first")] },
    /run must be the folder of a trained run, got "stage:first"/,
  ],
  ["names twice", { stages: [{ name: "a" }, { name: "a" }] }, /stages must have names of their own/],
  [
    "a name of a stage's own",
    { stages: [{ name: "a", set: { name: "b" } }] },
    /must hold keys that a run is made with/,
  ],
  [
    "vary too",
    { vary: { key: "seed", values: [0, 1] } },
    /vary must be given without stages, staged has both/,
  ],
  [
    "a key that is none",
    { stages: [{ name: "a", set: { "modl.rho": 1 } }] },
    /unknown key modl.rho; did you mean model.rho/,
  ],
  [
    "a value that is none",
    { stages: [{ name: "a", set: { "model.rho": 2 } }] },
    /stage a: model.rho must lie inside \(0, 1\), got 2/,
  ],
  [
    "one class alone",
    {
      stages: undefined,
      data: { kind: "table", x: [[1, 2]], y: [[1]] },
      model: { kind: "softmax", hidden: [] },
    },
    /classes must be at least 2, got 1/,
  ],
])("%s is refused, nothing written", async (_, change, error) => {
  const out = join(results, "refused");
  const attempt = async () => {
    const config = parseConfig({ ...staged, ...change });
    await (config.stages === undefined ? runExperiment : runSweep)(config, { results, out });
  };
  await expect(attempt()).rejects.toThrow(error);
  expect(existsSync(out)).toBe(false);
});

/** A run on patches of 4×4 pixels. */
async function onPatches(): Promise<RunDirectory> {
  const random = Float64Array.from({ length: 16 * 40 }, (_, i) => 0.5 + 0.4 * Math.sin(i * i));
  writeFileSync(join(folder, "patches.npy"), encodeNpy(random, [40, 16]));
  const { directory } = await runExperiment(
    parseConfig({
      name: "patches",
      engine: "wasm",
      data: {
        kind: "array",
        path: join(folder, "patches.npy"),
        imageShape: [4, 4],
        preprocess: [{ kind: "remove-mean" }],
      },
      model: { kind: "classic", hidden: [3], output: "linear" },
      optimizer: { kind: "lbfgs", iterations: 3 },
    }),
    { results, figures: false },
  );
  return directory;
}

test("whole images through a run on patches: its latents at each place, pooled, as by hand", async () => {
  const directory = await onPatches();
  const data = { kind: "labelled", dir, count: 4 };
  const config = (through: object) =>
    parseConfig({ name: "x", data, through: [through], model: { kind: "softmax" } });
  const of = (pooling: string) =>
    loadExamples(config({ kind: "convolution", run: directory.path, pool: 2, pooling }));
  const { x, test: held } = await of("mean");
  expect([x.shape, held?.x.shape]).toEqual([
    [4, 12],
    [30, 12],
  ]);
  // 8 − 4 + 1 = 5 places: two regions of 2 each way, the last place left out.
  const raw = (await loadExamples(parseConfig({ name: "x", data, model: { kind: "softmax" } }))).x;
  const { model, theta } = readModel(directory);
  const pass = model.createPass(createKernels("float64", { engine: "reference" }), theta);
  const encoded = (image: number, r: number, c: number): number[] => {
    const patch = Float64Array.from({ length: 16 }, (_, p) =>
      raw.get(image, (r + (p >> 2)) * 8 + c + (p & 3)),
    );
    const mean = patch.reduce((a, b) => a + b) / 16;
    let found: number[] = [];
    pass.run(
      view(
        patch.map((value) => value - mean),
        [1, 16],
      ),
      (_, seen) => {
        found = [...contiguous(seen.latents[0])];
      },
    );
    return found;
  };
  for (const [pooling, join] of [
    ["mean", (values: number[]) => values.reduce((a, b) => a + b) / values.length],
    ["max", (values: number[]) => Math.max(...values)],
  ] as const) {
    const pooled = (await of(pooling)).x;
    const expected: number[] = [];
    for (let image = 0; image < 4; image++)
      for (const [r, c] of [
        [0, 0],
        [0, 2],
        [2, 0],
        [2, 2],
      ]) {
        const four = [
          encoded(image, r, c),
          encoded(image, r, c + 1),
          encoded(image, r + 1, c),
          encoded(image, r + 1, c + 1),
        ];
        for (let k = 0; k < 3; k++) expected.push(join(four.map((values) => values[k])));
      }
    expect(relativeError(contiguous(pooled), expected)).toBeLessThan(1e-12);
  }
});

test("convolving says at which image it is, and stops between two", async () => {
  const { path } = await onPatches();
  const config = parseConfig({
    name: "x",
    data: { kind: "labelled", dir, count: 4 },
    through: [{ kind: "convolution", run: path, pool: 2 }],
    model: { kind: "softmax" },
  });
  const stop = new AbortController();
  const told: number[] = [];
  const onPhase = ({ what, done, total }: Phase) => {
    expect([what, total]).toEqual(["convolving images", 4]);
    told.push(done);
    if (done === 2) stop.abort(new Error("enough"));
  };
  await expect(loadExamples(config, { onPhase, signal: stop.signal })).rejects.toThrow("enough");
  expect(told).toEqual([0, 1, 2]);
});
