// The form of golden files in dictionary_learning's words: a trainer's loss at its step 2, and five of its updates.

import { z } from "zod";
import type { FloatArray } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";
import type { Kernels } from "../kernels/kernels.js";
import { adam } from "../optim/adam.js";
import { scheduleClipping } from "../optim/batch-optimiser.js";
import { batchTopKLoss, batchTopKParameters } from "../sae/batchtopk.js";
import { constrainDecoder } from "../sae/decoder-constraint.js";
import {
  type DictionaryLoss,
  type DictionaryShape,
  dictionaryParameters,
  flat,
  viewDictionary,
} from "../sae/dictionary.js";
import { gatedLoss, gatedParameters } from "../sae/gated.js";
import { jumpReluLoss, jumpReluParameters } from "../sae/jumprelu.js";
import { matryoshkaLoss } from "../sae/matryoshka.js";
import type { BatchLoss, ParameterBlock } from "../sae/model.js";
import { standardLoss } from "../sae/standard.js";
import { exampleMinimum, firstThreshold, type ThresholdOptions } from "../sae/threshold.js";
import { topKLoss } from "../sae/topk.js";
import { type Comparison, compareArrays, compareNumber, type Form } from "./comparison.js";
import { arrays, assertShape, number, numbers, readForm, type Stored, stored, turned } from "./stored.js";

const list = z.array(number, { error: "be a list of numbers" }).min(1, { error: "have a number" }).optional();
const schema = z.object({
  lib: z.string(),
  trainer: z.string(),
  config: z.object({
    lr: number,
    warmup: number,
    betas: list,
    k: number.optional(),
    l1: number.optional(),
    sparsity_penalty: number.optional(),
    sparsity_warmup: number.optional(),
    target_l0: number.optional(),
    bandwidth: number.optional(),
    threshold_beta: number.optional(),
    threshold_start_step: number.optional(),
    auxk_alpha: number.optional(),
    dead_threshold_tokens: number.optional(),
    group_sizes: list,
    group_fractions: list,
  }),
  params: arrays,
  batches: z.array(stored).min(1, { error: "have a batch" }),
  step2_eval: z.object({ losses: numbers, loss: z.number(), f: stored, x_hat: stored, grads: arrays }),
  after_updates_1_to_5: z.record(z.string(), z.union([stored, z.number()])),
  num_tokens_since_fired: z.array(z.number()).optional(),
});
type Golden = z.output<typeof schema>;
type Setting = keyof Golden["config"];

/** How a trainer is made here. */
interface Trainer {
  /** Of config, beside lr and warmup */
  readonly needs: readonly Setting[];
  parameters(shape: DictionaryShape): ParameterBlock[];
  loss(kernels: Kernels, shape: DictionaryShape, golden: Golden): DictionaryLoss;
  /** What its losses are called here; a number more is what it is multiplied by in the loss */
  parts(golden: Golden): Readonly<Record<string, readonly [part: string, factor: number]>>;
  readonly constraint: "topk" | "constrained-adam";
  readonly clip: number;
  readonly beta1: number;
}
/** How the trainers of the TopK family step, JumpReLU's but for β₁, and how the others do. */
const topKStep = { constraint: "topk", clip: 1, beta1: 0.9 } as const;
const constrainedStep = { constraint: "constrained-adam", clip: 0, beta1: 0.9 } as const;

const batchOf = ({ batches }: Golden) => batches[0].shape[0];
const settingOf = ({ config }: Golden, key: Setting) => Number(config[key]);

/** Its threshold: of each example, or of the batch. */
const thresholdOf = (golden: Golden, of: ThresholdOptions["of"]): ThresholdOptions => ({
  ...exampleMinimum,
  of,
  rate: 1 - settingOf(golden, "threshold_beta"),
  start: settingOf(golden, "threshold_start_step") + 1,
});
/** AuxK, of latents that have been silent for so many examples. */
const auxOf = (golden: Golden) =>
  ({
    aux: settingOf(golden, "auxk_alpha"),
    auxVersion: "dictionary-learning",
    silentAfter: settingOf(golden, "dead_threshold_tokens"),
    silentByExamples: true,
  }) as const;
