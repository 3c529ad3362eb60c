// Every engine against the contract, in both precisions, and how one is picked.

import { afterAll, describe, expect, test } from "vitest";
import { dtypes } from "../../src/core/arrays.js";
import { findBlas } from "../../src/kernels/blas.js";
import { assertRoom, createKernels } from "../../src/kernels/engine.js";
import type { Kernels } from "../../src/kernels/kernels.js";
import { blasMissing, engineName, enginesHere } from "../support/engines.js";
import { kernelContract } from "../support/kernel-contract.js";

const created: Kernels[] = [];
afterAll(() => {
  for (const kernels of created) kernels.dispose();
});

for (const options of enginesHere) {
  for (const dtype of dtypes) {
    const kernels = createKernels(dtype, options);
    created.push(kernels);
    kernelContract(engineName(options), kernels);
  }
}
test.skipIf(!blasMissing)("blas: this machine has no library, its contract was not run", () => {});

describe("createKernels", () => {
  test("auto is blas where there is a library, else wasm", () => {
    const kernels = createKernels("float32");
    expect(kernels.engine).toBe(findBlas().blas === null ? "wasm" : "blas");
    kernels.dispose();
  });
  test("names the nearest engine", () => {
    expect(() => createKernels("float64", { engine: "referense" as never })).toThrow(
      /engine must name an engine.*did you mean reference\?/,
    );
  });
  test.each([0, 1.5, -1, Number.NaN, 1000])("refuses %d threads", (threads) => {
    expect(() => createKernels("float64", { engine: "wasm", threads })).toThrow(/threads must be/);
  });
  test("more than the memory holds is one clear error", () => {
    const kernels = createKernels("float64", { engine: "wasm", threads: 1 });
    expect(() => kernels.allocate(2 ** 30)).toThrow(/fit in 4\.00 GiB, got .*; use fewer examples/);
  });
  test("examples that no allocation could hold are told by their number alone", () => {
    const values = 540_000 * 1000;
    for (const engine of ["auto", "wasm", "blas"] as const)
      expect(() => assertRoom("float64", { engine }, values)).toThrow(
        "the memory of all arrays must fit in 4.00 GiB, got 4.02 GiB; use fewer examples",
      );
    expect(() => assertRoom("float32", {}, values)).not.toThrow();
    expect(() => assertRoom("float64", { engine: "reference" }, values)).not.toThrow();
  });
});
