import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runSubtitle } from "../../src/inspect/run-subtitle.js";
import { writeName } from "../../src/train/about.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { temporaryFolder } from "../support/temporary-folder.js";

test("a run's name or experiment, then its main settings", () => {
  const path = join(temporaryFolder(), "anything", "run");
  mkdirSync(path, { recursive: true });
  const directory = new RunDirectory(path);
  expect(runSubtitle(directory)).toBe("anything");
  const data = { kind: "patches", source: { kind: "photos" }, size: [8, 8], count: 10 };
  const optimizer = { kind: "lbfgs", iterations: 400 };
  const config = {
    name: "edges",
    seed: 7,
    data,
    model: { kind: "classic", rho: 0.05, hidden: [25] },
    optimizer,
  };
  writeFileSync(join(path, "config.json"), JSON.stringify(config));
  expect(runSubtitle(directory)).toBe("edges · ρ 0.05 · hidden 25 · seed 7 · photos · 400 iterations");
  writeName(directory, "exercise short");
  expect(runSubtitle(directory)).toBe(
    "exercise short · ρ 0.05 · hidden 25 · seed 7 · photos · 400 iterations",
  );
  writeName(directory, "é".repeat(41));
  expect(runSubtitle(directory)).toBe(
    `${"é".repeat(39)}… · ρ 0.05 · hidden 25 · seed 7 · photos · 400 iterations`,
  );
});

test("a sweep's says what it varies, of whole models what differs; data by the last part of their path", () => {
  const path = join(temporaryFolder(), "anything", "run");
  mkdirSync(path, { recursive: true });
  const models = [1, 2, 4, 8].map((beta) => ({
    kind: "classic",
    hidden: [1024],
    rho: 0.0125,
    beta,
    sparseLayers: [1],
  }));
  const config = {
    name: "budgets",
    data: { kind: "array", path: "/far/away/X.npy" },
    model: models[0],
    optimizer: { kind: "lbfgs", iterations: 1 },
    vary: { key: "model", values: models },
  };
  writeFileSync(join(path, "config.json"), JSON.stringify(config));
  expect(runSubtitle(new RunDirectory(path))).toBe(
    "budgets · model β 1 | β 2 | β 4 | β 8 · X.npy · 1 iteration",
  );
});
