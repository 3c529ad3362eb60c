// What each tool's tensors mean: x̂ of the model that is made of them is x̂ by the tool's own equations.

import { describe, expect, test } from "vitest";
import { matrix } from "../../src/core/arrays.js";
import { type StoredTensor, storedFloats } from "../../src/data/io/stored-tensor.js";
import { thetaFromParts } from "../../src/experiments/read-theta.js";
import { createKernels } from "../../src/kernels/engine.js";
import { createModel, modelSchema } from "../../src/models/registry.js";
import { centredAs, convert } from "../../src/weights/convert.js";
import { readDictionaryLearning } from "../../src/weights/dictionary-learning.js";
import { readOpenai } from "../../src/weights/openai.js";
import { readSaelens } from "../../src/weights/saelens.js";
import { readSaev } from "../../src/weights/saev.js";
import type { TrainedDictionary } from "../../src/weights/trained-dictionary.js";

const [D, M] = [3, 5];
let drawn = 0;
const numbers = (length: number, scale = 1) =>
  Float64Array.from({ length }, () => scale * Math.sin(7 * drawn++ * drawn));
const stored = (data: Float64Array, ...shape: number[]) => storedFloats(data, shape);
/** From [rows, columns] to [columns, rows]. */
const turned = (data: Float64Array, rows: number, columns: number) =>
  Float64Array.from({ length: rows * columns }, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)]);
const [encoder, atoms, encoderBias, decoderBias, rMag, bMag] = [M * D, M * D, M, D, M, M].map((n) =>
  numbers(n),
);
const scalar = (value: number): StoredTensor => stored(Float64Array.of(value));
const examples = numbers(8 * D, 2);

/** π of an example, of x or of x − b. */
const pre = (x: Float64Array, bias: ArrayLike<number> | null) =>
  Float64Array.from({ length: M }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < D; j++) sum += encoder[i * D + j] * (x[j] - (bias?.[j] ?? 0));
    return sum;
  });
type Activate = (own: Float64Array) => Float64Array;
const reconstruct = (f: ArrayLike<number>) =>
  Float64Array.from({ length: D }, (_, j) => {
    let sum = decoderBias[j];
    for (let i = 0; i < M; i++) sum += f[i] * atoms[i * D + j];
    return sum;
  });
const withBias: Activate = (own) => own.map((value, i) => value + encoderBias[i]);
const relu: Activate = (own) => own.map((value) => Math.max(0, value));
const highest = (own: Float64Array, k: number): Float64Array => {
  const least = Array.from(own).sort((a, b) => b - a)[k - 1];
  return own.map((value) => (value >= least ? Math.max(0, value) : 0));
};

function expectSame(dictionary: TrainedDictionary, expected: (x: Float64Array) => Float64Array): void {
  const ours = centredAs(dictionary, true);
  const config = modelSchema().parse(ours.model);
  const model = createModel(config, { inputs: D, outputs: null });
  const theta = thetaFromParts("test", "weights", ours.parts, model, "float64");
  const kernels = createKernels("float64", { engine: "reference" });
  model.createPass(kernels, theta).run(matrix(examples, 8, D), (from, { output }) => {
    for (let b = 0; b < output.shape[0]; b++) {
      const wanted = expected(examples.slice((from + b) * D, (from + b + 1) * D));
      for (let j = 0; j < D; j++)
        expect(output.data[output.offset + b * output.stride[0] + j]).toBeCloseTo(wanted[j], 12);
    }
  });
}

const linear = {
  "encoder.weight": stored(encoder, M, D),
  "decoder.weight": stored(turned(atoms, M, D), D, M),
};
const plain = {
  W_enc: stored(turned(encoder, M, D), D, M),
  b_enc: stored(encoderBias, M),
  W_dec: stored(atoms, M, D),
  b_dec: stored(decoderBias, D),
};
const learned = (tensors: Record<string, StoredTensor>, config: object | null = null) =>
  readDictionaryLearning(config && JSON.stringify({ trainer: config }), "config.json", tensors, "ae.pt");

