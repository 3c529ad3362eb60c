// Runs on files that memory need not hold.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { createRandom } from "../../src/core/random.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { encodeSafetensors } from "../../src/data/io/safetensors.js";
import { describeRun } from "../../src/experiments/describe-run.js";
import { evaluateRun } from "../../src/experiments/evaluate-run.js";
import { resumeRun, runExperiment } from "../../src/experiments/runner.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const [ROWS, INPUTS] = [200, 16];
const random = createRandom(3, "examples");
for (const name of ["a", "b", "moved", "tensors", "none"]) mkdirSync(at(name));

/** Examples that are sums of two of 20 directions, times 3. */
const directions = Array.from({ length: 20 }, () => Float32Array.from({ length: INPUTS }, random.normal));
const shard = () => {
  const data = new Float32Array(ROWS * INPUTS);
  for (let i = 0; i < ROWS; i++)
    for (const direction of [random.integer(20), random.integer(20)])
      for (let j = 0; j < INPUTS; j++) data[i * INPUTS + j] += 3 * directions[direction][j];
  return data;
};
for (const number of [0, 1, 2, 10]) {
  const data = shard();
  const bytes = encodeNpy(data, [ROWS, INPUTS]);
  writeFileSync(at(`a/x-${number}.npy`), bytes);
  writeFileSync(at(`moved/x-${number}.npy`), bytes);
  writeFileSync(
    at(`tensors/x-${number}.safetensors`),
    encodeSafetensors({ acts: { shape: [ROWS, INPUTS], data } }),
  );
}

const configOf = (path: string | string[], optimizer: object = {}, data: object = {}) =>
  parseConfig({
    name: "shards",
    dtype: "float32",
    data: { kind: "shards", path, preprocess: [{ kind: "mean-norm" }], ...data },
    model: { kind: "topk", latents: 24, k: 2 },
    optimizer: {
      kind: "adam",
      batch: 50,
      learningRate: 0.01,
      ...("epochs" in optimizer ? {} : { iterations: 40 }),
      ...optimizer,
    },
    checkpointEvery: 10,
  });
const options = { results: folder, engine: "wasm" as const, threads: 1, figures: false };

