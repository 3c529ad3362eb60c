// The experiment of kinds on patches, shortened: each row is trained, and they stand in the order that the whole one found.

import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { loadExperiment } from "../../src/experiments/load-experiment.js";
import { runSweep } from "../../src/experiments/sweep.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const config = parseConfig(await loadExperiment("kinds-on-patches"));
const { vary } = config;
if (vary === undefined || "length" in vary) throw new Error("more than one key is varied");
const shortened = {
  ...config,
  vary: { ...vary, values: vary.values.map((model) => ({ ...(model as object), latents: 64 })) },
  data: { ...config.data, count: 2000 } as typeof config.data,
  optimizer: { ...config.optimizer, iterations: 60, learningRate: 3e-3 } as typeof config.optimizer,
};

test("each of its nine rows learns on what is held out, and they stand in its order", async () => {
  const { members } = await runSweep(shortened, {
    results: temporaryFolder(),
    engine: "wasm",
    threads: 1,
    figures: false,
  });
  const fvu: Record<string, number> = {};
  for (const { set, directory } of members) {
    const { kind, k, l1, l0 } = set.model as { kind: string; k?: number; l1?: number; l0?: number };
    const held = directory.readMetrics().flatMap(({ heldOut }) => heldOut?.fvu ?? []);
    fvu[`${kind} ${k ?? l1 ?? l0}`] = held.at(-1)!;
    expect(held.at(-1), kind).toBeLessThan(held[0]);
  }
  expect(Object.keys(fvu)).toHaveLength(9);
  const inOrder = ["jumprelu 1", "gated 3", "standard 3", "topk 8", "topk 4", "standard 8"];
  expect(
    Object.keys(fvu)
      .filter((name) => inOrder.includes(name))
      .sort((a, b) => fvu[a] - fvu[b]),
  ).toEqual(inOrder);
  expect(fvu["standard 1"]).toBeLessThan(fvu["standard 3"]);
  for (const kept of ["batchtopk 8", "matryoshka 8"]) expect(fvu[kept]).toBeLessThan(fvu["topk 8"]);
});
