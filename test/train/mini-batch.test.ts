// Training on minibatches, as a run does it: stopped anywhere and resumed it goes on to the bit; bad configs are refused.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { createRandom } from "../../src/core/random.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { evaluateRun } from "../../src/experiments/evaluate-run.js";
import { resumeRun, runExperiment } from "../../src/experiments/runner.js";
import { modelKinds, standardsOf } from "../../src/models/registry.js";
import type { RunDirectory } from "../../src/train/run-directory.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
// 300 examples, each of three of 40 directions in 34 dimensions: no pictures, whose atoms would be fitted.
const random = createRandom(1, "examples");
const directions = Array.from({ length: 40 }, () => Float64Array.from({ length: 34 }, () => random.normal()));
const examples = new Float64Array(300 * 34);
for (let i = 0; i < 900; i++) {
  const [direction, size] = [directions[random.integer(40)], 0.5 + random.uniform()];
  for (let j = 0; j < 34; j++) examples[(i % 300) * 34 + j] += size * direction[j];
}
writeFileSync(join(folder, "x.npy"), encodeNpy(examples, [300, 34]));
const batchKinds = [
  ...modelKinds().filter((kind) => standardsOf(kind).optimizer?.kind === "adam"),
  "classic",
];

/** Where it is not said otherwise: a second thread takes longer to start than such examples to learn. */
const options = { results: folder, engine: "wasm" as const, threads: 1, figures: false };

const configOf = (kind: string, more: object = {}, optimizer: object = {}) =>
  parseConfig({
    name: kind,
    dtype: "float32",
    data: { kind: "array", path: join(folder, "x.npy") },
    model: { kind, ...(kind === "classic" ? {} : { latents: 96, silentAfter: 2 }), ...more },
    optimizer: { kind: "adam", iterations: 25, batch: 16, warmUp: 4, decay: "cosine", ...optimizer },
    checkpointEvery: 7,
  });

/** What makes a value once, when it is first asked for. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Everything of a checkpoint. */
const checkpoint = ({ checkpoints }: RunDirectory, iteration: number) =>
  ["weights.safetensors", "state.safetensors", "state.json"].map((name) =>
    readFileSync(join(checkpoints, `step-${String(iteration).padStart(6, "0")}`, name), "hex"),
  );

/** What a kind needs to do something with such examples. */
const settings: Readonly<Record<string, object>> = {
  classic: { hidden: [12], output: "linear", rho: 0.1, beta: 0.1, rhoRate: 0.3 },
  topk: { k: 2 },
  abstopk: { k: 2 },
  "hierarchical-topk": { k: 2 },
  batchtopk: { k: 2.5 },
  matryoshka: { k: 2, prefixes: [24, 48, 96] },
  // λ rises over 5 of the 25 iterations and falls over the last 15: wherever it is stopped, it is falling.
  standard: { l1WarmUp: 5, l1Decay: "cosine", l1DecayIterations: 15 },
  "p-annealed": { l1WarmUp: 5, l1Decay: "linear", l1DecayIterations: 15 },
  gated: { l1WarmUp: 5, l1Decay: "cosine", l1DecayIterations: 15 },
  jumprelu: { l0WarmUp: 5, l0Decay: "linear", l0DecayIterations: 15 },
};

describe.each(batchKinds)("%s", (kind) => {
  const small = settings[kind] ?? {};
  const uninterrupted = once(() => runExperiment(configOf(kind, small), options));

  // On 1, 2 and 3 threads the losses themselves are compared, each variant's: test/sae/steps.test.ts.
  test.each(kind === "topk" ? [1, 2, 3] : [2])(
    "the same bits on %i threads, and where it is stopped and resumed at any iteration",
    async (threads) => {
      const whole = await uninterrupted();
      const at = 3 + 5 * threads;
      const stop = new AbortController();
      const stopped = await runExperiment(configOf(kind, small), {
        ...options,
        threads,
        signal: stop.signal,
        onProgress: ({ iteration }) => {
          if (iteration === at) stop.abort();
        },
      });
      expect([stopped.stopped, stopped.iterations]).toEqual(["interrupted", at]);
      const resumed = await resumeRun(stopped.directory, configOf(kind, small), { ...options, threads });
      expect(checkpoint(resumed.directory, 25)).toEqual(checkpoint(whole.directory, 25));
      const numbers = ({ directory }: typeof whole) =>
        directory.readMetrics().map(({ seconds: _, ...line }) => line);
      expect(numbers(resumed).at(-1)).toEqual(numbers(whole).at(-1));
    },
  );

  test("learns: the loss falls, and every line tells L0 and examples seen", async () => {
    const { directory } = await runExperiment(
      configOf(kind, small, { iterations: 100, learningRate: 0.01 }),
      options,
    );
    const lines = directory.readMetrics();
    expect(lines.at(-1)!.cost).toBeLessThan(0.8 * lines[0].cost);
    // Its last word is the loss on all of the data, not on the last batch.
    const { cost, parts, fvu } = await evaluateRun(directory);
    expect(directory.readRecord().metrics).toMatchObject({ cost, parts, fvu });
    expect(cost).not.toBe(lines.at(-1)!.cost);
    expect(lines.at(-1)).toMatchObject({ iteration: 100, examples: 1600, l0: expect.any(Number) });
  });
});

