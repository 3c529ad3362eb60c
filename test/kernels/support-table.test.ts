// The table in CONTRIBUTING says which engine has what: every primitive of the contract, every engine, nothing else.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { engineNames } from "../../src/kernels/engine.js";
import { createReferenceKernels } from "../../src/kernels/reference.js";
import { createWasmKernels } from "../../src/kernels/wasm/wasm.js";
import { root } from "../support/command-line.js";

const contributing = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
const cells = (line: string) =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
const lines = contributing.split("\n");
const start = lines.findIndex((line) => line.startsWith("| primitive "));
const header = cells(lines[start]);
const rows = lines.slice(start + 2, lines.indexOf("", start)).map(cells);

/** What is no arithmetic: names, memory and threads. */
const rest = [
  "engine",
  "dtype",
  "epsilon",
  "threads",
  "library",
  "allocate",
  "allocateIndices",
  "scratch",
  "owns",
  "schedule",
  "dispose",
];

test("it has a column for every engine", () => {
  expect(header.slice(1).sort()).toEqual(engineNames.filter((name) => name !== "auto").sort());
});

test("it has a row for every primitive, and every engine has each", () => {
  for (const kernels of [createReferenceKernels("float64"), createWasmKernels("float64")]) {
    const primitives = Object.keys(kernels).filter((name) => !rest.includes(name));
    expect(rows.map(([primitive]) => primitive).sort()).toEqual(primitives.sort());
  }
});

test("the BLAS does matrix products, the SIMD kernels the rest", () => {
  const column = header.indexOf("blas");
  const products = rows.filter((row) => row[column] === "BLAS").map(([primitive]) => primitive);
  expect(products).toEqual(["matmul", "dense"]);
});
