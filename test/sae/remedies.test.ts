// What helps silent latents, on a case that is small enough for hand and pencil, and against a plain form of its equations.

import { describe, expect, test } from "vitest";
import type { FloatArray, matrix } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { rowNorms } from "../../src/core/rows.js";
import { createKernels } from "../../src/kernels/engine.js";
import { adam } from "../../src/optim/adam.js";
import { auxKVersions } from "../../src/sae/auxk.js";
import {
  type Dictionary,
  type DictionaryLoss,
  type DictionaryShape,
  dictionaryParameters,
  flat,
  viewDictionary,
} from "../../src/sae/dictionary.js";
import { gatedLoss, gatedParameters } from "../../src/sae/gated.js";
import { withGhostGradients } from "../../src/sae/ghost-gradients.js";
import { jumpReluLoss, jumpReluParameters } from "../../src/sae/jumprelu.js";
import { type ParameterBlock, parameterLength } from "../../src/sae/model.js";
import { type ResamplingOptions, withResampling } from "../../src/sae/resampling.js";
import { standardLoss } from "../../src/sae/standard.js";
import { topKLoss } from "../../src/sae/topk.js";
import { withAuxK } from "../../src/sae/with-auxk.js";

const kernels = createKernels("float64", { engine: "reference", threads: 1 });

describe("resampling", () => {
  const shape = { inputs: 2, latents: 3 };
  const parameters = dictionaryParameters(shape);
  /** Latents 0 and 1 reconstruct the first two examples without an error, the third one is left over; latent 2 is silent. */
  function begin(version: "dictionary-learning" | "anthropic", more: Partial<ResamplingOptions> = {}) {
    const own = standardLoss(kernels, shape, 3, { weight: 0, weighted: false, silentAfter: 9 });
    const loss = withResampling(own, parameters, { version, every: 4, times: 2, seed: 1, ...more });
    loss.theta.set([1, 0, 0, 1, 5, 5, /* b_enc */ 0, 0, -99, /* W_dec */ 1, 0, 0, 1, 7, 7, /* b_dec */ 0, 0]);
    loss.x.data.set([2, 0, 0, 3, -3, -4], loss.x.offset);
    loss.state.silentFor.set([0, 0, 8]);
    const { moments } = adam().prepare(kernels, loss.theta, loss.gradient);
    for (const moment of Object.values(moments)) moment.fill(1);
    const step = (iteration: number) => {
      const at = { iteration, iterations: 20 };
      loss.evaluate(at);
      loss.afterStep(at, moments);
    };
    return { loss, step, moments, at: viewDictionary(loss.theta, parameters) };
  }
  const rowOf = ({ encoder, decoder }: Dictionary) => ({
    encoder: [...encoder.data.subarray(encoder.offset + 4, encoder.offset + 6)],
    decoder: [...decoder.data.subarray(decoder.offset + 4, decoder.offset + 6)],
  });

  test.each([
    ["dictionary-learning", [-3 * 0.2, -4 * 0.2]],
    ["anthropic", [-0.6 * 0.2, -0.8 * 0.2]],
  ] as const)("%s: a silent latent is the example that is left over", (version, encoder) => {
    const { step, at, moments, loss } = begin(version);
    step(4);
    const row = rowOf(at);
    for (const [j, value] of encoder.entries()) expect(row.encoder[j]).toBeCloseTo(value, 14);
    expect(row.decoder[0]).toBeCloseTo(-0.6, 14);
    expect(row.decoder[1]).toBeCloseTo(-0.8, 14);
    expect([...at.encoderBias]).toEqual([0, 0, 0]);
    expect([...loss.state.silentFor]).toEqual([0, 0, 0]);
    for (const moment of Object.values(moments))
      expect([...moment]).toEqual([1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 1, 1, 1, 0, 0, 1, 1]);
  });

  test("nothing else begins again: at other iterations, after so many times, or where a latent is not silent", () => {
    for (const iteration of [0, 3, 5, 12]) {
      const { step, at } = begin("anthropic");
      step(iteration);
      expect([iteration, rowOf(at).decoder]).toEqual([iteration, [7, 7]]);
    }
    const { step, at, loss } = begin("anthropic");
    loss.state.silentFor[2] = 1; // of every 4, two are not more than half
    step(4);
    expect(rowOf(at).decoder).toEqual([7, 7]);
  });

  test.each([
    [6, [7, 7]],
    [7, [-0.6, -0.8]],
  ])("silence in examples: of 4 batches of 3, %i are more than half or not", (silence, decoder) => {
    const { step, at, loss } = begin("anthropic", { silentByExamples: true });
    loss.state.silentFor[2] = silence - 1; // one more after the step
    step(4);
    for (const [j, value] of rowOf(at).decoder.entries()) expect(value).toBeCloseTo(decoder[j], 14);
  });
});

