// rhohat conformance, as it is typed: what agrees, what was falsified, and what cannot be used.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { worstOf } from "../../src/conformance/comparison.js";
import { conform } from "../../src/conformance/conform.js";
import { createKernels } from "../../src/kernels/engine.js";
import { rhohatHere, root } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const golden = (name: string) => join(root, "test/golden", name);
const topk = golden("sparse-autoencoders/autograd_topk_aux636.json");
// biome-ignore lint/suspicious/noExplicitAny: a file is changed anywhere in it
type Json = Record<string, any>;
let made = 0;
/** A copy of a file with something changed. */
function changed(path: string, change: (file: Json) => void): string {
  const file: Json = JSON.parse(readFileSync(path, "utf8"));
  change(file);
  const copy = join(folder, `${made++}.json`);
  writeFileSync(copy, JSON.stringify(file));
  return copy;
}

test("a file that agrees: each array with its largest error", async () => {
  const { code, out, err } = await rhohatHere(["conformance", topk, "--tolerance", "1e-10"]);
  expect([code, err]).toEqual([0, ""]);
  for (const told of ["topk, saelens-6.36.2", "loss ", "grads.W_enc", "adam5.params_after.b_dec", "sae_out"])
    expect(out).toContain(told);
  expect(out).toContain("not compared: seed, margin");
  expect(out).toMatch(/1 file, the largest error \S+: within 1e-10\n$/);
});

test("as JSON", async () => {
  const { out } = await rhohatHere(["conformance", topk, "--json"]);
  const { ok, files } = JSON.parse(out);
  expect(ok).toBe(true);
  expect(files[0]).toMatchObject({ form: "saelens", what: "topk, saelens-6.36.2" });
  expect(files[0].worst).toBeLessThan(1e-10);
});

test("a falsified one: exit code 1, which value and what it should be", async () => {
  const wrong = changed(topk, ({ grads }) => {
    grads.W_dec.data[7] *= 1.001;
  });
  const { code, out, err } = await rhohatHere(["conformance", topk, wrong]);
  expect(code).toBe(1);
  expect(out).toMatch(/grads\.W_dec +\S+ +\[1, 2\] \S+, the file says \S+/);
  expect(err).toMatch(
    /^conformance: every error must be at most 1e-5, 1 of 2 files is beyond, first .*: grads\.W_dec by \S+\n$/,
  );
});

describe("every array and number of a file is looked at", () => {
  const kernels = createKernels("float64", { engine: "reference" });
  /** What is given, or tells how safe the others are. */
  const given =
    /^(x|params|coefficients|config|dead_mask|seed|D|F|B|margin|frozen|batches|rho_hat_start|tile|true_atoms|true_acts|embedding|W_dec_other_seed)\b|^adam5\.(lr|clip)|^turn_back\.(names|least_cosine|start|before)|violation/;
  const files = [
    "sparse-autoencoders/saelens_topk.json",
    "sparse-autoencoders/autograd_jumprelu_raw_quadratic.json",
    "sparse-autoencoders/autograd_matching_pursuit.json",
    "sparse-autoencoders/dictlearn_gated.json",
    "sparse-autoencoders/autograd_topk_soft_frozen.json",
    "sparse-autoencoders/autograd_hierarchical_topk.json",
    "sparse-autoencoders/autograd_kl_running.json",
    "sparse-coding/autograd_sparse_coding.json",
    "metrics/autograd_metrics.json",
  ];
  test.each(files)("%s", (name) => {
    const file = JSON.parse(readFileSync(golden(name), "utf8"));
    const unseen: string[] = [];
    const visit = (node: unknown, path: readonly (string | number)[]) => {
      const at = path.join(".");
      if (given.test(at)) return;
      if (typeof node === "number") {
        const wrong = changed(golden(name), (copy) => {
          let inner: Json = copy;
          for (const key of path.slice(0, -1)) inner = inner[key];
          inner[path[path.length - 1]] = node + 1e-3 * Math.max(1, Math.abs(node)) * 20;
        });
        let seen: boolean;
        try {
          seen = worstOf(conform(kernels, wrong)) > 1e-5;
        } catch {
          seen = true;
        }
        if (!seen) unseen.push(at);
      } else if (Array.isArray(node)) visit(node[0], [...path, 0]);
      else if (typeof node === "object" && node !== null)
        for (const [key, inner] of Object.entries(node)) visit(inner, [...path, key]);
    };
    visit(file, []);
    expect(unseen).toEqual([]);
  });
});

