// Every metric against values that another program computed: test/golden/metrics/README.md.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type Matrix, matrix, rows } from "../../src/core/arrays.js";
import { createKernels } from "../../src/kernels/engine.js";
import { measureAll } from "../../src/metrics/all-metrics.js";
import { atomCosines } from "../../src/metrics/atom-cosines.js";
import { coherenceOf } from "../../src/metrics/atoms/coherence.js";
import { monosemanticityOf } from "../../src/metrics/atoms/monosemanticity.js";
import { stabilityOf } from "../../src/metrics/atoms/stability.js";
import { roughness } from "../../src/metrics/roughness.js";
import { hoyerOf } from "../../src/metrics/sparsity/hoyer.js";
import { countDetections } from "../../src/metrics/truth/f1.js";
import { trueAtoms } from "../../src/metrics/truth/true-atoms.js";

const path = process.env.RHOHAT_GOLDEN_METRICS;
const golden = JSON.parse(
  readFileSync(
    path ?? fileURLToPath(new URL("../golden/metrics/autograd_metrics.json", import.meta.url)),
    "utf8",
  ),
);
const array = (stored: { shape: number[]; data: number[] }): Matrix =>
  matrix(Float64Array.from(stored.data), stored.shape[0], stored.shape[1]);
const { metrics } = golden;
const x = array(golden.x);
const f = array(golden.feature_acts);
const output = array(golden.sae_out);
const atoms = array(golden.params.W_dec);
const truth = array(golden.true_atoms);

const LIMIT = 1e-10;
function expectClose(found: number, wanted: number | null, what: string): void {
  if (wanted === null) expect(found, what).toBeNaN();
  else
    expect(
      Math.abs(found - wanted) / Math.max(1, Math.abs(wanted)),
      `${what}: ${found}, ${wanted}`,
    ).toBeLessThan(LIMIT);
}
function expectAll(found: ArrayLike<number>, wanted: (number | null)[], what: string): void {
  expect(found.length).toBe(wanted.length);
  for (const [i, value] of wanted.entries()) expectClose(found[i], value, `${what} ${i}`);
}

/** In batches of any size. */
function measured(size: number) {
  const all = measureAll({ inputs: x.shape[1], latents: f.shape[1] });
  for (let from = 0; from < x.shape[0]; from += size) {
    const to = Math.min(x.shape[0], from + size);
    all.add({ x: rows(x, from, to), output: rows(output, from, to), latents: rows(f, from, to) });
  }
  return all.value();
}

describe.each([1, 7, 64, 1000])("in batches of %i", (size) => {
  const { numbers, latents } = measured(size);
  test.each(Object.keys(numbers))("%s", (name) => {
    // The file calls f > 0 so, and has f ≠ 0 besides.
    const other: Record<string, string> = {
      dead: "deadNonzero",
      deadPositive: "dead",
      dense: "denseNonzero",
      densePositive: "dense",
    };
    expectClose(numbers[name], metrics[other[name] ?? name], name);
  });
  test("of each latent", () => {
    expectAll(latents.density, metrics.densityNonzero, "density");
    expectAll(latents.densityPositive, metrics.density, "densityPositive");
    expectAll(latents.rhoHat, metrics.rhoHat, "rhoHat");
  });
});

test("hoyer of each example, none of a code of zeros", () => {
  const found = Array.from({ length: f.shape[0] }, (_, i) =>
    hoyerOf(rows(f, i, i + 1).data.subarray(i * 12, i * 12 + 12)),
  );
  expectAll(found, metrics.hoyerPerExample, "hoyer");
});

test("atoms: coherence, roughness, stability", () => {
  const { max, mean } = coherenceOf(atomCosines(createKernels("float64", { engine: "reference" }), atoms));
  expectClose(max, metrics.coherenceMax, "coherenceMax");
  expectClose(mean, metrics.cDec, "cDec");
  expectAll(roughness(atoms, golden.tile), metrics.roughness, "roughness");
  const { mean: matched, pairs } = stabilityOf(atoms, array(golden.W_dec_other_seed));
  expectClose(matched, metrics.stability, "stability");
  expect(pairs.map(({ a, b }) => [a, b]).sort(([a], [b]) => a - b)).toEqual(metrics.stabilityPairs);
});

test("the truth: mmcs, mcc, uniqueness, precision, recall, f1", () => {
  const found = trueAtoms(truth, atoms);
  for (const name of ["mmcsTrueToLatents", "mmcsLatentsToTrue", "mcc", "uniqueness"] as const)
    expectClose(found[name], metrics[name], name);
  expect(found.mccPairs).toEqual(metrics.mccPairs);
  expect(Array.from(found.bestTrueAtom)).toEqual(metrics.bestTrueAtom);
  const there = array(golden.true_acts);
  for (const [suffix, isActive] of [
    ["", undefined],
    ["Positive", (value: number) => value > 0],
  ] as const) {
    const counts = countDetections(found.bestTrueAtom, isActive);
    for (let from = 0; from < 200; from += 33) {
      const to = Math.min(200, from + 33);
      counts.add(rows(f, from, to), rows(there, from, to));
    }
    const value = counts.value();
    for (const name of ["precision", "recall", "f1"] as const) {
      expectAll(value[name], metrics[`${name}${suffix}PerLatent`], name);
      expectClose(value[name].reduce((a, b) => a + b) / 12, metrics[`${name}${suffix}`], name);
    }
  }
});

test("monosemanticity, not defined of a latent that is constant", () => {
  const found = monosemanticityOf(f, array(golden.embedding));
  expectAll(found, metrics.monosemanticity, "monosemanticity");
  const known = found.filter((value) => !Number.isNaN(value));
  expectClose(known.reduce((a, b) => a + b) / known.length, metrics.monosemanticityMean, "mean");
});