describe.each([
  ["ghost gradients", true],
  ["ghost gradients where nothing is centred", false],
])("%s", (_name, centred) => {
  const shape = { inputs: 4, latents: 6, centred };
  const EXAMPLES = 5;
  const parameters = dictionaryParameters(shape);
  const silent = [1, 4];
  const random = createRandom(6, "ghost");
  const lossOf = (isHaunted: boolean) => {
    const own = {
      ...standardLoss(kernels, shape, EXAMPLES, { weight: 0.1, weighted: true, silentAfter: 3 }),
      centred,
    };
    const loss = isHaunted ? withGhostGradients(kernels, own, parameters, 3) : own;
    for (const latent of silent) loss.state.silentFor[latent] = 4;
    return loss;
  };
  const theta = Float64Array.from({ length: lossOf(false).theta.length }, () => 0.5 * random.normal());
  const at0 = viewDictionary(theta, parameters);
  for (const latent of silent) at0.encoderBias[latent] = -6;
  const x = Float64Array.from({ length: EXAMPLES * shape.inputs }, () => random.normal());
  const evaluate = (isHaunted: boolean) => {
    const loss = lossOf(isHaunted);
    loss.theta.set(theta);
    loss.x.data.set(x, loss.x.offset);
    const { cost, parts } = loss.evaluate({ iteration: 0, iterations: 9 });
    return {
      cost,
      parts: { ...parts },
      gradient: loss.gradient.slice(),
      error: loss.error.data.slice(loss.error.offset),
    };
  };
  const [plain, haunted] = [evaluate(false), evaluate(true)];

  const { inputs } = shape;
  const residual = (b: number, j: number) => (-EXAMPLES / 2) * plain.error[b * inputs + j];
  const examples = Array.from({ length: EXAMPLES }, (_, b) => b);
  const norm = (row: number[]) => Math.hypot(...row);
  const r = examples.map((b) => Array.from({ length: inputs }, (_, j) => residual(b, j)));
  const mean = r[0].map((_, j) => r.reduce((sum, row) => sum + row[j], 0) / EXAMPLES);
  /** exp(π) W_dec of the silent latents */
  const ghosts = (at: FloatArray) => {
    const { encoder, encoderBias, decoder, decoderBias } = viewDictionary(at, parameters);
    const value = ({ data, offset }: ReturnType<typeof matrix>, i: number, j: number) =>
      data[offset + i * inputs + j];
    return examples.map((b) => {
      const g = new Array<number>(inputs).fill(0);
      for (const i of silent) {
        let pi = encoderBias[i];
        for (let j = 0; j < inputs; j++)
          pi += value(encoder, i, j) * (x[b * inputs + j] - (centred ? decoderBias[j] : 0));
        for (let j = 0; j < inputs; j++) g[j] += Math.exp(pi) * value(decoder, i, j);
      }
      return g;
    });
  };
  const scales = ghosts(theta).map((g, b) => norm(r[b]) / (2 * norm(g) + 1e-6));
  /** G with s and r held fixed */
  const unexplained = (at: FloatArray) =>
    ghosts(at).reduce((sum, g, b) => {
      const squares = g.reduce((all, value, j) => all + (scales[b] * value - r[b][j]) ** 2, 0);
      return sum + squares / norm(r[b].map((value, j) => value - mean[j])) / EXAMPLES;
    }, 0);
  const energy = r.reduce((sum, row) => sum + norm(row) ** 2, 0) / EXAMPLES;
  const factor = energy / (unexplained(theta) + 1e-6);

  test("the part is as large as the error, as its equations have it", () => {
    expect(haunted.parts.ghost / (factor * unexplained(theta))).toBeCloseTo(1, 12);
    expect(haunted.cost - plain.cost).toBeCloseTo(haunted.parts.ghost, 12);
  });

  test("its gradient is that of G times a factor, by central differences", () => {
    for (let i = 0; i < theta.length; i++) {
      const moved = (by: number) => {
        const other = theta.slice();
        other[i] += by;
        return unexplained(other);
      };
      const numeric = (factor * (moved(1e-5) - moved(-1e-5))) / 2e-5;
      expect(haunted.gradient[i] - plain.gradient[i]).toBeCloseTo(numeric, 6);
    }
  });

  test("without a silent latent there is none", () => {
    const loss = withGhostGradients(
      kernels,
      standardLoss(kernels, shape, EXAMPLES, { weight: 0.1, weighted: true, silentAfter: 3 }),
      parameters,
      3,
    );
    loss.theta.set(theta);
    loss.x.data.set(x, loss.x.offset);
    expect(loss.evaluate({ iteration: 0, iterations: 9 }).parts.ghost).toBe(0);
    expect([...loss.gradient]).toEqual([...plain.gradient]);
  });
});