describe("a part of a loss is held by itself, however small it is beside the loss", () => {
  const kernels = createKernels("float64", { engine: "reference" });
  test.each([
    ["autograd_topk_aux636.json", "losses", "auxiliary_reconstruction_loss"],
    ["autograd_jumprelu_raw_step.json", "losses", "pre_act_loss"],
    ["dictlearn_topk.json", "step2_eval.losses", "auxk_loss"],
    ["autograd_dictlearn_trainer_batchtopk.json", "step2_eval.losses", "auxk_loss"],
  ])("%s: %s.%s", (name, group, part) => {
    const losses = (file: Json) => group.split(".").reduce((inner, key) => inner[key], file);
    const path = golden(`sparse-autoencoders/${name}`);
    const { comparisons } = conform(
      kernels,
      changed(path, (file) => {
        losses(file)[part] *= 1.01;
      }),
    );
    const { error, wanted } = comparisons.find((one) => one.name === `${group}.${part}`)!;
    expect(error).toBeCloseTo((0.01 * wanted) / 1.01 / Math.max(wanted, 1e-3), 5);
  });

  test("the error of each level alone, where their sum is right", () => {
    const levels = golden("sparse-autoencoders/autograd_dictlearn_matryoshka.json");
    expect(worstOf(conform(kernels, levels))).toBeLessThan(1e-10);
    const wrong = changed(levels, ({ losses }) => {
      losses.inner_mse_loss_2 += 0.01;
      losses.inner_mse_loss_5 -= 0.01;
    });
    const off = conform(kernels, wrong).comparisons.filter(({ error }) => error > 1e-5);
    expect(off.map(({ name }) => name)).toEqual(["losses.inner_mse_loss_2", "losses.inner_mse_loss_5"]);
  });

  test("one that the loss has not is off, whatever the file says", () => {
    const wrong = changed(topk, ({ losses }) => Object.assign(losses, { l1_loss: 0 }));
    expect(worstOf(conform(kernels, wrong))).toBe(Number.POSITIVE_INFINITY);
  });
});

test("what a file holds besides is named as left", () => {
  const kernels = createKernels("float64", { engine: "reference" });
  const toy = join(folder, "toy.json");
  writeFileSync(toy, JSON.stringify({ features: [[1, 0]], magnitude: "uniform", p: 0.1 }));
  expect(conform(kernels, toy).left).toEqual(["p"]);
  const more = changed(topk, (file) => {
    file.adam5.trace[0].time = 1;
    file.fvu = 0.5;
    file.config.reScale = "π n";
  });
  expect(conform(kernels, more).left).toEqual(
    expect.arrayContaining(["margin", "fvu", "adam5.trace.time", "config.reScale"]),
  );
});

test("a file that cannot be used does not hide the others: in its place, exit code 2 at the end", async () => {
  const broken = join(folder, "broken.json");
  writeFileSync(broken, "{");
  const wrong = changed(topk, (file) => {
    file.loss *= 2;
  });
  const { code, out, err } = await rhohatHere(["conformance", topk, broken, wrong]);
  expect(code).toBe(2);
  expect(out).toMatch(
    /topk, saelens[\s\S]*broken\.json {2}cannot be used\n\S.*JSON[\s\S]*topk, saelens[\s\S]*the file says/,
  );
  expect(err).toMatch(
    /^conformance: every file must be one that can be used, 1 of 3 is not, and 1 beyond 1e-5; first .*broken\.json.*\n$/,
  );
  const asJson = await rhohatHere(["conformance", broken, topk, "--json"]);
  expect(asJson.code).toBe(2);
  expect(JSON.parse(asJson.out)).toMatchObject({
    ok: false,
    files: [
      { path: broken, error: expect.stringContaining("JSON") },
      { path: topk, form: "saelens" },
    ],
  });
});

