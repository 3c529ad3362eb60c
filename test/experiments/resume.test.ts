// What a run keeps when it goes on, and what it says of itself.

import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ResolvedConfig } from "../../src/config/config.js";
import { parseConfig } from "../../src/config/parse.js";
import { withValue } from "../../src/config/with-value.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { resumeRun, runExperiment } from "../../src/experiments/runner.js";
import { withDataPath } from "../../src/experiments/same-run.js";
import { resumeSweep, runSweep } from "../../src/experiments/sweep.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { liveStatus } from "../../src/train/status.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const drawn = { results: folder, engine: "wasm" as const, threads: 1 };
const options = { ...drawn, figures: false };
const auto = { results: folder, threads: 1, figures: false };
const rows = encodeNpy(
  Float64Array.from({ length: 40 }, (_, i) => 0.2 + ((i * 7) % 11) / 20),
  [10, 4],
);
writeFileSync(join(folder, "rows.npy"), rows);
const config = parseConfig({
  name: "small",
  data: { kind: "array", path: join(folder, "rows.npy") },
  model: { kind: "classic", hidden: [3], rho: 0.1 },
  optimizer: { kind: "lbfgs", iterations: 6 },
});
const longer = (iterations: number, of = config): ResolvedConfig => ({
  ...of,
  optimizer: { ...of.optimizer, iterations },
});
const recordOf = (directory: RunDirectory) =>
  directory.readJson("run.json") as unknown as Record<string, unknown> & { parts: Record<string, unknown>[] };

describe("a resumed run", () => {
  test("is refused another dtype, optimiser, model or seed, and fewer iterations than are done", async () => {
    const { directory } = await runExperiment(config, options);
    const before = recordOf(directory);
    const refused = (changed: ResolvedConfig) => expect(resumeRun(directory, changed, options)).rejects;
    await refused({ ...config, dtype: "float32" }).toThrow("dtype must stay as");
    await refused({ ...config, optimizer: { kind: "conjugate-gradient", iterations: 9 } }).toThrow(
      "optimizer must stay as",
    );
    await refused(withValue(config, "model.hidden", [4]) as ResolvedConfig).toThrow("model must stay as");
    await refused({ ...config, seed: 1 }).toThrow("seed must stay as");
    await refused(longer(5)).toThrow("optimizer.iterations must be at least the 6 that are done, got 5");
    expect(recordOf(directory)).toEqual(before);
  });
  test("keeps its engine unless another is named, and tells who did what", async () => {
    const { directory } = await runExperiment(config, { ...options, engine: "reference" });
    await resumeRun(directory, longer(8), auto);
    expect(recordOf(directory)).toMatchObject({ engine: "reference" });
    await resumeRun(directory, longer(9), options);
    const { engine, parts } = recordOf(directory);
    expect([engine, parts.map(({ from, to, engine }) => [from, to, engine])]).toEqual([
      "wasm",
      [
        [0, 6, "reference"],
        [6, 8, "reference"],
        [8, 9, "wasm"],
      ],
    ]);
    expect(directory.readJson("config.json")).toMatchObject({ engine: "reference" }); // to 8 it repeats the run
  });
  test("finds data that were moved, and knows others", async () => {
    writeFileSync(join(folder, "here.npy"), rows);
    const { directory } = await runExperiment(withDataPath("run", config, join(folder, "here.npy")), options);
    renameSync(join(folder, "here.npy"), join(folder, "there.npy"));
    const moved = withDataPath("run", longer(8), join(folder, "there.npy"));
    expect((await resumeRun(directory, moved, options)).iterations).toBe(8);
    expect(directory.readJson("config.json")).toMatchObject({ data: { path: join(folder, "there.npy") } });
    writeFileSync(join(folder, "other.npy"), encodeNpy(new Float64Array(40).fill(0.3), [10, 4]));
    await expect(
      resumeRun(directory, withDataPath("run", moved, join(folder, "other.npy")), options),
    ).rejects.toThrow(/data must be those/);
  });
  test("finds known features that were moved", async () => {
    const features = encodeNpy(Float64Array.from([1, 0, 0, 1, 0.6, 0.8]), [3, 2]);
    writeFileSync(join(folder, "features.npy"), features);
    const toy = (path: string, iterations: number) =>
      parseConfig({
        name: "toy",
        data: { kind: "sparse-toy", features: { kind: "file", path: join(folder, path) }, count: 20 },
        model: { kind: "topk", latents: 3, k: 1 },
        optimizer: { kind: "adam", batch: 5, iterations },
      });
    const { directory } = await runExperiment(toy("features.npy", 2), options);
    renameSync(join(folder, "features.npy"), join(folder, "moved-features.npy"));
    const moved = withDataPath("run", toy("features.npy", 4), join(folder, "moved-features.npy"));
    expect((await resumeRun(directory, moved, options)).iterations).toBe(4);
  });
  test("is refused while it lives", async () => {
    const refusals: unknown[] = [];
    const { directory } = await runExperiment(config, {
      ...options,
      out: join(folder, "lives"),
      onProgress({ iteration }) {
        if (iteration !== 3) return;
        const directory = new RunDirectory(join(folder, "lives"));
        refusals.push(
          liveStatus(directory),
          resumeRun(directory, config, options).catch(({ message }) => message),
        );
      },
    });
    expect(await Promise.all(refusals)).toEqual([
      "running",
      expect.stringMatching(/must be at rest, process \d+/),
    ]);
    expect(liveStatus(directory)).toBe("done");
  });
});