test("the network on a batch of all its pairs costs what the full objective does, and learns xor", async () => {
  const x = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]; // prettier-ignore
  const y = [[0], [1], [1], [0]]; // prettier-ignore
  const costs = async (optimizer: object) => {
    const { directory } = await runExperiment(
      parseConfig({
        name: "xor",
        data: { kind: "table", x, y },
        model: {
          kind: "network",
          hidden: [4],
          sparsity: { rho: 0.2, beta: 0.1, layers: [1] },
          activation: "sigmoid",
        },
        optimizer,
      }),
      options,
    );
    return directory.readMetrics().map(({ cost }) => cost);
  };
  const [first] = await costs({ kind: "lbfgs", iterations: 1 });
  await costs({ kind: "adam", batch: 2, heldOut: 0.25, iterations: 10 });
  const found = await costs({ kind: "adam", batch: 4, learningRate: 0.1, iterations: 500 });
  expect(found[0] / first).toBeCloseTo(1, 12);
  expect(found.at(-1)).toBeLessThan(0.1 * found[0]);
});

test("the classic model refuses on minibatches what its output cannot reach", () =>
  expect(runExperiment(configOf("classic"), options)).rejects.toThrow(
    /data must lie in \[0, 1\], the range of a sigmoid output/,
  ));

/** Kinds with a penalty, and how their keys call λ. */
const PENALISED = [
  ["standard", "l1"],
  ["p-annealed", "l1"],
  ["jumprelu", "l0"],
  ["gated", "l1"],
] as const;

test.each(PENALISED)("%s: lines tell λ where it changes", async (kind, name) => {
  const lines = async (more: object) => {
    const config = configOf(kind, more, { iterations: 20 });
    const { directory } = await runExperiment(config, options);
    return directory.readMetrics().map(({ coefficient }) => coefficient);
  };
  expect(await lines({})).toEqual([undefined, undefined, undefined]);
  const [first, , last] = await lines({ targetL0: 1 });
  expect(first).toBe(1);
  expect(last).toBeGreaterThan(1.1); // more latents are active
  // What the steps before the first, 11th and 21st line weighed: those of t = 0, 9 and 19.
  const course = { [`${name}WarmUp`]: 10, [`${name}Decay`]: "linear", [`${name}DecayIterations`]: 4 };
  expect(await lines(course)).toEqual([0, 0.9, 0.25]);
});

test("the cost at the end counts a penalty by the λ that it was steered to", async () => {
  const config = configOf("jumprelu", { targetL0: 1 }, { iterations: 20 });
  const { directory, ...told } = await runExperiment(config, options);
  const { coefficient } = directory.readMetrics().at(-1)!;
  // The penalty of a step is λ times the number of active latents.
  expect(told.parts.sparsity).toBeCloseTo(coefficient! * told.layers[1].active, 5);
  expect(directory.readRecord().metrics?.coefficient).toBe(coefficient);
  const evaluated = await evaluateRun(directory, {});
  expect([evaluated.cost, evaluated.parts]).toEqual([told.cost, told.parts]);
});

test("jumprelu warns of thresholds above what is typical, and not of those just below", async () => {
  const warningOf = async (initialThreshold: number) => {
    const notices: string[] = [];
    const onNotice = (text: string) => notices.push(text);
    const config = configOf("jumprelu", { initialThreshold }, { iterations: 5 });
    await runExperiment(config, { ...options, onNotice });
    return notices[0];
  };
  const typical = Number(/typically ([\d.]+)/.exec(await warningOf(30))![1]);
  expect(await warningOf(1.1 * typical)).toMatch(/^initialThreshold .* exceeds/);
  expect(await warningOf(0.9 * typical)).toBe(undefined);
});

test.each([
  [0.01, 0],
  [30, 1],
])("thresholds of %d at first: %i warnings", async (initialThreshold, warnings) => {
  const notices: string[] = [];
  const config = configOf("jumprelu", { initialThreshold }, { iterations: 5 });
  const onNotice = (text: string) => notices.push(text);
  await runExperiment(config, { ...options, onNotice });
  expect(notices).toHaveLength(warnings);
  if (warnings > 0)
    expect(notices[0]).toMatch(
      /^initialThreshold 30 exceeds what latents are given at first, typically .*; --threshold .* make them active$/,
    );
});

test.each(["batchtopk", "matryoshka"])(
  "%s: at the end k latents an example exceed the threshold",
  async (kind) => {
    const config = configOf(kind, { k: 2 }, { iterations: 10 });
    const { trained, layers } = await runExperiment(config, options);
    expect(layers[1].active).toBeCloseTo(2, 10);
    const [threshold] = trained!.model.anatomy(trained!.theta)[0].thresholds!;
    expect(threshold).toBeGreaterThan(0);
  },
);

