// What is known of a run, against what its model computes.

import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/schema.js";
import { runExperiment } from "../../src/experiments/runner.js";
import { inspect, readInspection, writeInspection } from "../../src/inspect/inspection.js";
import { intervene } from "../../src/inspect/intervene.js";
import { RunAnswers } from "../../src/inspect/run-answers.js";
import { createKernels } from "../../src/kernels/engine.js";
import { forward } from "../../src/nn/forward.js";
import { type Network, parameterCount } from "../../src/nn/parameters.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { randomMatrix } from "../support/data.js";
import { temporaryFolder } from "../support/temporary-folder.js";

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
    const { network, theta } = answers.model();
    const off = intervene(answers, { example: 3, layer: 1, factors: new Map([[2, 0]]) });
    const kept = answers.inspection()!.reconstructions!;
    const kernels = createKernels("float64", { engine: "reference" });
    const { a } = forward(kernels, network, theta, kept.x);
    const change = -1 - a[1].get(3, 2);
    const column = answers.layer(1).atoms!;
    for (let j = 0; j < 36; j++)
      expect(off.after[j] - off.before[j]).toBeCloseTo(change * column.get(2, j), 12);
  });
  test("ρ̂ is mean((1 + a)/2), as the KL term sees it", () => {
    const { mean, rhoHat } = answers.feature(1, 2);
    expect(rhoHat).toBeCloseTo((1 + mean!) / 2, 15);
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

describe("inspect", () => {
  const network: Network = { sizes: [9, 4, 9], activations: ["sigmoid", "sigmoid"] };
  const theta = randomMatrix(1, parameterCount(network.sizes), 1, -1, 1).data;
  const x = randomMatrix(50, 9, 2);
  const kernels = createKernels("float64", { engine: "reference" });
  const origins = Array.from({ length: 50 }, (_, i) => ({ image: i % 3, row: i, column: 2 * i }));
  const found = inspect({
    kernels,
    network,
    theta,
    autoencoder: true,
    x: x as never,
    imageShape: [3, 3],
    origins,
  });
  test("keeps the examples of most contrast with what the model makes of them", () => {
    const { index, x: kept, output } = found.reconstructions!;
    const whole = forward(kernels, network, theta, x).output;
    expect(index).toHaveLength(36);
    for (const [row, i] of index.entries())
      for (let j = 0; j < 9; j++) {
        expect(kept.get(row, j)).toBe(x.data[i * 9 + j]);
        expect(output.get(row, j)).toBeCloseTo(whole.get(i, j), 12);
      }
  });
  test("reconstructions of a layer so wide that they come in several chunks", () => {
    const wide: Network = { sizes: [3, 20_000, 3], activations: ["sigmoid", "linear"] };
    const weights = randomMatrix(1, parameterCount(wide.sizes), 4, -0.01, 0.01).data;
    const few = randomMatrix(40, 3, 5);
    const { reconstructions } = inspect({
      kernels,
      network: wide,
      theta: weights,
      autoencoder: true,
      x: few as never,
      imageShape: null,
      origins: null,
    });
    const whole = forward(kernels, wide, weights, few).output;
    for (const [row, i] of reconstructions!.index.entries())
      expect(reconstructions!.output.get(row, 1)).toBeCloseTo(whole.get(i, 1), 10);
  });
  test("is read as it was written", () => {
    const directory = new RunDirectory(join(results, "written"));
    // The folder is there already: only the file is written.
    const there = new RunDirectory(results);
    writeInspection(there, found);
    const read = readInspection(there, network.sizes)!;
    expect(read.layers).toEqual(found.layers);
    expect([...read.examples]).toEqual([...found.examples]);
    expect(readInspection(directory, network.sizes)).toBeNull();
  });
});