describe("dictionary_learning", () => {
  test("AutoEncoder: around its bias", () => {
    const found = learned({
      ...linear,
      "encoder.bias": stored(encoderBias, M),
      bias: stored(decoderBias, D),
    });
    expectSame(found, (x) => reconstruct(relu(withBias(pre(x, decoderBias)))));
  });

  test("AutoEncoderNew: b_dec is not taken from x", () => {
    const found = learned({
      ...linear,
      "encoder.bias": stored(encoderBias, M),
      "decoder.bias": stored(decoderBias, D),
    });
    expect(found.centred).toBe(false);
    expectSame(found, (x) => reconstruct(relu(withBias(pre(x, null)))));
    // There and back is the same, but for rounding.
    const back = centredAs(centredAs(found, true), false).parts["encoder.bias"];
    const values = new Float64Array(back.bytes.buffer, back.bytes.byteOffset, M);
    for (let i = 0; i < M; i++) expect(values[i]).toBeCloseTo(encoderBias[i], 12);
  });

  test("GatedAutoEncoder", () => {
    const found = learned({
      ...linear,
      decoder_bias: stored(decoderBias, D),
      r_mag: stored(rMag, M),
      gate_bias: stored(encoderBias, M),
      mag_bias: stored(bMag, M),
    });
    expectSame(found, (x) => {
      const own = pre(x, decoderBias);
      return reconstruct(
        own.map((value, i) =>
          value + encoderBias[i] > 0 ? Math.max(0, value * Math.exp(rMag[i]) + bMag[i]) : 0,
        ),
      );
    });
  });

  test("JumpReluAutoEncoder: not centred, above its thresholds", () => {
    const thresholds = Float64Array.from({ length: M }, (_, i) => 0.1 * i);
    const found = learned({ ...plain, threshold: stored(thresholds, M) });
    expectSame(found, (x) =>
      reconstruct(withBias(pre(x, null)).map((value, i) => (value > thresholds[i] ? value : 0))),
    );
  });

  test.each(["AutoEncoderTopK", "BatchTopKSAE"])("%s, told apart by config.json", (name) => {
    const tensors = {
      ...linear,
      "encoder.bias": stored(encoderBias, M),
      b_dec: stored(decoderBias, D),
      k: scalar(2),
      threshold: scalar(0.4),
    };
    const found = learned(tensors, { dict_class: name });
    expect([found.architecture, found.notes]).toEqual([name, []]);
    expectSame(found, (x) => {
      const own = withBias(pre(x, decoderBias));
      return reconstruct(
        name === "AutoEncoderTopK" ? highest(own, 2) : own.map((value) => (value > 0.4 ? value : 0)),
      );
    });
  });

  test("MatryoshkaBatchTopKSAE: its groups are prefixes; that do not add up are refused", () => {
    const tensors = { ...plain, k: scalar(2), threshold: scalar(0.4) };
    const groups = (...sizes: number[]) => ({ group_sizes: stored(Float64Array.from(sizes), sizes.length) });
    const found = learned({ ...tensors, ...groups(2, 3) });
    expect(found.model).toMatchObject({ kind: "matryoshka", prefixes: [2, 5] });
    expectSame(found, (x) =>
      reconstruct(withBias(pre(x, decoderBias)).map((value) => (value > 0.4 ? value : 0))),
    );
    expect(() => learned({ ...tensors, ...groups(2, 2) })).toThrow(/add up to its 5 latents, got 2 \+ 2/);
  });

  test("a square matrix: which way it was taken is told", () => {
    const square = learned({
      "encoder.weight": stored(numbers(9), 3, 3),
      "decoder.weight": stored(numbers(9), 3, 3),
      "encoder.bias": stored(numbers(3), 3),
      bias: stored(numbers(3), 3),
    });
    expect(square.notes).toEqual([expect.stringMatching(/square, 3×3: .* torch\.nn\.Linear/)]);
  });
});