const batchTopKOf = (golden: Golden) => ({
  k: settingOf(golden, "k"),
  rescale: false,
  ...auxOf(golden),
  threshold: thresholdOf(golden, "batch"),
});
/** m_1 < … < m_G = M, of the sizes of the groups, or of their shares, of which the last gets what is left. */
function widthsOf({ config }: Golden, latents: number): number[] {
  const sizes = [
    config.group_sizes ?? [config.group_fractions].flat().map((share) => Math.floor(Number(share) * latents)),
  ].flat();
  let width = 0;
  return sizes.map((size, g) => {
    width = g === sizes.length - 1 ? latents : width + size;
    return width;
  });
}
const topKNeeds = [
  "k",
  "auxk_alpha",
  "dead_threshold_tokens",
  "threshold_beta",
  "threshold_start_step",
] as const;
/** What a penalty is multiplied by at step 2. */
const warmed = (golden: Golden) => Math.min(1, STEP / settingOf(golden, "sparsity_warmup"));

const trainers: Readonly<Record<string, Trainer>> = {
  standard: {
    needs: ["l1", "sparsity_warmup"],
    parameters: (shape) => dictionaryParameters(shape),
    loss: (kernels, shape, golden) =>
      standardLoss(kernels, shape, batchOf(golden), {
        weight: settingOf(golden, "l1"),
        warmUp: settingOf(golden, "sparsity_warmup"),
        weighted: false,
        silentAfter: 10,
      }),
    parts: (golden) => ({
      mse_loss: ["error", 1],
      sparsity_loss: ["l1", settingOf(golden, "l1") * warmed(golden)],
    }),
    ...constrainedStep,
  },
  batchtopk: {
    needs: topKNeeds,
    parameters: batchTopKParameters,
    loss: (kernels, shape, golden) => batchTopKLoss(kernels, shape, batchOf(golden), batchTopKOf(golden)),
    parts: (golden) => ({ l2_loss: ["error", 1], auxk_loss: ["aux", settingOf(golden, "auxk_alpha")] }),
    ...topKStep,
  },
  matryoshka: {
    needs: topKNeeds,
    parameters: batchTopKParameters,
    loss(kernels, shape, golden) {
      const widths = widthsOf(golden, shape.latents);
      return matryoshkaLoss(kernels, shape, batchOf(golden), {
        ...batchTopKOf(golden),
        prefixes: { widths },
        levelWeight: 1 / widths.length ** 2,
      });
    },
    parts: (golden) => ({ auxk_loss: ["aux", settingOf(golden, "auxk_alpha")] }),
    ...topKStep,
  },
  jumprelu: {
    needs: ["sparsity_penalty", "sparsity_warmup", "target_l0", "bandwidth"],
    parameters: (shape) => jumpReluParameters(shape, "raw"),
    loss: (kernels, shape, golden) =>
      jumpReluLoss(kernels, { ...shape, centred: false }, batchOf(golden), {
        weight: settingOf(golden, "sparsity_penalty"),
        warmUp: settingOf(golden, "sparsity_warmup"),
        penalty: { kind: "quadratic-relative", target: settingOf(golden, "target_l0") },
        bandwidth: settingOf(golden, "bandwidth"),
        form: "raw",
        throughToInput: false,
        stepOn: "latents",
        preAct: 0,
        silentAfter: 10,
      }),
    parts: () => ({ l2_loss: ["error", 1] }),
    ...topKStep,
    beta1: 0,
  },
  topk: {
    needs: topKNeeds,
    parameters: (shape) => dictionaryParameters(shape),
    loss: (kernels, shape, golden) =>
      topKLoss(kernels, shape, batchOf(golden), {
        k: settingOf(golden, "k"),
        rescale: false,
        by: "value",
        signed: false,
        ...auxOf(golden),
        threshold: thresholdOf(golden, "example"),
      }),
    parts: (golden) => ({ l2_loss: ["error", 1], auxk_loss: ["aux", settingOf(golden, "auxk_alpha")] }),
    ...topKStep,
  },
  gated: {
    needs: ["l1", "sparsity_warmup"],
    parameters: gatedParameters,
    loss: (kernels, shape, golden) =>
      gatedLoss(kernels, shape, batchOf(golden), {
        weight: settingOf(golden, "l1"),
        warmUp: settingOf(golden, "sparsity_warmup"),
        weighted: false,
        detached: true,
        silentAfter: 10,
      }),
    parts: (golden) => ({
      mse_loss: ["error", 1],
      sparsity_loss: ["l1", settingOf(golden, "l1") * warmed(golden)],
      aux_loss: ["gate", 1],
    }),
    ...constrainedStep,
    beta1: 0,
  },
};

