// Losses, gradients, optimiser steps, codes and metrics as other programs computed them, in the forms of CONFORMANCE.md.
// RHOHAT_GOLDEN names another folder of such files.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { worstOf } from "../../src/conformance/comparison.js";
import { conform } from "../../src/conformance/conform.js";
import { createKernels } from "../../src/kernels/engine.js";
import { root } from "../support/command-line.js";

const folders =
  process.env.RHOHAT_GOLDEN === undefined
    ? ["sparse-autoencoders", "sparse-coding", "alternating-coding", "rica", "metrics"].map((name) =>
        join(root, "test/golden", name),
      )
    : [process.env.RHOHAT_GOLDEN];
const files = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => [name, join(folder, name)] as const),
);

describe.each(["float64", "float32"] as const)("%s", (dtype) => {
  describe.each(["reference", "wasm", "blas"] as const)("%s", (engine) => {
    const kernels = createKernels(dtype, { engine, threads: engine === "reference" ? 1 : 2 });
    test.each(files)("%s", (name, path) => {
      // Those that were run as float32 themselves have no more places.
      const limit = dtype === "float64" && name.startsWith("autograd") ? 1e-10 : 1e-5;
      const found = conform(kernels, path);
      expect(found.comparisons.length).toBeGreaterThan(0);
      expect(found.comparisons.filter(({ error }) => !(error <= limit))).toEqual([]);
      expect(worstOf(found)).toBeLessThanOrEqual(limit);
    });
  });
});
