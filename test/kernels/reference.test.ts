import { describe, expect, test } from "vitest";
import { dtypes } from "../../src/core/arrays.js";
import { createKernels } from "../../src/kernels/engine.js";
import { createReferenceKernels } from "../../src/kernels/reference.js";
import { kernelContract } from "../support/kernel-contract.js";

for (const dtype of dtypes) kernelContract(() => createReferenceKernels(dtype));

describe("createKernels", () => {
  test("auto is an engine that is there", () => expect(createKernels("float32").engine).toBe("reference"));
  test("names the nearest engine", () => {
    expect(() => createKernels("float64", "referense")).toThrow(
      /engine must name an engine.*did you mean reference\?/,
    );
  });
});