/** The step whose loss and gradient a file has */
const STEP = 2;
const UPDATES = 5;

/** What the files call the parts of θ. */
const names: Readonly<Record<string, string>> = {
  "decoder.weight": "W_dec",
  W_enc: "encoder.weight",
  b_enc: "encoder.bias",
  bias: "b_dec",
  decoder_bias: "b_dec",
  gate_bias: "encoder.bias",
  mag_bias: "b_mag",
};
/** torch's layers have an atom a column, W_enc a latent; here it is a row. */
const turnedThere = ["decoder.weight", "W_enc"];
const ours = (name: string, array: Stored): ArrayLike<number> =>
  turnedThere.includes(name) ? turned(array) : array.data;
const theirs = (name: string, found: FloatArray, { shape }: Stored): ArrayLike<number> =>
  turnedThere.includes(name) ? turned({ shape: [shape[1], shape[0]], data: Array.from(found) }) : found;

/** @throws {InputError} unless the trainer is known and the arrays fit each other */
function shapeOf(golden: Golden, path: string): DictionaryShape {
  const { trainer, params, batches } = golden;
  if (trainers[trainer] === undefined)
    throw new InputError(
      `conformance: ${path}: trainer must be one that is known, got ${JSON.stringify(trainer)}; ${didYouMean(trainer, Object.keys(trainers))}`,
    );
  const missing = trainers[trainer].needs.find((key) => golden.config[key] === undefined);
  if (missing !== undefined)
    throw new InputError(`conformance: ${path}: config.${missing} must be given for ${trainer}`);
  const weight = params["encoder.weight"] ?? params.W_enc;
  if (weight?.shape.length !== 2)
    throw new InputError(
      `conformance: ${path}: params must have encoder.weight, [latents, inputs], or W_enc, [inputs, latents]`,
    );
  const [latents, inputs] = params["encoder.weight"] ? weight.shape : weight.shape.toReversed();
  if (batches.length <= UPDATES)
    throw new InputError(`conformance: ${path}: batches must be ${UPDATES + 1}, got ${batches.length}`);
  for (const [i, batch] of batches.entries())
    assertShape(path, `batches.${i}`, batch, [batches[0].shape[0], inputs]);
  const blocks = trainers[trainer].parameters({ inputs, latents });
  for (const [group, parts] of Object.entries({
    params,
    "step2_eval.grads": golden.step2_eval.grads,
    after_updates_1_to_5: golden.after_updates_1_to_5,
  }))
    for (const [name, array] of Object.entries(parts)) {
      if (typeof array === "number") continue;
      const block = blocks.find((own) => own.name === (names[name] ?? name));
      if (block === undefined)
        throw new InputError(`conformance: ${path}: ${group} must be parts of ${trainer}, got ${name}`);
      assertShape(
        path,
        `${group}.${name}`,
        array,
        turnedThere.includes(name) ? [inputs, latents] : block.shape,
      );
    }
  return { inputs, latents };
}