describe("what cannot be trained", () => {
  const run = (config: ReturnType<typeof configOf>) => runExperiment(config, options);
  test("k larger than the latents", () =>
    expect(run(configOf("topk", { k: 97 }))).rejects.toThrow(
      "model: k must be at most the 96 latents, got 97; make k smaller or latents more",
    ));
  test.each([
    [[10, 10, 96], "prefixes must be whole numbers that rise to the 96 latents, got [10,10,96]"],
    [[10, 20], "prefixes must be whole numbers that rise to the 96 latents, got [10,20]; end with 96"],
    [{ count: 96 }, "prefixes.count must be from 1 to 95, got 96"],
  ])("prefixes %j", (prefixes, message) =>
    expect(run(configOf("matryoshka", { prefixes }))).rejects.toThrow(`model: ${message}`),
  );
  test("k of which a batch holds no latent", () =>
    expect(run(configOf("batchtopk", { k: 0.01 }))).rejects.toThrow(
      "batchTopK: k must keep a latent of 16 examples, got 0.01",
    ));
  test.each(PENALISED)("%s: a target of all the latents there are", (kind) =>
    expect(run(configOf(kind, { targetL0: 96 }))).rejects.toThrow(
      "model: targetL0 must be less than the 96 latents, got 96; ask for fewer or make latents more",
    ),
  );
  test.each(PENALISED)("%s: λ that is 0 and steered", (kind, name) =>
    expect(run(configOf(kind, { targetL0: 2, [name]: 0 }))).rejects.toThrow(
      `model: ${name} must be > 0 with targetL0, which multiplies it, got 0; leave one of them out`,
    ),
  );
  describe.each(PENALISED)("%s", (kind, name) => {
    test.each([
      ["WarmUp", 5, "0"],
      ["Decay", "cosine", "none"],
    ])("λ that is steered, with %s", (own, value, rule) =>
      expect(run(configOf(kind, { targetL0: 2, [`${name}${own}`]: value }))).rejects.toThrow(
        `model: ${name}${own} must be ${rule} with targetL0, which steers ${name}, got ${value}; leave one of them out`,
      ),
    );
    test("iterations of a decay of λ that there is not", () =>
      expect(run(configOf(kind, { [`${name}DecayIterations`]: 3 }))).rejects.toThrow(
        `model: ${name}DecayIterations must be given only with ${name}Decay linear or cosine, got 3; choose one, or leave it out`,
      ));
    test("rise and fall of λ longer than the training", () =>
      expect(run(configOf(kind, { [`${name}WarmUp`]: 21, [`${name}Decay`]: "linear" }))).rejects.toThrow(
        "model: warm-up and decay of the penalty's λ must be at most the 25 iterations of the training together, got 26; " +
          `take more iterations, or a smaller ${name}WarmUp (--${name}-warm-up) or ${name}DecayIterations`,
      ));
  });
  test("but λ may rise and fall where the target stands in the penalty", async () => {
    const { stopped } = await run(
      configOf("jumprelu", { penalty: "quadratic", targetL0: 2, l0WarmUp: 2, l0Decay: "linear" }),
    );
    expect(stopped).toBe("iterations");
  });
  test("a target of none", () =>
    expect(() => configOf("gated", { targetL0: 0 })).toThrow("model.targetL0 must be a number > 0, got 0"));
  test("a distance from a target without one", () =>
    expect(run(configOf("jumprelu", { penalty: "quadratic" }))).rejects.toThrow(
      "model: targetL0 must be given with the penalty quadratic",
    ));
  test("a batch larger than the data", () =>
    expect(run(configOf("topk", {}, { batch: 301 }))).rejects.toThrow(
      "createBatches: batch must be at most the 300 examples, got 301; take smaller batches or more data",
    ));
  test("warm-up and decay longer than the training", () =>
    expect(run(configOf("topk", {}, { warmUp: 24 }))).rejects.toThrow(
      /optimizer: warm-up and decay of the learning rate must be at most the 25 iterations .* warmUp \(--warm-up\)/,
    ));
  test("an optimizer for all of the data", () =>
    expect(
      run({ ...configOf("topk"), optimizer: { kind: "lbfgs", memory: 10, iterations: 5 } }),
    ).rejects.toThrow(
      /optimizer\.kind must be one for minibatches with the model topk, got lbfgs; choose adam or sgd/,
    ));
  test("a loss that is no longer finite stops, and the last good checkpoint stays", () =>
    expect(
      run(configOf("standard", {}, { kind: "sgd", learningRate: 1e30, clip: 0, decay: "none" })),
    ).rejects.toThrow(
      /the cost must stay finite, it became .* at iteration \d+; the last good checkpoint is that of iteration 0 .*lower learningRate/,
    ));
});
