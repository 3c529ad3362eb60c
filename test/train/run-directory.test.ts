import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { createKernels } from "../../src/kernels/engine.js";
import { createNetworkObjective } from "../../src/nn/network-objective.js";
import { parameterNames } from "../../src/nn/parameters.js";
import { lbfgs } from "../../src/optim/lbfgs.js";
import {
  checkpointIterations,
  readCheckpoint,
  readWeights,
  thetaOf,
  writeCheckpoint,
} from "../../src/train/checkpoint.js";
import { runLoop } from "../../src/train/loop.js";
import { createRunDirectory, findRuns, RunDirectory, runsBelow } from "../../src/train/run-directory.js";
import { assertPlace, newRunPath } from "../../src/train/start-run.js";
import { fullBatch } from "../../src/train/training.js";
import { writeAtomically, writeFolderAtomically } from "../../src/train/write-atomically.js";
import { randomMatrix } from "../support/data.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const record = { status: "running", experiment: "e", startedAt: "2026-01-01T00:00:00Z" } as const;

describe("writing", () => {
  test("a file and a folder appear whole, without leftovers, and replace what was there", () => {
    const at = join(folder, "atomic");
    mkdirSync(at);
    writeAtomically(join(at, "a"), "old");
    writeAtomically(join(at, "a"), "new");
    writeFolderAtomically(join(at, "f"), { x: "1", y: "2" });
    writeFolderAtomically(join(at, "f"), { x: "3" });
    expect(readdirSync(at).sort()).toEqual(["a", "f"]);
    expect(readdirSync(join(at, "f"))).toEqual(["x"]);
  });
});

describe("run directory", () => {
  test("its name is UTC time, a hash of the config and a drawn part", () => {
    const now = new Date("2026-11-24T09:30:05Z");
    const path = newRunPath(folder, "e", { a: 1 }, now);
    expect(path).toMatch(/e\/20261124-093005-[0-9a-f]{8}-[0-9a-f]{4}$/);
    const hash = (config: unknown) => newRunPath(folder, "e", config, now).split("-").at(-2);
    expect(hash({ a: 1 })).toBe(hash({ a: 1 }));
    expect(hash({ a: 2 })).not.toBe(hash({ a: 1 }));
  });
  test("another run's folder, a file, and a folder with other things are refused", () => {
    const taken = join(folder, "taken");
    createRunDirectory(taken, { config: {}, record });
    expect(() => assertPlace({ out: taken })).toThrow(/taken must be free, it holds another run/);
    const file = join(folder, "file");
    writeFileSync(file, "x");
    expect(() => assertPlace({ out: file })).toThrow(/--out must be a folder/);
    expect(() => assertPlace({ out: join(file, "inside") })).toThrow(/must be a folder that can be written/);
    mkdirSync(join(folder, "full"));
    writeFileSync(join(folder, "full", "x"), "x");
    expect(() => assertPlace({ out: join(folder, "full") })).toThrow(/must be empty or new/);
    expect(() => assertPlace({ out: join(folder, "new", "deep") })).not.toThrow();
  });
  test("a folder that cannot be made is refused at once, with the reason", () => {
    const at = (name: string) => join(folder, name);
    writeFileSync(at("a-file"), "x");
    symlinkSync(at("gone"), at("dangling"));
    symlinkSync(at("circle"), at("circle"));
    const before = readdirSync(folder);
    const long = `new/${"x".repeat(300)}`;
    for (const [path, why] of [
      [at("a-file"), /file/],
      [at("a-file/inside"), /a file is in the way/],
      [at("dangling"), /dangling is a link that leads nowhere/],
      [at("dangling/inside"), /dangling is a link that leads nowhere/],
      [at("circle"), /(leads nowhere|circle)/],
      [at("circle/inside"), /its links lead in a circle/],
      [at(long), /its name is too long/],
      [at("x/".repeat((4060 - folder.length) / 2)), /its name is too long/],
      ...(process.platform === "linux" ? [["/proc/rhohat", /no file can be made there/] as const] : []),
    ] as const) {
      expect(() => assertPlace({ out: path })).toThrow(why);
      const asResults = () => assertPlace({ results: path, experiment: "e" });
      expect(asResults).toThrow(/--results must be a folder that can be written/);
      expect(asResults).toThrow(InputError);
    }
    expect(readdirSync(folder)).toEqual(before);
  });
  test("half a last line of metrics is left out, and truncated metrics forget the future", () => {
    const directory = createRunDirectory(join(folder, "metrics"), { config: {}, record });
    const line = (iteration: number) => ({ iteration, evaluations: 1, cost: 1, parts: {}, seconds: 0 });
    directory.appendMetrics([line(0), line(1), line(2)]);
    writeFileSync(directory.file("metrics.jsonl"), `{"iteration":3,"cos`, { flag: "a" });
    expect(directory.readMetrics().map(({ iteration }) => iteration)).toEqual([0, 1, 2]);
    directory.truncateMetrics(1);
    expect(directory.readMetrics().map(({ iteration }) => iteration)).toEqual([0, 1]);
  });
  test("findRuns finds runs and nothing else, oldest first", () => {
    const results = join(folder, "results");
    for (const path of ["b/20260101-000000-aa", "a/20260102-000000-bb"])
      createRunDirectory(join(results, path), { config: {}, record });
    // What a kill in the middle of making one leaves is no run.
    createRunDirectory(join(results, "a/20260103-000000-cc.123.tmp"), { config: {}, record });
    mkdirSync(join(results, "gallery", "pictures"), { recursive: true });
    expect(findRuns(results).map(({ path }) => path.slice(results.length))).toEqual([
      "/b/20260101-000000-aa",
      "/a/20260102-000000-bb",
    ]);
  });
  test("of runs that began in the same second run.json says which came first", () => {
    const results = join(folder, "same-second");
    const at = (path: string, startedAt: string) =>
      createRunDirectory(join(results, path), { config: {}, record: { ...record, startedAt } });
    at("a/20260102-000000-aa", "2026-01-02T00:00:00.900Z");
    at("b/20260102-000000-bb", "2026-01-02T00:00:00.100Z");
    at("c/20260102-000000-cc", "2026-01-02T00:00:00.100Z");
    expect(findRuns(results).map(({ path }) => path.slice(results.length + 1, results.length + 2))).toEqual([
      "b",
      "c",
      "a",
    ]);
  });
});