export const dictionaryLearningForm: Form = {
  name: "dictionary_learning",
  schema,
  is: (file) => file.step2_eval !== undefined,
  compute(kernels, file, path) {
    const golden = readForm(schema, file, path);
    const shape = shapeOf(golden, path);
    const trainer = trainers[golden.trainer];
    const parameters = trainer.parameters(shape);
    const start = () => {
      const own = trainer.loss(kernels, shape, golden);
      const loss = constrainDecoder(kernels, own, parameters, {
        kind: "unit-norm",
        version: trainer.constraint,
      });
      const at = viewDictionary(loss.theta, parameters);
      // BatchTopK's, of all latents together; JumpReLU's are among the parameters of the file
      if (parameters.some(({ name }) => name === "threshold"))
        at.part("threshold").fill(firstThreshold(exampleMinimum));
      for (const [name, array] of Object.entries(golden.params))
        at.part(names[name] ?? name).set(ours(name, array));
      return { own, loss };
    };
    const fill = (loss: BatchLoss, batch: number) =>
      loss.x.data.set(golden.batches[batch].data, loss.x.offset);
    const compareParts = (
      group: string,
      theta: FloatArray,
      wanted: Readonly<Record<string, Stored | number>>,
    ) =>
      Object.entries(wanted).flatMap(([name, array]) => {
        if (typeof array === "number") return [];
        const found = viewDictionary(theta, parameters).part(names[name] ?? name);
        return compareArrays(`${group}.${name}`, theirs(name, found, array), array.data, array);
      });

    const atStep2 = (): Comparison[] => {
      const { losses, loss: wanted, f, x_hat, grads } = golden.step2_eval;
      const { own, loss } = start();
      fill(loss, 0);
      const { cost, parts } = loss.evaluate({ iteration: STEP, iterations: UPDATES });
      const called = trainer.parts(golden);
      const latents = own.latents?.();
      return [
        compareNumber("step2_eval.loss", cost, wanted),
        ...Object.entries(losses).flatMap(([name, value]) => {
          const [part, factor] = name === "loss" ? ["", 1] : (called[name] ?? []);
          if (part === undefined || !factor) return [];
          const found = name === "loss" ? cost : parts[part];
          return compareNumber(`step2_eval.losses.${name}`, found / factor, value);
        }),
        ...(latents === undefined ? [] : [compareArrays("step2_eval.f", flat(latents), f.data, f)]),
        compareArrays(
          "step2_eval.x_hat",
          Array.from(flat(own.error), (e, i) => golden.batches[0].data[i] + (e * batchOf(golden)) / 2),
          x_hat.data,
          x_hat,
        ),
        ...compareParts("step2_eval.grads", loss.gradient, grads),
      ];
    };

    /** A number that a loss keeps beside θ, or in it. */
    const numberOf = ({ state, theta }: BatchLoss, name: string): number =>
      (state[name] ?? viewDictionary(theta, parameters).part(name))[0];

    const afterUpdates = (): Comparison[] => {
      const { loss } = start();
      const { step: improve } = adam({ beta1: [golden.config.betas ?? trainer.beta1].flat()[0] }).prepare(
        kernels,
        loss.theta,
        loss.gradient,
      );
      const clipping = scheduleClipping(kernels, loss.gradient, trainer.clip);
      for (let iteration = 1; iteration <= UPDATES; iteration++) {
        const step = { iteration, iterations: UPDATES };
        fill(loss, iteration);
        loss.evaluate(step);
        loss.beforeStep?.();
        // Its scheduler counts its own calls, from 0.
        const share = Math.min(1, (iteration - 1) / settingOf(golden, "warmup"));
        improve({ learningRate: settingOf(golden, "lr") * share, step: iteration, ...clipping() });
        loss.afterStep(step);
      }
      const { after_updates_1_to_5: wanted, num_tokens_since_fired: silent } = golden;
      return [
        ...compareParts("after_updates_1_to_5", loss.theta, wanted),
        ...Object.entries(wanted).flatMap(([name, value]) =>
          typeof value === "number"
            ? compareNumber(`after_updates_1_to_5.${name}`, numberOf(loss, name), value)
            : [],
        ),
        ...(silent === undefined
          ? []
          : [compareArrays("num_tokens_since_fired", loss.state.silentFor, silent)]),
      ];
    };
    const called = trainer.parts(golden);
    return {
      what: golden.trainer,
      by: golden.lib,
      comparisons: [...atStep2(), ...afterUpdates()],
      // What is known from the others, or has another factor there, or none in this loss
      left: Object.keys(golden.step2_eval.losses)
        .filter((name) => name !== "loss" && !called[name]?.[1])
        .map((name) => `step2_eval.losses.${name}`),
    };
  },
};
