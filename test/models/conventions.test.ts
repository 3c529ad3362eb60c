// A config that names a convention computes what that tool and version do: its golden file has the same loss.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { completed } from "../../src/config/completed.js";
import { parseConfig } from "../../src/config/parse.js";
import { createKernels } from "../../src/kernels/engine.js";
import { conventionsOf, createModel, modelKinds } from "../../src/models/registry.js";
import { viewDictionary } from "../../src/sae/dictionary.js";
import { root } from "../support/command-line.js";
import type { Golden, Stored } from "../support/golden.js";

const folder = join(root, "test/golden/sparse-autoencoders");
const kernels = createKernels("float64", { engine: "wasm", threads: 1 });

const configOf = (model: object) =>
  parseConfig({ name: "convention", data: { kind: "array", path: "x.npy" }, model });

/** What the files call a kind, and the keys that their config and coefficients set. */
const kinds: Readonly<Record<string, (golden: Golden) => object>> = {
  standard: ({ coefficients }) => ({ kind: "standard", l1: coefficients.l1 }),
  topk: ({ config }) => ({ kind: "topk", k: config.k, rescale: config.rescale }),
  topk_norescale: ({ config }) => ({ kind: "topk", k: config.k, rescale: config.rescale }),
  abstopk: ({ config }) => ({ kind: "abstopk", k: config.k, rescale: config.rescale }),
  hierarchical_topk: ({ config }) => ({ kind: "hierarchical-topk", k: config.k }),
  batchtopk: ({ config }) => ({ kind: "batchtopk", k: config.k, rescale: config.rescale ?? true }),
  matryoshka: ({ config }) => ({
    kind: "matryoshka",
    k: config.k,
    prefixes: config.widths ?? config.matryoshka_widths,
  }),
  gated: ({ coefficients }) => ({ kind: "gated", l1: coefficients.l1 }),
  jumprelu: ({ config, coefficients }) => ({
    kind: "jumprelu",
    l0: coefficients.l0,
    l0WarmUp: 0,
    bandwidth: config.bandwidth,
    preAct: config.pre_act ?? 0,
    penalty: String(config.mode ?? "step").replace("_", "-"),
    ...(config.target_l0 === undefined ? {} : { targetL0: config.target_l0 }),
  }),
  matching_pursuit: ({ config, D }) => ({
    kind: "matching-pursuit",
    rounds: config.max_iterations ?? D,
    residualThreshold: config.residual_threshold,
    stopOnRepeat: config.stop_on_duplicate_support,
  }),
};
const aliases: Readonly<Record<string, string>> = { jumprelu_step: "jumprelu", jumprelu_tanh: "jumprelu" };
/** A file of a version without a change for its kind is of the convention before, and so are those that were run. */
const conventions: Readonly<Record<string, string>> = {
  "flex-sae 0f4e0ec": "paper",
  "saelens-6.26": "saelens-6.36.2",
};
/** Versions that no convention stands for: no release has them, or no tool */
const without = ["saelens-pr718-draft", "quadratic on the batch mean"];

const names: Readonly<Record<string, string>> = {
  W_enc: "encoder.weight",
  b_enc: "encoder.bias",
  b_gate: "encoder.bias",
};
const valuesOf = (name: string, { shape: [m, n], data }: Stored) =>
  name === "W_enc"
    ? Float64Array.from({ length: m * n }, (_, i) => data[(i % m) * n + Math.floor(i / m)])
    : Float64Array.from(data);

const goldens = readdirSync(folder)
  .filter((file) => /^(saelens|autograd)_.*\.json$/.test(file))
  .map((file): readonly [string, Golden] => [file, JSON.parse(readFileSync(join(folder, file), "utf8"))])
  .filter(
    ([, { arch, version }]) => kinds[aliases[arch] ?? arch] !== undefined && !without.includes(version ?? ""),
  );

describe.each(goldens)("%s", (file, golden) => {
  const version = golden.version ?? "saelens-6.18";
  const convention = conventions[version] ?? version;
  const own = kinds[aliases[golden.arch] ?? golden.arch](golden);
  const { model } = configOf({ ...own, convention, latents: golden.F, silentAfter: 10 });
  test(`the config with the convention ${convention} has its loss`, () => {
    const made = createModel(model, { inputs: golden.D, outputs: null });
    const loss = made.batchLoss!(kernels, golden.B);
    loss.x.data.set(golden.x.data, loss.x.offset);
    const at = viewDictionary(loss.theta, made.parameters);
    for (const [name, stored] of Object.entries(golden.params))
      at.part(names[name] ?? name).set(valuesOf(name, stored));
    loss.state.silentFor.set(golden.dead_mask.map((dead) => (dead ? 11 : 0)));
    const { cost } = loss.evaluate({ iteration: 0, iterations: 5 });
    expect(Math.abs(cost / golden.loss - 1)).toBeLessThan(file.startsWith("autograd") ? 1e-10 : 1e-6);
  });
});

test("more than the half of the conventions have a file", () => expect(goldens.length).toBeGreaterThan(12));

