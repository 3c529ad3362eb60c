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
  const config = { name: "edges", seed: 7, data, model: { kind: "classic", rho: 0.05, hidden: [25] } };
  writeFileSync(join(path, "config.json"), JSON.stringify(config));
  expect(runSubtitle(directory)).toBe("edges · ρ 0.05 · hidden 25 · seed 7");
  writeName(directory, "exercise short");
  expect(runSubtitle(directory)).toBe("exercise short · ρ 0.05 · hidden 25 · seed 7");
  writeName(directory, "é".repeat(41));
  expect(runSubtitle(directory)).toBe(`${"é".repeat(39)}… · ρ 0.05 · hidden 25 · seed 7`);
});