test("runsBelow finds runs as people lay them out: themselves, straight in it, behind links; each once", () => {
  const results = join(folder, "laid-out");
  const at = (path: string, startedAt: string) =>
    createRunDirectory(join(results, path), { config: {}, record: { ...record, startedAt } });
  at("a/20260102-000000-bb", "2026-01-02T00:00:00.000Z");
  at("mine", "2026-01-01T00:00:00.000Z");
  at("../elsewhere/b/20260103-000000-cc", "2026-01-03T00:00:00.000Z");
  symlinkSync(join(folder, "elsewhere/b"), join(results, "b"));
  symlinkSync("20260102-000000-bb", join(results, "a/current"));
  symlinkSync("nowhere", join(results, "broken"));
  const found = (path: string) => runsBelow(path).map((run) => run.path.slice(results.length));
  expect(found(results)).toEqual(["/mine", "/a/20260102-000000-bb", "/b/20260103-000000-cc"]);
  expect(found(join(results, "a"))).toEqual(["/a/20260102-000000-bb"]);
  expect(found(join(results, "mine"))).toEqual(["/mine"]);
  expect(found(join(results, "nothing"))).toEqual([]);
});

describe("checkpoints", () => {
  const x = randomMatrix(9, 4);
  const network = { sizes: [4, 3, 4], activations: ["sigmoid", "sigmoid"] as const };
  const parameters = parameterNames(network.sizes);

  test.each(["float64", "float32"] as const)("%s: what was saved is read, to the bit", (dtype) => {
    const kernels = createKernels(dtype);
    const objective = createNetworkObjective(kernels, { network, x, y: x });
    const state = lbfgs().init(kernels, objective, kernels.allocate(objective.length).fill(0.1));
    for (let i = 0; i < 5; i++) lbfgs().step(kernels, objective, state);
    const directory = new RunDirectory(join(folder, `checkpoint-${dtype}`));
    writeCheckpoint(directory, state, parameters);
    expect(checkpointIterations(directory)).toEqual([5]);
    const read = fullBatch(kernels, objective, lbfgs(), kernels.allocate(objective.length));
    readCheckpoint(directory, 5, read, parameters);
    expect(read.state).toEqual(state);
    expect(thetaOf(readWeights(directory, 5), parameters)).toEqual(state.theta);
  });

  test("a half-written checkpoint does not count", () => {
    const directory = new RunDirectory(join(folder, "half"));
    mkdirSync(join(directory.checkpoints, "step-000007.123.tmp"), { recursive: true });
    expect(checkpointIterations(directory)).toEqual([]);
  });

  test("what a kill left unfinished is removed: beside checkpoints, and in one whose sums were being changed", () => {
    const directory = new RunDirectory(join(folder, "left"));
    const checkpoint = join(directory.checkpoints, "step-000000");
    mkdirSync(join(directory.checkpoints, "step-000007.123.tmp"), { recursive: true });
    mkdirSync(checkpoint);
    for (const name of ["SHA256SUMS", "SHA256SUMS.123.tmp"]) writeFileSync(join(checkpoint, name), "");
    directory.removeTemporaries();
    expect([readdirSync(directory.checkpoints), readdirSync(checkpoint)]).toEqual([
      ["step-000000"],
      ["SHA256SUMS"],
    ]);
  });
});

test("the loop saves at the start, every so often and at the end, and tells why it ended", async () => {
  const kernels = createKernels("float64");
  const x = randomMatrix(9, 4);
  const objective = createNetworkObjective(kernels, {
    network: { sizes: [4, 3, 4], activations: ["tanh", "tanh"] },
    x,
    y: x,
  });
  const training = fullBatch(kernels, objective, lbfgs(), randomMatrix(1, objective.length, 1).data);
  const saved: number[] = [];
  const stopped = await runLoop({
    training,
    iterations: 7,
    checkpointEvery: 3,
    onIteration: () => {},
    onCheckpoint: ({ iteration }) => saved.push(iteration),
  });
  expect([stopped, saved]).toEqual(["iterations", [0, 3, 6, 7]]);
  expect(existsSync(folder)).toBe(true);
});
