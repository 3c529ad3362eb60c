// The exercise everyone knows, as npm start runs it: what it must reach, and the same bits on any number of threads.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();

async function exercise(threads: number, ...more: string[]) {
  const run = join(folder, `${threads}-threads`);
  const options = ["--engine", "wasm", "--threads", String(threads), "--out", run, "--json", ...more];
  const { code, out } = await rhohatHere(["run", "natural-patches", ...options]);
  expect(code).toBe(0);
  const file = (name: string) => readFileSync(join(run, name));
  return { ...JSON.parse(out), file };
}

test("natural-patches learns 25 edges: smooth tiles, every ρ̂ within 0.002 of ρ, at most 440 evaluations", async () => {
  const { cost, iterations, evaluations, rhoHat, roughness, file } = await exercise(2);
  expect(iterations).toBe(400);
  expect(evaluations).toBeLessThanOrEqual(440);
  expect(roughness).toBeLessThan(1);
  expect(Math.max(Math.abs(rhoHat[1].min - 0.01), Math.abs(rhoHat[1].max - 0.01))).toBeLessThan(0.002);
  // The same seed gives the same bits on every machine.
  expect(cost).toBe(0.3716968358347989);
  const features = PNG.sync.read(file("figures/features.png"));
  expect(features.width).toBe(features.height);

  // What comes later follows from these weights, by the same steps.
  for (const threads of [1, 3]) {
    const other = await exercise(threads, "--no-figures", "--set", "optimizer.iterations=20");
    const path = "checkpoints/step-000020/weights.safetensors";
    expect(other.file(path).equals(file(path)), `weights on ${threads} threads`).toBe(true);
  }
});