describe("a run on shards", () => {
  test("a folder, a pattern, a list and safetensors of the same rows give the same bits", async () => {
    const list = [0, 1, 2, 10].map((number) => at(`a/x-${number}.npy`));
    const costs = [];
    for (const path of [at("a"), at("?/x-*.npy"), list, at("tensors")]) {
      const { cost, directory } = await runExperiment(configOf(path), options);
      costs.push(cost);
      expect(directory.readRecord().data).toMatchObject({ examples: 800, values: 16, imageShape: [4, 4] });
    }
    expect(new Set(costs).size).toBe(1);
  });

  test("learns on all of them, scaled by what a sample tells, and says on what its numbers are found", async () => {
    const { directory, fvu, lookedAt } = await runExperiment(configOf(at("a"), { epochs: 30 }), options);
    expect(fvu).toBeLessThan(0.3);
    expect(lookedAt).toEqual({ examples: 800, of: 800 });
    const [step] = directory.readJson("preprocessing.json") as { kind: string; factor: number }[];
    expect(step.kind).toBe("mean-norm");
    expect(step.factor).toBeLessThan(0.5);
    // The config tells how many steps the epochs became.
    const { optimizer } = directory.readJson("config.json") as { optimizer: object };
    expect(optimizer).toMatchObject({ iterations: 480 });
    expect(optimizer).not.toHaveProperty("epochs");
  });

  test("what is held out is scaled as what is trained on: twice the values, the same numbers", async () => {
    const data = shard();
    for (const [name, by] of Object.entries({ once: 1, twice: 2 }))
      writeFileSync(
        at(`${name}.npy`),
        encodeNpy(
          data.map((value) => by * value),
          [ROWS, INPUTS],
        ),
      );
    const heldOut = async (name: string) =>
      (await runExperiment(configOf(at(`${name}.npy`), { heldOut: 0.3 }), options)).heldOut;
    const once = await heldOut("once");
    expect(once).toMatchObject({ examples: 60, l0: 2 });
    expect(await heldOut("twice")).toEqual(once);
  });

  test("goes on, is evaluated and described where the files lie elsewhere by now", async () => {
    const stop = new AbortController();
    const onProgress = ({ iteration }: { iteration: number }) => {
      if (iteration === 13) stop.abort();
    };
    const begun = { ...options, signal: stop.signal, onProgress };
    const { directory } = await runExperiment(configOf(at("a")), begun);
    const result = await resumeRun(directory, configOf(at("moved")), options);
    expect(result.iterations).toBe(40);
    const whole = await runExperiment(configOf(at("a")), options);
    expect([result.cost, result.fvu]).toEqual([whole.cost, whole.fvu]);
    const { cost, examples, lookedAt } = await evaluateRun(directory);
    expect([cost, examples, lookedAt?.of]).toEqual([whole.cost, 800, 800]);
    expect(await describeRun(directory, { figures: false, dataPath: at("moved") })).toMatchObject({
      cost: whole.cost,
      lookedAt: { of: 800 },
    });
    const other = await evaluateRun(directory, { data: { kind: "shards", path: at("tensors") } });
    expect(other.cost).toBe(whole.cost);
  });

  test("is not gone on with when a file has other values", async () => {
    const { directory } = await runExperiment(configOf(at("a")), options);
    writeFileSync(at("b/x-0.npy"), encodeNpy(shard(), [ROWS, INPUTS]));
    const changed = ["b/x-0", "a/x-1", "a/x-2", "a/x-10"].map((name) => at(`${name}.npy`));
    await expect(resumeRun(directory, configOf(changed), options)).rejects.toThrow(
      "resume: the data must be those that",
    );
  });

  test("a value that is not finite ends it when it is read, and the last checkpoint stays", async () => {
    const data = new Float32Array(20_000 * INPUTS).map((_, i) => ((i * 7919) % 101) / 101);
    data[19_990 * INPUTS + 3] = Number.NaN;
    writeFileSync(at("late.npy"), encodeNpy(data, [20_000, INPUTS]));
    const config = configOf(at("late.npy"), { epochs: 1 });
    await expect(runExperiment({ ...config, seed: 1 }, { ...options, out: at("late") })).rejects.toThrow(
      /late\.npy must hold finite numbers only, got NaN at row 19990, column 3/,
    );
  });
});

describe.each<[string, ReturnType<typeof configOf>, RegExp]>([
  ["no such file", configOf(at("x.npy")), /data: \S*x\.npy must be there, it does not exist/],
  ["a pattern of nothing", configOf(at("a/*.bin")), /a\/\*\.bin must match a file, it matches none/],
  ["a folder of none", configOf(at("none")), /must hold \.npy or \.safetensors files, it holds none/],
  [
    "files of two types",
    configOf([at("a"), at("tensors")]),
    /must be of one type, got \S*npy, \S*safetensors/,
  ],
  ["a file twice", configOf([at("a"), at("a/x-1.npy")]), /each file must be named once, \S*x-1\.npy is/],
  [
    "all of the data at once",
    parseConfig({ name: "x", data: configOf(at("a")).data, model: { kind: "classic" } }),
    /optimizer\.kind must be one for minibatches with data of kind shards, got lbfgs; choose adam or sgd/,
  ],
  [
    "a step for images",
    configOf(at("a"), {}, { preprocess: [{ kind: "whiten-1-over-f" }] }),
    /whiten-1-over-f must be given whole images/,
  ],
  [
    "a batch larger than the data",
    configOf(at("a"), { batch: 801 }),
    /batch must be at most the 800 examples, got 801/,
  ],
  [
    "a picture of other values",
    configOf(at("a"), {}, { imageShape: [5, 5] }),
    /imageShape must have 16 values, as an example of \S*x-0\.npy has, got 5×5/,
  ],
])("%s", (_, config, says) => {
  test("is refused", () => expect(runExperiment(config, options)).rejects.toThrow(says));
});

test("iterations and epochs are two words for one thing", () =>
  expect(() => configOf(at("a"), { iterations: 10, epochs: 2 })).toThrow(
    "config: optimizer.epochs must be left out where iterations are given, got 2",
  ));