test("config.json names the engine, and repeats the run on it to the bit", async () => {
  const first = await runExperiment(config, { ...options, engine: "reference" });
  const repeated = parseConfig(first.directory.readJson("config.json"));
  const again = await runExperiment(repeated, auto);
  const weights = ({ directory, trained }: typeof first) => [recordOf(directory).engine, trained?.theta];
  expect(weights(again)).toEqual(weights(first));
  expect(weights(again)[0]).toBe("reference");
});

test("figures that fail leave a trained run that says so; a resume makes them", async () => {
  const out = join(folder, "unseen");
  const error = await runExperiment(config, {
    ...drawn,
    out,
    // A file where the figures' folder is to be.
    onStage: (stage) => stage === "finishing" && writeFileSync(join(out, "figures"), ""),
  }).catch((error) => error);
  expect([error.name, error.message]).toEqual(["RunError", expect.stringContaining(join(out, "figures"))]);
  const directory = new RunDirectory(out);
  expect(recordOf(directory)).toMatchObject({
    status: "failed",
    problem: error.message,
    metrics: { iterations: 6 },
  });
  renameSync(join(out, "figures"), join(out, "no-figures"));
  const { stopped } = await resumeRun(directory, config, drawn);
  expect([stopped, recordOf(directory).status, recordOf(directory).problem]).toEqual([
    "iterations",
    "done",
    undefined,
  ]);
});

test("a member that diverges ends neither the sweep nor, again and again, its resume", async () => {
  const sweep = parseConfig({
    ...config,
    name: "rates",
    model: { kind: "classic", hidden: [3], activation: "linear", beta: 0 },
    optimizer: { kind: "gradient-descent", learningRate: 0.01, iterations: 300 },
    vary: { key: "optimizer.learningRate", values: [0.01, 1e3, 0.02] },
  });
  const { directory, members, figures } = await runSweep(sweep, drawn);
  expect(members.map(({ set, result }) => [set["optimizer.learningRate"], result?.iterations])).toEqual([
    [0.01, 300],
    [1e3, undefined],
    [0.02, 300],
  ]);
  expect(members[1].failure).toMatch(/the cost must stay finite/);
  expect(members.every(({ result }) => result === null || result.trained === null)).toBe(true);
  expect(figures.some((path) => path.endsWith("trade-off.png"))).toBe(true);
  expect(recordOf(directory)).toMatchObject({ status: "failed", problem: "1 of 3 members failed" });
  const partsOf = (i: number) => recordOf(directory.member(i)).parts.length;
  const resumed = await resumeSweep(directory, longer(310, sweep), options);
  expect(resumed.members.map(({ result }) => result?.iterations)).toEqual([310, undefined, 310]);
  expect([partsOf(0), partsOf(1), partsOf(2)]).toEqual([2, 1, 2]);
  expect(directory.readJson("config.json")).toMatchObject({ optimizer: { iterations: 310 }, engine: "wasm" });
  // One of them goes on by itself; the sweep keeps what it did.
  const first = directory.member(0);
  await resumeRun(first, longer(320, first.readJson("config.json") as ResolvedConfig), options);
  const again = await resumeSweep(directory, longer(310, sweep), options);
  expect(again.members.map(({ result }) => result?.iterations)).toEqual([320, undefined, 310]);
});
