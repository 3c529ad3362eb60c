// What an engine does where something is missing, and what it leaves behind: each in a process of its own.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { root } from "../support/command-line.js";

const library = pathToFileURL(join(root, "dist/index.js")).href;

/** Runs a script as a module, after `import * as rhohat`; what it prints as JSON. */
function script(
  code: string,
  { before = "", flags = [] as string[], env = {} } = {},
): { out: unknown; err: string } {
  const source = `${before}; const rhohat = await import(${JSON.stringify(library)}); ${code}`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...flags, "--input-type=module", "--eval", source],
    { encoding: "utf8", env: { ...process.env, ...env } },
  );
  expect(stderr.includes("Error"), stderr).toBe(false);
  expect(status).toBe(0);
  return { out: JSON.parse(stdout), err: stderr };
}

const objective = (examples: number) => `
  const sae = rhohat.createSparseAutoencoder({ visible: 16, hidden: [9] });
  const random = rhohat.createRandom(0);
  const data = Float64Array.from({ length: 16 * ${examples} }, () => 0.1 + 0.8 * random.uniform());
  const build = (kernels) => {
    const objective = sae.objective(kernels, rhohat.matrix(data, ${examples}, 16));
    const theta = kernels.allocate(objective.length);
    theta.set(rhohat.initialTheta(sae.network.sizes, { kind: "uniform" }, rhohat.createRandom(1)));
    return { objective, theta, gradient: kernels.allocate(objective.length) };
  };`;

describe("without shared memory", () => {
  test("wasm runs on one thread, with the same bits", () => {
    const code = `${objective(700)}
      const kernels = rhohat.createKernels("float64", { engine: "wasm", threads: 4 });
      const { objective: o, theta, gradient } = build(kernels);
      const { cost } = o.evaluate(theta, gradient);
      console.log(JSON.stringify({ threads: kernels.threads, cost, gradient: [...gradient] }));
      kernels.dispose();`;
    const with4 = script(code).out as { threads: number };
    const without = script(code, { before: "delete globalThis.SharedArrayBuffer" }).out;
    expect(with4.threads).toBe(4);
    expect(without).toEqual({ ...with4, threads: 1 });
  });
});

describe("without a BLAS", () => {
  const code = `console.log(JSON.stringify(rhohat.createKernels("float32", { engine: "blas", threads: 1 }).engine))`;
  test("blas falls back to wasm with one line that says why and how to get one", () => {
    const { out, err } = script(code, { env: { RHOHAT_BLAS: "/nowhere/libblas.so" } });
    expect(out).toBe("wasm");
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(err).toMatch(/no BLAS found, RHOHAT_BLAS=\/nowhere\/libblas\.so: .*using wasm; .*RHOHAT_BLAS/);
  });
  test("a library that is no BLAS is refused the same way", () => {
    const libc = ["/lib/x86_64-linux-gnu/libc.so.6", "/lib64/libc.so.6"].find(existsSync);
    if (libc === undefined) return;
    const { out, err } = script(code, { env: { RHOHAT_BLAS: libc } });
    expect(out).toBe("wasm");
    expect(err).toMatch(/cblas_sgemm/);
  });
  test("auto says nothing", () => {
    const auto = code.replace('engine: "blas", ', "");
    expect(script(auto, { env: { RHOHAT_BLAS: "/nowhere" } })).toEqual({ out: "wasm", err: "" });
  });
});

describe("no garbage", () => {
  test.each([
    ["wasm", 1, 100_000],
    ["wasm", 2, 100_000],
    ["blas", 2, 1_000_000],
  ])("%s, %i threads: a thousand evaluations leave hardly anything on the heap", (engine, threads, limit) => {
    const { out } = script(
      `${objective(100)}
      const kernels = rhohat.createKernels("float64", { engine: "${engine}", threads: ${threads} });
      const { objective: o, theta, gradient } = build(kernels);
      // The first thousands compile the code, as soon as the machine finds the time.
      let least = Infinity;
      for (let round = 0; round < 100 && least > ${limit}; round++) {
        gc();
        const before = process.memoryUsage().heapUsed;
        for (let i = 0; i < 1000; i++) o.evaluate(theta, gradient);
        least = Math.min(least, process.memoryUsage().heapUsed - before);
      }
      console.log(JSON.stringify(least));
      kernels.dispose();`,
      { flags: ["--expose-gc"] },
    );
    // Bytes, no collection between: not one object or array an evaluation, only the few numbers that V8 boxes,
    // which are addresses and factors where a native function is called.
    expect(out).toBeLessThan(limit);
  });

  test("a process ends by itself, its threads with it", () => {
    const code = `import(${JSON.stringify(library)}).then((rhohat) => rhohat.createKernels("float32", { engine: "wasm", threads: 3 }))`;
    execFileSync(process.execPath, ["--eval", code]);
  });
});
