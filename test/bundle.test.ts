// rhohat/core as a page has it: the README's sample, bundled by Vite and by esbuild without a warning, trains in a
// browser to the bits that Node.js gives.

import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build as esbuild } from "esbuild-wasm";
import type { Browser } from "playwright-core";
import { createLogger, type Rollup, build as vite } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createKernels,
  createRandom,
  createSparseAutoencoder,
  initialTheta,
  lbfgs,
  matrix,
} from "../src/index.js";
import { chromiumMissing, startChromium } from "./support/chromium.js";
import { installPackage } from "./support/npm-package.js";
import { page } from "./support/readme.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const folder = temporaryFolder();

/** 1000 examples of 64 values. */
const EXAMPLES = 1000;
const entry = join(folder, "src/entry.ts");

installPackage(folder);
mkdirSync(join(folder, "src"));
writeFileSync(join(folder, "src/learn.ts"), page);
writeFileSync(
  entry,
  `import { createRandom } from "rhohat/core";
import { learn } from "./learn.js";

const random = createRandom(1);
const examples = Float64Array.from({ length: ${EXAMPLES} * 64 }, () => 0.1 + 0.8 * random.uniform());
const theta = learn(examples);
globalThis.learned = Array.from(new Uint8Array(theta.buffer, theta.byteOffset, theta.byteLength));
`,
);

async function withVite(warnings: string[]): Promise<string> {
  const logger = createLogger("warn");
  logger.warn = (message) => warnings.push(message);
  logger.warnOnce = logger.warn;
  logger.error = logger.warn;
  const output = await vite({
    root: folder,
    configFile: false,
    publicDir: false,
    logLevel: "warn", // or its progress is printed beside the logger
    customLogger: logger,
    build: { write: false, modulePreload: false, rolldownOptions: { input: entry } },
  });
  const files = (output as Rollup.RollupOutput).output;
  expect(files.map(({ type }) => type)).toEqual(["chunk"]); // all of it, and nothing beside it
  return (files[0] as Rollup.OutputChunk).code;
}

async function withEsbuild(warnings: string[]): Promise<string> {
  const { outputFiles, ...said } = await esbuild({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    platform: "browser",
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  warnings.push(...said.warnings.map(({ text }) => text));
  expect(outputFiles).toHaveLength(1);
  return outputFiles[0].text;
}

/** What the sample does, in Node.js, on two threads. */
function learnedHere(): Uint8Array {
  const kernels = createKernels("float64", { engine: "wasm", threads: 2 });
  const random = createRandom(1);
  const x = Float64Array.from({ length: EXAMPLES * 64 }, () => 0.1 + 0.8 * random.uniform());
  const sae = createSparseAutoencoder({ visible: 64, hidden: [25] });
  const objective = sae.objective(kernels, matrix(x, EXAMPLES, 64));
  const start = initialTheta(sae.network.sizes, { kind: "uniform" }, createRandom(0));
  const optimiser = lbfgs();
  const state = optimiser.init(kernels, objective, start);
  while (state.iteration < 50) optimiser.step(kernels, objective, state);
  kernels.dispose();
  return new Uint8Array(state.theta.buffer, state.theta.byteOffset, state.theta.byteLength);
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

let browser: Browser | null = null;
beforeAll(async () => {
  if (!chromiumMissing) browser = await startChromium();
});
afterAll(() => browser?.close());

describe.each([
  ["Vite", withVite],
  ["esbuild", withEsbuild],
] as const)("%s", (_name, bundle) => {
  let code: string;

  test("builds it without a word", async () => {
    const warnings: string[] = [];
    code = await bundle(warnings);
    expect(warnings).toEqual([]);
    expect(code).not.toMatch(/node:|koffi|process\.|worker_threads/);
  });

  test.skipIf(chromiumMissing)("50 iterations of L-BFGS in a page give the bits of Node.js", async () => {
    const complaints: string[] = [];
    const tab = await browser!.newPage();
    tab.on("console", (message) => complaints.push(message.text()));
    tab.on("pageerror", (error) => complaints.push(error.message));
    await tab.addScriptTag({ content: code, type: "module" });
    const learned = await tab.evaluate("globalThis.learned");
    expect(complaints).toEqual([]);
    expect(sha256(Uint8Array.from(learned as number[]))).toBe(sha256(learnedHere()));
  });
});
