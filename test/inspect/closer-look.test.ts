// What is known of units beside each other, held against changed reconstructions, and through its file.

import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { contiguous, type FloatArray, matrix, view } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { rowOf, squaredDistance } from "../../src/core/rows.js";
import { lookAtBudgets, lookCloser } from "../../src/inspect/closer-look.js";
import { inspect } from "../../src/inspect/inspection.js";
import { readInspection, writeInspection } from "../../src/inspect/inspection-file.js";
import { createReferenceKernels } from "../../src/kernels/reference.js";
import { createModel } from "../../src/models/registry.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const modelConfig = (keys: object) =>
  parseConfig({ name: "small", data: { kind: "array", path: "x.npy" }, model: keys as { kind: "classic" } })
    .model;
const [EXAMPLES, INPUTS] = [40, 6];
const kernels = createReferenceKernels("float64");
const random = createRandom(5, "closer look");
const x = view(
  Float64Array.from({ length: EXAMPLES * INPUTS }, () => 0.2 + 0.6 * random.uniform()),
  [EXAMPLES, INPUTS],
);

describe.each([
  ["classic", { kind: "classic", hidden: [4], rho: 0.1 }],
  ["classic, deep and linear at the end", { kind: "classic", hidden: [4, 3], rho: 0.1, output: "linear" }],
  ["topk", { kind: "topk", latents: 8, k: 3 }],
  ["standard", { kind: "standard", latents: 5 }],
])("%s", (_name, keys) => {
  const model = createModel(modelConfig(keys), { inputs: INPUTS, outputs: null });
  const theta = model.initialTheta(createRandom(1, "theta"), "float64", x).map((value) => 3 * value);
  const anatomy = model.anatomy(theta);
  const active = anatomy.map(({ units }) => units);
  const looks = lookCloser({ kernels, model, theta, x }, anatomy, active);

  test("FVU without each unit is that of reconstructions with it off", () => {
    const pass = model.createPass(kernels, theta, EXAMPLES);
    const mean = new Float64Array(INPUTS);
    for (let i = 0; i < EXAMPLES; i++) for (const [k, v] of rowOf(x, i).entries()) mean[k] += v / EXAMPLES;
    let variation = 0;
    for (let i = 0; i < EXAMPLES; i++) variation += squaredDistance(rowOf(x, i), mean);
    for (const [l, { units }] of anatomy.entries()) {
      const latents: Float64Array[] = [];
      pass.run(x, (_from, seen) => {
        for (let i = 0; i < EXAMPLES; i++) latents.push(rowOf(seen.latents[l], i));
      });
      const errorOf = (change: (row: Float64Array) => void) => {
        let sum = 0;
        for (const [i, row] of latents.entries()) {
          const own = row.slice();
          change(own);
          const made: FloatArray = contiguous(pass.decode(l + 1, matrix(own, 1, units)));
          sum += squaredDistance(made, rowOf(x, i));
        }
        return sum / variation;
      };
      const whole = errorOf(() => {});
      for (let unit = 0; unit < units; unit++)
        expect(looks[l].lossWithout![unit]).toBeCloseTo(
          errorOf((row) => {
            row[unit] = model.layers[l].off;
          }) - whole,
          10,
        );
    }
  });

  test("it is kept in the run, and read again", () => {
    const { inspection } = inspect({ kernels, model, theta, x, imageShape: null, origins: null });
    const directory = new RunDirectory(temporaryFolder());
    writeInspection(directory, inspection);
    const again = readInspection(directory, model, null)!;
    expect(again.layers.map(({ closer }) => closer)).toEqual(inspection.layers.map(({ closer }) => closer));
    expect(again.budgets).toEqual(inspection.budgets);
  });
});

test("with fewer latents a TopK reconstructs as one of that k does", () => {
  const of = (k: number) =>
    createModel(modelConfig({ kind: "topk", latents: 8, k }), { inputs: INPUTS, outputs: null });
  const whole = of(4);
  // Atoms of many lengths: latents rank by |f| ‖w‖.
  const theta = whole
    .initialTheta(createRandom(1, "theta"), "float64", x)
    .map((value, i) => (1 + (Math.floor(i / INPUTS) % 5)) * value);
  const curve = lookAtBudgets({ kernels, model: whole, theta, x }, whole.anatomy(theta), 4)!;
  expect([...curve.k]).toEqual([1, 2, 3, 4]);
  for (const [at, k] of curve.k.entries()) {
    const { numbers } = inspect({ kernels, model: of(k), theta, x, imageShape: null, origins: null });
    expect(curve.fvu[at]).toBeCloseTo(numbers.fvu!, 10);
    expect(curve.active[at]).toBeCloseTo(numbers.layers[1].active, 10);
  }
});