describe("dictionary_learning", () => {
  test.each([
    ["topk", { k: 3 }, "dictlearn_topk"],
    ["gated", { l1: 0.3, l1WarmUp: 4 }, "dictlearn_gated"],
  ])("%s: the loss of its step 2", (kind, keys, file) => {
    const golden = JSON.parse(readFileSync(join(folder, `${file}.json`), "utf8"));
    const [latents, inputs] = golden.params["encoder.weight"].shape;
    const { model } = configOf({ kind, convention: "dictionary-learning", latents, ...keys });
    const made = createModel(model, { inputs, outputs: null });
    const [examples] = golden.batches[0].shape;
    const loss = made.batchLoss!(kernels, examples);
    loss.x.data.set(golden.batches[0].data, loss.x.offset);
    const at = viewDictionary(loss.theta, made.parameters);
    const own: Readonly<Record<string, string>> = {
      decoder_bias: "b_dec",
      gate_bias: "encoder.bias",
      mag_bias: "b_mag",
    };
    for (const [name, stored] of Object.entries(golden.params as Record<string, Stored>)) {
      const {
        shape: [rows],
        data,
      } = stored;
      if (name !== "decoder.weight") at.part(own[name] ?? name).set(data as number[]);
      else at.part("W_dec").set(data.map((_, i) => data[(i % rows) * latents + Math.floor(i / rows)]));
    }
    const { cost } = loss.evaluate({ iteration: 2, iterations: 5 });
    expect(Math.abs(cost / golden.step2_eval.loss - 1)).toBeLessThan(1e-6);
  });
});

describe("a config with a convention", () => {
  test("matryoshka's levels weigh as dictionary_learning's, and other weights are told", () => {
    const { model } = configOf({ kind: "matryoshka", convention: "dictionary-learning" });
    expect(model).toMatchObject({ levelWeight: "1/G^2", rescale: false, silentIn: "examples" });
    expect(() => configOf({ kind: "matryoshka", levelWeight: "1/H" })).toThrow(
      'config: model.levelWeight must be a number > 0, 1/G or 1/G^2, got "1/H"',
    );
  });

  test("has its values where it says nothing, and may repeat them", () => {
    const { model } = configOf({ kind: "topk", convention: "saelens-6.18" });
    expect(model).toMatchObject({
      convention: "saelens-6.18",
      remedy: { kind: "auxk", version: "saelens-6.18", coefficient: 1 },
      initial: { kind: "kaiming", encoder: "tied", decoderNorm: 0.1, decoderBias: "zero" },
    });
    expect(configOf(model).model).toEqual(model);
    expect(completed(configOf(model)).model).toEqual(model);
  });

  test("may change what its tool only begins with", () => {
    const own = {
      kind: "topk",
      convention: "dictionary-learning",
      silentAfter: 500,
      remedy: { coefficient: 0.5 },
    };
    expect(configOf(own).model).toMatchObject({
      silentAfter: 500,
      silentIn: "examples",
      remedy: { kind: "auxk", version: "dictionary-learning", coefficient: 0.5 },
      constraint: { kind: "unit-norm", version: "topk" },
    });
    // decoder_init_norm is an option of SAELens
    const longer = { kind: "topk", convention: "saelens-6.18", initial: { decoderNorm: 1 } };
    expect(configOf(longer).model).toMatchObject({ initial: { encoder: "tied", decoderNorm: 1 } });
    expect(configOf({ ...own, remedy: undefined }).model).toMatchObject({ remedy: { coefficient: 1 / 32 } });
  });

  test.each([
    [
      { kind: "topk", convention: "saelens-6.36.2", remedy: { kind: "auxk", version: "saelens-6.18" } },
      'config: model.remedy.version must be saelens-6.36.2 with the convention saelens-6.36.2, got "saelens-6.18"; leave one of them out',
    ],
    [
      { kind: "standard", convention: "saelens-6.48", constraint: { kind: "unit-norm" } },
      'config: model.constraint.kind must be free with the convention saelens-6.48, got "unit-norm"; leave one of them out',
    ],
    [
      { kind: "topk", convention: "saelens-6.19" },
      'config: model.convention must name a convention, got "saelens-6.19"; did you mean saelens-6.18?',
    ],
    [
      { kind: "matching-pursuit", convention: "saelens-6.18" },
      'config: model.convention must be one that matching-pursuit has: saelens-6.36.2 or saelens-6.48, got "saelens-6.18", which ',
    ],
    [
      { kind: "classic", convention: "saelens-6.18" },
      "config: unknown key model.convention; it belongs to standard",
    ],
    [{ kind: "topk", convention: 6 }, "config: model.convention must name a convention"],
  ])("%j", (model, message) => expect(() => configOf(model)).toThrow(message));

  test("every convention of every kind makes a model", () => {
    for (const kind of modelKinds())
      for (const convention of Object.keys(conventionsOf(kind) ?? {})) {
        const { model } = configOf({
          kind,
          convention,
          latents: 12,
          ...(kind === "jumprelu" ? { targetL0: 3 } : {}),
        });
        expect(
          createModel(model, { inputs: 6, outputs: null }).batchLoss!(kernels, 4).theta.length,
        ).toBeGreaterThan(0);
      }
  });
});