describe("openai", () => {
  const tensors = { ...linear, pre_bias: stored(decoderBias, D), latent_bias: stored(encoderBias, M) };

  test("TopK, with statistics that nothing is made of", () => {
    const state = new Map<unknown, unknown>([
      ["k", 2],
      ["postact_fn", "ReLU"],
    ]);
    const values = new Map<unknown, unknown>([
      ["activation", "TopK"],
      ["activation_state_dict", state],
    ]);
    const found = readOpenai(values, { ...tensors, stats_last_nonzero: stored(numbers(M), M) }, "ae.pt");
    expectSame(found, (x) => reconstruct(highest(withBias(pre(x, decoderBias)), 2)));
  });

  test("ReLU; another activation is refused", () => {
    const values = new Map<unknown, unknown>([["activation", "ReLU"]]);
    expectSame(readOpenai(values, tensors, "ae.pt"), (x) => reconstruct(relu(withBias(pre(x, decoderBias)))));
    expect(() => readOpenai(new Map([["activation", "Tanh"]]), tensors, "ae.pt")).toThrow(
      /activation ReLU, or TopK of some k with ReLU after it, got \["Tanh"/,
    );
  });
});

describe("saev", () => {
  test.each([
    ["a schema of before there were any", {}],
    ["schema 1, by its class", { schema: 1, cls: "Relu", cfg: {} }],
    ["schema 2, an object", { schema: 2, cfg: { activation: { cls: "Relu", params: {} } } }],
  ])("%s: x is not centred", (_, header) => {
    expectSame(readSaev(JSON.stringify(header), plain, "sae.pt"), (x) =>
      reconstruct(relu(withBias(pre(x, null)))),
    );
  });

  const highestOf = (cls: string, more = {}) =>
    readSaev(
      JSON.stringify({ schema: 5, lib: "0.9", cfg: { activation: { cls, params: { top_k: 4 } } } }),
      { ...plain, ...more },
      "sae.pt",
    );

  test("TopK keeps negative values: there is no ReLU; a newer schema is refused", () => {
    const found = highestOf("TopK");
    expect(found).toMatchObject({ version: "0.9", model: { kind: "topk", k: 4, signed: true }, unsaid: [] });
    let negative = 0;
    expectSame(found, (x) => {
      const own = withBias(pre(x, null));
      const least = Array.from(own).sort((a, b) => b - a)[3];
      const kept = own.map((value) => (value >= least ? value : 0));
      negative += kept.filter((value) => value < 0).length;
      return reconstruct(kept);
    });
    expect(negative).toBeGreaterThan(4);
    expect(() => readSaev('{"schema":6}', plain, "sae.pt")).toThrow(/schema that is at most 5/);
  });

  test("BatchTopK says what is not said of it: the whole batch, or values above a negative threshold", () => {
    const threshold = (value: number) => ({ "activation.threshold": scalar(value) });
    expect(highestOf("BatchTopK").unsaid).toEqual([expect.stringContaining("whole batch")]);
    expect(highestOf("BatchTopK", threshold(0.2)).unsaid).toEqual([]);
    expect(highestOf("BatchTopK", threshold(-0.2)).unsaid).toEqual([
      expect.stringContaining("negative values"),
    ]);
  });

  test("what keeps its sign is lost where there is a ReLU", () => {
    for (const target of ["saelens", "sparsify"] as const)
      expect(convert(highestOf("TopK"), target, "inference")?.lost).toEqual([
        expect.stringContaining("has a ReLU"),
      ]);
  });
});

describe("SAELens", () => {
  const read = (cfg: object, tensors: Record<string, StoredTensor>) =>
    readSaelens(
      JSON.stringify({
        d_in: D,
        d_sae: M,
        dtype: "float64",
        metadata: { sae_lens_version: "6.36.2" },
        ...cfg,
      }),
      "cfg.json",
      tensors,
      "sae_weights.safetensors",
    );

  test("a scaling_factor is folded into the atoms, where it is meant; ones are nothing", () => {
    const factor = Float64Array.from({ length: M }, (_, i) => 1 + i);
    const tensors = { ...plain, scaling_factor: stored(factor, M) };
    const cfg = { architecture: "standard", finetuning_scaling_factor: true };
    expectSame(read(cfg, tensors), (x) =>
      reconstruct(relu(withBias(pre(x, decoderBias))).map((value, i) => value * factor[i])),
    );
    expect(() => read({ architecture: "standard" }, tensors)).toThrow(/scaling_factor of ones/);
    const ones = { ...plain, scaling_factor: stored(new Float64Array(M).fill(1), M) };
    expectSame(read({ architecture: "standard" }, ones), (x) =>
      reconstruct(relu(withBias(pre(x, decoderBias)))),
    );
  });

  test("log_threshold is exp'd; AuxK goes by the version", () => {
    const logs = Float64Array.from({ length: M }, (_, i) => -1 - i);
    const found = read({ architecture: "jumprelu" }, { ...plain, log_threshold: stored(logs, M) });
    expectSame(found, (x) =>
      reconstruct(withBias(pre(x, decoderBias)).map((value, i) => (value > Math.exp(logs[i]) ? value : 0))),
    );
    const auxOf = (version: string) =>
      read(
        { architecture: "topk", k: 2, aux_loss_coefficient: 1, metadata: { sae_lens_version: version } },
        plain,
      ).model.remedy;
    expect(["6.18.0", "6.36.1", "6.36.2", "6.49.2"].map(auxOf)).toEqual(
      ["saelens-6.18", "saelens-6.18", "saelens-6.36.2", "saelens-6.36.2"].map((version) =>
        expect.objectContaining({ version }),
      ),
    );
  });
});
