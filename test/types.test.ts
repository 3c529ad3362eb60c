// The types that ship are whole: the README's code compiles in a project that has every strict flag and checks its
// libraries, with what npm installs and nothing else.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./support/command-line.js";
import { installPackage } from "./support/npm-package.js";
import { experiment, library, page, trainedRun } from "./support/readme.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");

const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: false,
  skipDefaultLibCheck: true, // TypeScript's own are not ours to check
  noEmit: true,
  preserveSymlinks: true, // or it would find what is installed beside the sources
};

/** What the compiler says of a project of these files. */
function compiled(files: Readonly<Record<string, string>>, options: object): string {
  const folder = temporaryFolder();
  installPackage(folder, ["@types/node", "undici-types"]);
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code);
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...strict, ...options }, files: Object.keys(files) }),
  );
  return spawnSync(process.execPath, [tsc], { cwd: folder, encoding: "utf8" }).stdout;
}

test("the README's code and every export compile in a strict project for Node.js", () => {
  const consumer = readFileSync(join(root, "test/support/consumer.ts"), "utf8");
  const files = {
    "experiment.ts": experiment,
    "library.ts": library,
    "trained-run.ts": trainedRun,
    "consumer.ts": consumer,
  };
  expect(compiled(files, { module: "nodenext", target: "es2022", types: ["node"] })).toBe("");
});

test("rhohat/core compiles in one for a page, without the types of Node.js", () => {
  const options = { module: "esnext", moduleResolution: "bundler", lib: ["es2022", "dom"], types: [] };
  expect(compiled({ "page.ts": page }, { ...options, target: "es2022" })).toBe("");
});

test("rhohat/core compiles where there is neither a page nor Node.js", () => {
  const options = { module: "esnext", moduleResolution: "bundler", lib: ["es2023"], types: [] };
  expect(compiled({ "page.ts": page }, { ...options, target: "es2022" })).toBe("");
});
