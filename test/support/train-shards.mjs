// Trains an epoch through the built library: `node train-shards.mjs <results> <file>…` prints what it took as JSON.

import { parseConfig, runExperiment } from "../../dist/index.js";
import { peakMemory } from "./peak-memory.mjs";

const [results, ...path] = process.argv.slice(2);
const base = peakMemory();
const { lookedAt } = await runExperiment(
  parseConfig({
    name: "large",
    dtype: "float32",
    data: { kind: "shards", path, buffer: 16384, preprocess: [{ kind: "mean-norm" }] },
    model: { kind: "topk", latents: 32, k: 2 },
    optimizer: { kind: "adam", batch: 2000, epochs: 1 },
  }),
  { results, engine: "wasm", threads: 1, figures: false },
);
console.log(JSON.stringify({ lookedAt, mebibytes: (peakMemory() - base) / 2 ** 20 }));
