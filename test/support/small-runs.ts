// A results folder with small runs of every kind, made as a user's are.

import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ExperimentConfig } from "../../src/config/config.js";
import { parseConfig } from "../../src/config/parse.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { runExperiment } from "../../src/experiments/runner.js";
import { runSweep } from "../../src/experiments/sweep.js";
import { runId } from "../../src/inspect/run-id.js";
import { root } from "./command-line.js";

export interface SmallRuns {
  /** Ids by what the runs are */
  readonly patches: string;
  readonly otherSeed: string;
  readonly deep: string;
  readonly bars: string;
  readonly sweep: string;
  readonly broken: string;
}

/** Two of the shipped photographs: all of them take longer to whiten than to train on. */
const photos = ["black-canyon.png", "nagasaki-boats.png"];

const patchesOf = (path: string): ExperimentConfig => ({
  name: "patches",
  question: "Are there edges in <small> runs?",
  data: {
    kind: "patches",
    source: { kind: "folder", path },
    size: [8, 8],
    count: 600,
    preprocess: [{ kind: "whiten-1-over-f" }, { kind: "normalize-ufldl" }],
  },
  model: { kind: "classic", hidden: [9], rho: 0.05 },
  optimizer: { kind: "lbfgs", iterations: 30 },
  checkpointEvery: 10,
});

/** Trains them below `results`; the reference of what the viewer is tested on. */
export async function makeSmallRuns(results: string): Promise<SmallRuns> {
  const options = { results, engine: "wasm" as const, threads: 1 };
  const run = async (config: ExperimentConfig, figures = false) => {
    const { directory } = await runExperiment(parseConfig(config), { ...options, figures });
    return runId(results, directory.path);
  };
  mkdirSync(results, { recursive: true });
  const images = `${results}-images`;
  mkdirSync(images);
  for (const name of photos) copyFileSync(join(root, "datasets/natural-photos", name), join(images, name));
  const patches = patchesOf(images);
  const rows = join(results, "rows.npy");
  writeFileSync(
    rows,
    encodeNpy(
      Float64Array.from({ length: 40 * 6 }, (_, i) => 0.1 + ((i * 7) % 11) / 14),
      [40, 6],
    ),
  );
  const sweep = parseConfig({
    ...patches,
    name: "sweep",
    data: { kind: "array", path: rows },
    model: { kind: "classic", hidden: [3] },
    optimizer: { kind: "lbfgs", iterations: 5 },
    vary: { key: "model.rho", values: [0.02, 0.1] },
  });
  const found = {
    patches: await run(patches, true),
    otherSeed: await run({ ...patches, name: "other-seed", seed: 1 }),
    deep: await run({
      ...patches,
      name: "deep",
      model: { kind: "classic", hidden: [8, 6], rho: 0.1 },
      dtype: "float32",
    }),
    bars: await run({
      ...patches,
      name: "bars",
      data: { kind: "array", path: rows },
      model: { kind: "classic", hidden: [4], rho: 0.1 },
    }),
    sweep: runId(results, (await runSweep(sweep, { ...options, figures: false })).directory.path),
  };
  const broken = join(results, "broken", "20260101-000000-00000000");
  mkdirSync(broken, { recursive: true });
  writeFileSync(join(broken, "config.json"), "{}");
  writeFileSync(join(broken, "run.json"), '{"status": "runn');
  return { ...found, broken: runId(results, broken) };
}
