// What is known of a run, against what its model computes.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { encodeSafetensors, parseSafetensors } from "../../src/data/io/safetensors.js";
import { runExperiment } from "../../src/experiments/runner.js";
import { inspect } from "../../src/inspect/inspection.js";
import { readInspection, writeInspection } from "../../src/inspect/inspection-file.js";
import { intervene } from "../../src/inspect/intervene.js";
import { RunAnswers } from "../../src/inspect/run-answers.js";
import { unitTable } from "../../src/inspect/tables.js";
import { createKernels } from "../../src/kernels/engine.js";
import type { GaborFit } from "../../src/metrics/gabor-fit.js";
import { forward } from "../../src/nn/forward.js";
import { type Network, parameterCount } from "../../src/nn/parameters.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { orderUnits } from "../../src/viz/sort-units.js";
import { randomMatrix } from "../support/data.js";
import { autoencoderOf, sizesOf } from "../support/network-model.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { makeTinyRun } from "../support/tiny-run.js";

const results = temporaryFolder();

describe("a tanh run", () => {
  let answers: RunAnswers;
  beforeAll(async () => {
    const config = parseConfig({
      name: "tanh",
      data: {
        kind: "patches",
        source: { kind: "photos" },
        size: [6, 6],
        count: 300,
        preprocess: [{ kind: "normalize-ufldl" }],
      },
      model: { kind: "classic", hidden: [5], activation: "tanh", output: "linear", rho: 0.1 },
      optimizer: { kind: "lbfgs", iterations: 10 },
    });
    const { directory } = await runExperiment(config, { results, engine: "wasm", threads: 1 });
    answers = new RunAnswers(dirname(dirname(directory.path)), directory);
  });
  test("a unit that is switched off has tanh's lowest activation, −1", () => {
    const { model, theta } = answers.model();
    const off = intervene(answers, { example: 3, layer: 1, factors: new Map([[2, 0]]) });
    const kept = answers.inspection()!.reconstructions!;
    const kernels = createKernels("float64", { engine: "reference" });
    const { a } = forward(kernels, { sizes: sizesOf(model), activations: ["tanh", "linear"] }, theta, kept.x);
    const change = -1 - a[1].get(3, 2);
    const column = answers.layer(1).atoms!;
    for (let j = 0; j < 36; j++)
      expect(off.after[j] - off.before[j]).toBeCloseTo(change * column.get(2, j), 12);
  });
  test("ρ̂ is mean((1 + a)/2), as the KL term sees it", () => {
    const { mean, rhoHat } = answers.feature(1, 2);
    expect(rhoHat).toBeCloseTo((1 + mean!) / 2, 15);
  });
  test("the examples of each interval lie in it, the highest first; the first begins with the unit's highest", () => {
    const { intervals, range } = answers.feature(1, 2);
    expect(intervals[0].examples[0].activation).toBe(range![1]);
    for (const { low, high, examples } of intervals) {
      const shown = examples.map(({ activation }) => activation);
      expect(shown).toEqual([...shown].sort((a, b) => b - a));
      for (const activation of shown) {
        expect(activation).toBeGreaterThanOrEqual(low - 1e-9);
        expect(activation).toBeLessThanOrEqual(high + 1e-9);
      }
    }
  });
  test("the error of a reconstruction is its share of the variance: 1 for the mean example itself", () => {
    const { examples } = answers.reconstructions()!;
    const n = examples[0].x.length;
    const mean = Array.from({ length: n }, (_, j) =>
      examples.reduce((sum, { x }) => sum + x[j] / examples.length, 0),
    );
    const squares = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, v, j) => sum + (v - b[j]) ** 2, 0);
    for (const { x, output, error } of examples)
      expect(error).toBeCloseTo(squares(x, output) / squares(x, mean), 10);
  });
});

/** Two fits with the frequency on its bounds (half a cycle over 8 pixels; half a cycle per pixel), one between, one none. */
const fitOf = (frequency: number, onBound: boolean): GaborFit => ({
  orientation: 90,
  frequency,
  bandwidth: null,
  phase: 10,
  centre: [3, 4],
  sigma: [1, 2],
  amplitude: 0.5,
  r2: 0.9,
  onBound,
});
const fits = [fitOf(1 / 16, true), fitOf(0.5, true), fitOf(0.2, false), null];