test("metrics of as many examples as there are, of data that are no pictures", () => {
  const kernels = createKernels("float64", { engine: "reference" });
  const count = 150_000;
  const of = (width: number, value: (i: number) => number) => ({
    shape: [count, width],
    data: Array.from({ length: count * width }, (_, i) => value(i)),
  });
  const many = changed(golden("metrics/autograd_metrics.json"), (file) => {
    const { W_dec, b_dec } = file.params;
    const first = ({ data }: { data: number[] }) => ({ shape: [2, 1], data: data.slice(0, 2) });
    Object.assign(file, { D: 1, F: 2, B: count, x: of(1, (i) => i % 7), sae_out: of(1, (i) => i % 5) });
    Object.assign(file, {
      feature_acts: of(2, (i) => i % 2),
      true_acts: of(2, (i) => i % 3),
      tile: undefined,
    });
    Object.assign(file, { params: { W_dec: first(W_dec), b_dec }, embedding: of(1, () => 1) });
    Object.assign(file, { true_atoms: first(W_dec), W_dec_other_seed: first(W_dec) });
    file.metrics = { l0: 1, hoyerPerExample: Array.from({ length: count }, () => 1) };
  });
  expect(worstOf(conform(kernels, many))).toBeLessThan(1e-12);
});

describe("what cannot be used is one line, exit code 2", () => {
  const text = (content: string) => {
    const path = join(folder, `${made++}.json`);
    writeFileSync(path, content);
    return path;
  };
  test.each<[string, () => string[], string]>([
    ["no such file", () => [join(folder, "none.json")], "none.json"],
    ["JSON that ends early", () => [text('{"adam5": ')], "JSON"],
    ["a list", () => [text("[1]")], "must hold an object"],
    ["no form that is known", () => [text('{"a": 1}')], "must be of a form that is known: saelens, "],
    [
      "an unknown architecture",
      () => [changed(topk, (file) => Object.assign(file, { arch: "topkk" }))],
      'arch must be one that is known, got "topkk"; did you mean topk?',
    ],
    [
      "an array of another shape",
      () => [changed(topk, ({ x }) => Object.assign(x, { shape: [5, 6] }))],
      "x must be [6, 5], got [5, 6]",
    ],
    [
      "fewer numbers than the shape says",
      () => [changed(topk, ({ grads }) => grads.W_enc.data.pop())],
      "grads.W_enc must have as many numbers in data as its shape says",
    ],
    [
      "a text for a number",
      () => [changed(topk, (file) => Object.assign(file, { loss: "1" }))],
      "loss must be a number",
    ],
    [
      "a latent that is half dead",
      () => [changed(topk, ({ dead_mask }) => dead_mask.fill(0.5, 2, 3))],
      "dead_mask.2 must be 0 or 1",
    ],
    [
      "a setting that is missing",
      () => [changed(topk, ({ config }) => delete config.k)],
      "config.k must be given for topk",
    ],
    [
      "a target that a penalty needs",
      () => [
        changed(golden("sparse-autoencoders/autograd_jumprelu_raw_quadratic.json"), ({ config }) => {
          config.target_l0 = null;
        }),
      ],
      "config.target_l0 must be given for jumprelu",
    ],
    [
      "a word that a setting does not know",
      () => [
        changed(golden("sparse-autoencoders/autograd_jumprelu_raw_step.json"), ({ config }) => {
          config.mode = "steps";
        }),
      ],
      "config.mode must be step, tanh, quadratic, quadratic_batch, quadratic_relative or null",
    ],
    [
      "a trainer's setting that is missing",
      () => [
        changed(golden("sparse-autoencoders/dictlearn_topk.json"), ({ config }) => delete config.auxk_alpha),
      ],
      "config.auxk_alpha must be given for topk",
    ],
    [
      "a part that there is not",
      () => [changed(topk, ({ grads }) => Object.assign(grads, { W: grads.W_enc }))],
      "grads must be parts of topk, got W",
    ],
    [
      "a tolerance that is none",
      () => [topk, "--tolerance", "-1"],
      "--tolerance must be a number > 0, got -1",
    ],
    ["an engine that there is not", () => [topk, "--engine", "gpu"], "--engine"],
  ])("%s", async (_, words, told) => {
    const { code, out, err } = await rhohatHere(["conformance", ...words()]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(told);
    expect(err.trim().split("\n")).toHaveLength(1);
  });
});

test("the project's own files are all of a form that is known", () => {
  const kernels = createKernels("float64", { engine: "reference" });
  const files = readdirSync(golden("sparse-autoencoders")).filter((name) => name.endsWith(".json"));
  for (const name of files)
    expect(conform(kernels, golden(`sparse-autoencoders/${name}`)).comparisons.length).toBeGreaterThan(5);
});
