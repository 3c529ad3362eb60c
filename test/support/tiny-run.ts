// One small run on two small images of its own, for tests that damage or attack it.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../../src/config/parse.js";
import { runExperiment } from "../../src/experiments/runner.js";
import { runId } from "../../src/inspect/run-id.js";
import { encodePng } from "../../src/viz/encode-png.js";

export interface TinyRun {
  readonly results: string;
  readonly id: string;
  readonly path: string;
  /** The folder of its images: a.png and b.png, 12×10 */
  readonly images: string;
}

/** A grey picture of 12×10 pixels. */
export const tinyPng = (seed: number): Uint8Array =>
  encodePng({
    width: 12,
    height: 10,
    channels: 1,
    data: Uint8Array.from({ length: 120 }, (_, i) => (i * i * seed + 31 * i) % 256),
  });

/** Trains it: 3 units on 4×4 patches, by L-BFGS, drawn, unless told otherwise. */
export async function makeTinyRun(
  folder: string,
  {
    hidden = 3,
    optimizer = "lbfgs",
    figures = true,
  }: { hidden?: number; optimizer?: "lbfgs" | "gradient-descent"; figures?: boolean } = {},
): Promise<TinyRun> {
  const [results, images] = [join(folder, "results"), join(folder, "images")];
  for (const path of [results, images]) mkdirSync(path, { recursive: true });
  writeFileSync(join(images, "a.png"), tinyPng(3));
  writeFileSync(join(images, "b.png"), tinyPng(7));
  const config = parseConfig({
    name: "tiny",
    data: {
      kind: "patches",
      source: { kind: "folder", path: images },
      size: [4, 4],
      count: 30,
      preprocess: [{ kind: "normalize-ufldl" }],
    },
    model: { kind: "classic", hidden: [hidden], rho: 0.1 },
    optimizer:
      optimizer === "lbfgs"
        ? { kind: optimizer, iterations: 2 }
        : { kind: optimizer, learningRate: 0.1, iterations: 2 },
  });
  const { directory } = await runExperiment(config, { results, engine: "reference", figures });
  return { results, images, path: directory.path, id: runId(results, directory.path) };
}