describe("AuxK", () => {
  const shape = { inputs: 6, latents: 9 };
  const EXAMPLES = 5;
  const silent = [1, 2, 4, 7, 8];
  const KEPT = 3; // half of the inputs
  const now = { iteration: 0, iterations: 9 };
  const silentAfter = 3;
  const random = createRandom(6, "auxk");
  const x = Float64Array.from({ length: EXAMPLES * shape.inputs }, () => random.normal());
  const begun = (loss: DictionaryLoss, theta: FloatArray) => {
    for (const latent of silent) loss.state.silentFor[latent] = 4;
    loss.theta.set(theta);
    loss.x.data.set(x, loss.x.offset);
    const { cost, parts } = loss.evaluate(now);
    return { cost, parts: { ...parts }, gradient: loss.gradient.slice(), error: flat(loss.error).slice() };
  };
  const drawn = (parameters: readonly ParameterBlock[]) =>
    Float64Array.from({ length: parameterLength(parameters) }, () => 0.5 * random.normal());

  test.each(auxKVersions)("of a loss that has none is that of TopK, which has its own: %s", (auxVersion) => {
    const parameters = dictionaryParameters(shape);
    const theta = drawn(parameters);
    const topK = (aux: number) =>
      topKLoss(kernels, shape, EXAMPLES, {
        k: 2,
        rescale: true,
        by: "value",
        signed: false,
        aux,
        auxVersion,
        silentAfter,
      });
    const options = { coefficient: 0.7, version: auxVersion, silentAfter };
    const [own, given] = [topK(0.7), withAuxK(kernels, topK(0), parameters, options)].map((loss) =>
      begun(loss, theta),
    );
    expect(given.parts.aux).toBeGreaterThan(0);
    expect(given.parts.aux / own.parts.aux).toBeCloseTo(1, 12);
    expect(given.cost / own.cost).toBeCloseTo(1, 12);
    for (const [i, value] of own.gradient.entries()) expect(given.gradient[i]).toBeCloseTo(value, 12);
  });

  const jumpRelu = (of: DictionaryShape) =>
    jumpReluLoss(kernels, of, EXAMPLES, {
      weight: 0.1,
      penalty: { kind: "step" },
      bandwidth: 0.1,
      form: "projected",
      throughToInput: false,
      stepOn: "pre",
      preAct: 0,
      silentAfter,
    });
  const penalised: Record<string, readonly [readonly ParameterBlock[], () => DictionaryLoss]> = {
    standard: [
      dictionaryParameters(shape),
      () => standardLoss(kernels, shape, EXAMPLES, { weight: 0.1, weighted: true, silentAfter }),
    ],
    jumprelu: [jumpReluParameters(shape, "projected"), () => jumpRelu(shape)],
    "jumprelu, not centred": [
      jumpReluParameters(shape, "projected"),
      () => ({ ...jumpRelu({ ...shape, centred: false }), centred: false }),
    ],
    gated: [
      gatedParameters(shape),
      () =>
        gatedLoss(kernels, shape, EXAMPLES, { weight: 0.1, weighted: true, detached: false, silentAfter }),
    ],
  };
  test.each(Object.keys(penalised))("of %s is as its equation has it, and so is its gradient", (kind) => {
    const [parameters, make] = penalised[kind];
    const theta = drawn(parameters);
    const plain = begun(make(), theta);
    const options = { coefficient: 0.7, version: "saelens-6.36.2", silentAfter } as const;
    const loss = make();
    const given = begun(withAuxK(kernels, loss, parameters, options), theta);
    const { inputs } = shape;
    const centred = loss.centred === false ? 0 : 1;
    /** c/B Σ ‖z W_dec − r‖², z = π of the chosen, r held fixed */
    const auxiliary = (at: FloatArray, chosen: readonly (readonly number[])[]) => {
      const { encoder, encoderBias, decoder, decoderBias } = viewDictionary(at, parameters);
      const pi = (b: number, i: number) =>
        Array.from(decoderBias).reduce(
          (sum, bias, j) =>
            sum + encoder.data[encoder.offset + i * inputs + j] * (x[b * inputs + j] - centred * bias),
          encoderBias[i],
        );
      const value = chosen.reduce((sum, latents, b) => {
        for (let j = 0; j < inputs; j++) {
          const r = (-EXAMPLES / 2) * plain.error[b * inputs + j];
          const made = latents.reduce(
            (all, i) => all + pi(b, i) * decoder.data[decoder.offset + i * inputs + j],
            0,
          );
          sum += ((made - r) ** 2 * 0.7) / EXAMPLES;
        }
        return sum;
      }, 0);
      return { value, pi };
    };
    const { pi } = auxiliary(theta, []);
    const norms = rowNorms(viewDictionary(theta, parameters).decoder);
    const chosen = Array.from({ length: EXAMPLES }, (_, b) =>
      [...silent].sort((i, j) => pi(b, j) * norms[j] - pi(b, i) * norms[i]).slice(0, KEPT),
    );
    expect(given.parts.aux / auxiliary(theta, chosen).value).toBeCloseTo(1, 12);
    expect(given.cost - plain.cost).toBeCloseTo(given.parts.aux, 12);
    for (let i = 0; i < theta.length; i++) {
      const moved = (by: number) => {
        const other = theta.slice();
        other[i] += by;
        return auxiliary(other, chosen).value;
      };
      expect(given.gradient[i] - plain.gradient[i]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 6);
    }
  });

  test("without a silent latent there is none", () => {
    const [parameters, make] = penalised.standard;
    const loss = withAuxK(kernels, make(), parameters, {
      coefficient: 1,
      version: "saelens-6.36.2",
      silentAfter: 4,
    });
    expect(begun(loss, drawn(parameters)).parts.aux).toBe(0);
  });
});
