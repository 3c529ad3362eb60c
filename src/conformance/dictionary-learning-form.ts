// The form of golden files in dictionary_learning's words: a trainer's loss at its step 2, and five of its updates.

import { z } from "zod";
import type { FloatArray } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";
import type { Kernels } from "../kernels/kernels.js";
import { adam } from "../optim/adam.js";
import { scheduleClipping } from "../optim/batch-optimiser.js";
import { constrainDecoder } from "../sae/decoder-constraint.js";
import {
  type DictionaryLoss,
  type DictionaryShape,
  dictionaryParameters,
  flat,
  viewDictionary,
} from "../sae/dictionary.js";
import { gatedLoss, gatedParameters } from "../sae/gated.js";
import type { BatchLoss, ParameterBlock } from "../sae/model.js";
import { exampleMinimum } from "../sae/threshold.js";
import { topKLoss } from "../sae/topk.js";
import { type Comparison, compareArrays, compareNumber, type Form } from "./comparison.js";
import { arrays, assertShape, numbers, readForm, type Stored, stored, turned } from "./stored.js";

const schema = z.object({
  lib: z.string(),
  trainer: z.string(),
  config: z.record(z.string(), z.union([z.number(), z.array(z.number())])),
  params: arrays,
  batches: z.array(stored).min(1, { error: "have a batch" }),
  step2_eval: z.object({ losses: numbers, loss: z.number(), f: stored, x_hat: stored, grads: arrays }),
  after_updates_1_to_5: z.record(z.string(), z.union([stored, z.number()])),
  num_tokens_since_fired: z.array(z.number()).optional(),
});
type Golden = z.output<typeof schema>;

/** How a trainer is made here. */
interface Trainer {
  parameters(shape: DictionaryShape): ParameterBlock[];
  loss(kernels: Kernels, shape: DictionaryShape, golden: Golden): DictionaryLoss;
  /** What its losses are called here; a number more is what it is multiplied by in the loss */
  parts(golden: Golden): Readonly<Record<string, readonly [part: string, factor: number]>>;
  readonly constraint: "topk" | "constrained-adam";
  readonly clip: number;
  readonly beta1: number;
}

const batchOf = ({ batches }: Golden) => batches[0].shape[0];
const settingOf = ({ config }: Golden, key: string) => Number(config[key]);

const trainers: Readonly<Record<string, Trainer>> = {
  topk: {
    parameters: (shape) => dictionaryParameters(shape),
    loss: (kernels, shape, golden) =>
      topKLoss(kernels, shape, batchOf(golden), {
        k: settingOf(golden, "k"),
        rescale: false,
        signed: false,
        aux: settingOf(golden, "auxk_alpha"),
        auxVersion: "dictionary-learning",
        threshold: {
          ...exampleMinimum,
          rate: 1 - settingOf(golden, "threshold_beta"),
          start: settingOf(golden, "threshold_start_step") + 1,
        },
        silentAfter: settingOf(golden, "dead_threshold_tokens"),
        silentByExamples: true,
      }),
    parts: (golden) => ({ l2_loss: ["error", 1], auxk_loss: ["aux", settingOf(golden, "auxk_alpha")] }),
    constraint: "topk",
    clip: 1,
    beta1: 0.9,
  },
  gated: {
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
      sparsity_loss: [
        "l1",
        settingOf(golden, "l1") * Math.min(1, STEP / settingOf(golden, "sparsity_warmup")),
      ],
      aux_loss: ["gate", 1],
    }),
    constraint: "constrained-adam",
    clip: 0,
    beta1: 0,
  },
};

/** The step whose loss and gradient a file has */
const STEP = 2;
const UPDATES = 5;

/** What the files call the parts of θ. */
const names: Readonly<Record<string, string>> = {
  "decoder.weight": "W_dec",
  decoder_bias: "b_dec",
  gate_bias: "encoder.bias",
  mag_bias: "b_mag",
};
/** torch has an atom a column. */
const ours = (name: string, array: Stored): ArrayLike<number> =>
  name === "decoder.weight" ? turned(array) : array.data;
const theirs = (name: string, found: FloatArray, { shape }: Stored): ArrayLike<number> =>
  name === "decoder.weight" ? turned({ shape: [shape[1], shape[0]], data: Array.from(found) }) : found;

/** @throws {InputError} unless the trainer is known and the arrays fit each other */
function shapeOf(golden: Golden, path: string): DictionaryShape {
  const { trainer, params, batches } = golden;
  if (trainers[trainer] === undefined)
    throw new InputError(
      `conformance: ${path}: trainer must be one that is known, got ${JSON.stringify(trainer)}; ${didYouMean(trainer, Object.keys(trainers))}`,
    );
  const weight = params["encoder.weight"];
  if (weight?.shape.length !== 2)
    throw new InputError(`conformance: ${path}: params must have encoder.weight, [latents, inputs]`);
  const [latents, inputs] = weight.shape;
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
        name === "decoder.weight" ? [inputs, latents] : block.shape,
      );
    }
  return { inputs, latents };
}

export const dictionaryLearningForm: Form = {
  name: "dictionary_learning",
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
      for (const [name, array] of Object.entries(golden.params))
        viewDictionary(loss.theta, parameters)
          .part(names[name] ?? name)
          .set(ours(name, array));
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
        ...Object.entries(losses).map(([name, value]) => {
          const [part, factor] = called[name] ?? [];
          const found = name === "loss" ? cost : (parts[part ?? name] ?? Number.NaN);
          return compareNumber(`step2_eval.losses.${name}`, found, (factor ?? 1) * value, wanted);
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

    const afterUpdates = (): Comparison[] => {
      const { loss } = start();
      const { step: improve } = adam({ beta1: trainer.beta1 }).prepare(kernels, loss.theta, loss.gradient);
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
            ? compareNumber(`after_updates_1_to_5.${name}`, loss.state[name]?.[0] ?? Number.NaN, value)
            : [],
        ),
        ...(silent === undefined
          ? []
          : [compareArrays("num_tokens_since_fired", loss.state.silentFor, silent)]),
      ];
    };
    return { what: golden.trainer, by: golden.lib, comparisons: [...atStep2(), ...afterUpdates()] };
  },
};
