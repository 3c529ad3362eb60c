// The exercise everyone knows, as npm start runs it: what it must reach.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { rhohat } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const run = join(temporaryFolder(), "run");

test("natural-patches learns 25 edges: smooth tiles, every ρ̂ within 0.002 of ρ, at most 440 evaluations", {
  timeout: 600_000,
}, async () => {
  const { code, out } = await rhohat(["run", "natural-patches", "--out", run, "--json"]);
  expect(code).toBe(0);
  const { cost, iterations, evaluations, rhoHat, roughness } = JSON.parse(out);
  expect(iterations).toBe(400);
  expect(evaluations).toBeLessThanOrEqual(440);
  expect(roughness).toBeLessThan(1);
  expect(Math.max(Math.abs(rhoHat[1].min - 0.01), Math.abs(rhoHat[1].max - 0.01))).toBeLessThan(0.002);
  // The same seed gives the same bits on every machine.
  expect(cost).toBe(0.37197089099833663);
  const features = PNG.sync.read(readFileSync(join(run, "figures", "features.png")));
  expect(features.width).toBe(features.height);
});