describe("inspect", () => {
  const network: Network = { sizes: [9, 4, 9], activations: ["sigmoid", "sigmoid"] };
  const model = autoencoderOf(network);
  const theta = randomMatrix(1, parameterCount(network.sizes), 1, -1, 1).data;
  const x = randomMatrix(50, 9, 2);
  const kernels = createKernels("float64", { engine: "reference" });
  const origins = Array.from({ length: 50 }, (_, i) => ({ image: i % 3, row: i, column: 2 * i }));
  const { inspection: found, numbers } = inspect({
    kernels,
    model,
    theta,
    x: x as never,
    imageShape: [3, 3],
    origins,
  });
  const withFits = { ...found, layers: [{ ...found.layers[0], gabor: fits }] };
  test("keeps examples drawn at random, then those of most contrast, with what the model makes of them", () => {
    const { drawn, index, x: kept, output } = found.reconstructions!;
    const whole = forward(kernels, network, theta, x).output;
    expect(index).toHaveLength(48);
    expect(drawn).toBe(24);
    const [random, hard] = [index.slice(0, 24), index.slice(24)];
    expect(new Set(random).size).toBe(24);
    expect([...random]).toEqual([...random].sort((a, b) => a - b));
    const contrast = Array.from({ length: 50 }, (_, i) => {
      const row = [...x.data.slice(9 * i, 9 * i + 9)];
      const mean = row.reduce((sum, v) => sum + v, 0) / 9;
      return row.reduce((sum, v) => sum + (v - mean) ** 2, 0);
    });
    const least = Math.min(...[...hard].map((i) => contrast[i]));
    expect(contrast.filter((v) => v >= least)).toHaveLength(24);
    expect([...random].some((i) => contrast[i] < least)).toBe(true);
    for (const [row, i] of index.entries())
      for (let j = 0; j < 9; j++) {
        expect(kept.get(row, j)).toBe(x.data[i * 9 + j]);
        expect(output.get(row, j)).toBeCloseTo(whole.get(i, j), 12);
      }
  });
  test("reconstructions of a layer so wide that they come in several chunks", () => {
    const wide: Network = { sizes: [3, 11_000, 3], activations: ["sigmoid", "linear"] };
    const weights = randomMatrix(1, parameterCount(wide.sizes), 4, -0.01, 0.01).data;
    const few = randomMatrix(40, 3, 5);
    const { reconstructions } = inspect({
      kernels: createKernels("float64", { engine: "wasm", threads: 1 }),
      model: autoencoderOf(wide),
      theta: weights,
      x: few as never,
      imageShape: null,
      origins: null,
    }).inspection;
    const whole = forward(kernels, wide, weights, few).output;
    for (const [row, i] of reconstructions!.index.entries())
      expect(reconstructions!.output.get(row, 1)).toBeCloseTo(whole.get(i, 1), 10);
  });
  test("is read as it was written", () => {
    const directory = new RunDirectory(join(results, "written"));
    // The folder is there already: only the file is written.
    const there = new RunDirectory(results);
    writeInspection(there, found);
    const read = readInspection(there, model, null)!;
    expect(read.layers).toEqual(found.layers);
    expect([...read.examples]).toEqual([...found.examples]);
    expect(read.reconstructions!.drawn).toBe(24);
    expect([...read.reconstructions!.index]).toEqual([...found.reconstructions!.index]);
    expect(read.spread).toBe(found.spread);
    expect(readInspection(directory, model, null)).toBeNull();
  });
  test("the file names its columns, and those of before they had names are read", () => {
    const there = new RunDirectory(results);
    writeInspection(there, withFits);
    const bytes = readFileSync(there.file("inspection.safetensors"));
    const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString());
    const { columns, units } = JSON.parse(header.__metadata__["layer1.gabor"]);
    expect(columns.slice(0, 2)).toEqual(["orientation", "frequency"]);
    expect(units.slice(0, 2)).toEqual(["degrees", "cycles/pixel"]);
    expect(header["layer1.gabor"].shape).toEqual([4, columns.length]);
    expect(readInspection(there, model, null)!.layers[0].gabor).toEqual(fits);
    // As it was written before: ten columns, no std, no spread, no cosines.
    const old = { ...parseSafetensors(bytes, "inspection") };
    const { data } = old["layer1.gabor"];
    const kept = Float64Array.from({ length: 40 }, (_, i) => data[Math.floor(i / 10) * 11 + (i % 10)]);
    old["layer1.gabor"] = { shape: [4, 10], data: kept };
    for (const name of ["std", "largestCosine", "smallestCosine"]) delete old[`layer1.${name}`];
    delete old["data.spread"];
    writeFileSync(there.file("inspection.safetensors"), encodeSafetensors(old));
    const read = readInspection(there, model, [8, 8])!;
    expect(read.layers[0].gabor).toEqual(fits);
    expect(read.layers[0].statistics.std).toEqual(new Float64Array(4).fill(Number.NaN));
    expect(read.layers[0].cosines.largestCosine).toEqual(new Float64Array(4).fill(Number.NaN));
    expect(read.spread).toBeNull();
  });
  test("what units are ordered by: a fit on its bound has no place, contributions fall", async () => {
    const { path } = await makeTinyRun(join(results, "held"), { hidden: 4, figures: false });
    const directory = new RunDirectory(path);
    const answers = new RunAnswers(dirname(dirname(path)), directory);
    const inspection = answers.inspection()!;
    writeInspection(directory, { ...inspection, layers: [{ ...inspection.layers[0], gabor: fits }] });
    const { numbers, onBound } = new RunAnswers(dirname(dirname(path)), directory).layerAnswer(1);
    expect(numbers.frequency).toEqual([null, null, 0.2, null]);
    expect(numbers.orientation).toEqual([null, null, 90, null]);
    expect(onBound).toEqual([true, true, false, null]);
    expect(orderUnits(4, "frequency", numbers)).toEqual([2, 0, 1, 3]);
    const contribution = Array.from(unitTable(answers).contribution);
    expect(numbers.contribution).toEqual(contribution.map((value) => Number(value.toPrecision(6))));
    const largest = contribution.indexOf(Math.max(...contribution));
    expect(orderUnits(4, "contribution", numbers)[0]).toBe(largest);
    // Only what is known of some unit, and yes or no as 1 or 0.
    expect(Object.keys(numbers)).not.toContain("threshold");
    expect(numbers.silent).toEqual(numbers.density.map((density) => Number(density === 0)));
  });
  test("FVU and what the units do, by hand", () => {
    const { a, output } = forward(kernels, network, theta, x);
    const at = (matrix: typeof output, i: number, j: number) => matrix.get(i, j);
    const all = Array.from({ length: 50 }, (_, i) => i);
    const mean = Array.from({ length: 9 }, (_, j) => all.reduce((sum, i) => sum + x.data[i * 9 + j] / 50, 0));
    let [error, variance] = [0, 0];
    for (const i of all)
      for (let j = 0; j < 9; j++) {
        error += (at(output, i, j) - x.data[i * 9 + j]) ** 2;
        variance += (x.data[i * 9 + j] - mean[j]) ** 2;
      }
    expect(numbers.fvu).toBeCloseTo(error / variance, 12);
    expect(found.spread).toBeCloseTo(Math.sqrt(variance / 50), 12);
    const active = all.map((i) => [0, 1, 2, 3].filter((unit) => at(a[1], i, unit) > 0.5).length);
    const { units, ...rest } = numbers.layers[1];
    expect(units).toBe(4);
    expect(rest.active).toBeCloseTo(active.reduce((sum, n) => sum + n, 0) / 50, 12);
    const silent = [0, 1, 2, 3].filter((unit) => all.every((i) => at(a[1], i, unit) <= 0.5));
    expect(rest).toMatchObject({ silent: silent.length, constant: 0 });
  });
  test("a file of before, without random examples, is read; a number of them that cannot be is refused", () => {
    const there = new RunDirectory(results);
    writeInspection(there, found);
    const path = there.file("inspection.safetensors");
    const { "reconstructions.drawn": drawn, ...before } = parseSafetensors(readFileSync(path), path);
    writeFileSync(path, encodeSafetensors(before));
    expect(readInspection(there, model, null)!.reconstructions!.drawn).toBe(0);
    writeFileSync(
      path,
      encodeSafetensors({ ...before, "reconstructions.drawn": { ...drawn, data: Float64Array.of(49) } }),
    );
    expect(() => readInspection(there, model, null)).toThrow(/drawn in .* a whole number up to 48, got 49/);
  });
});
