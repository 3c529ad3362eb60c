// The types that ship are whole: a strict project that checks its libraries compiles.

import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./support/command-line.js";

test("a strict consumer compiles against the built package, its declarations checked too", () => {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const options = [
    "--noEmit",
    "--ignoreConfig",
    "--strict",
    "--exactOptionalPropertyTypes",
    "--module",
    "nodenext",
    "--target",
    "es2022",
    "--types",
    "node",
  ];
  let said = "";
  try {
    execFileSync(process.execPath, [tsc, ...options, join(root, "test/support/consumer.ts")], { cwd: root });
  } catch (error) {
    said = String((error as { stdout: Buffer }).stdout);
  }
  expect(said).toBe("");
});
