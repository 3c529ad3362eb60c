// The TopK and Gated trainers of dictionary_learning, on a batch and over five of its own steps: another order of steps,
// another AuxK, another gradient than SAELens'. RHOHAT_GOLDEN names another folder of the same form.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FloatArray } from "../../src/core/arrays.js";
import { createKernels } from "../../src/kernels/engine.js";
import type { Kernels } from "../../src/kernels/kernels.js";
import { adam } from "../../src/optim/adam.js";
import { scheduleClipping } from "../../src/optim/batch-optimiser.js";
import { constrainDecoder } from "../../src/sae/decoder-constraint.js";
import { dictionaryParameters, viewDictionary } from "../../src/sae/dictionary.js";
import { gatedLoss, gatedParameters } from "../../src/sae/gated.js";
import type { BatchLoss, ParameterBlock } from "../../src/sae/model.js";
import { exampleMinimum } from "../../src/sae/threshold.js";
import { topKLoss } from "../../src/sae/topk.js";
import { root } from "../support/command-line.js";
import type { Stored } from "../support/golden-losses.js";

interface Golden {
  readonly config: Readonly<Record<string, number>>;
  readonly params: Readonly<Record<string, Stored>>;
  readonly batches: readonly Stored[];
  readonly step2_eval: {
    readonly losses: Readonly<Record<string, number>>;
    readonly loss: number;
    readonly grads: Readonly<Record<string, Stored>>;
  };
  readonly after_updates_1_to_5: Readonly<Record<string, Stored | number>>;
  readonly num_tokens_since_fired?: readonly number[];
}

interface Trainer {
  readonly parameters: (shape: { inputs: number; latents: number }) => ParameterBlock[];
  readonly loss: (kernels: Kernels, golden: Golden) => BatchLoss;
  readonly constraint: "topk" | "constrained-adam";
  readonly clip: number;
  readonly beta1: number;
}

const shapeOf = ({ params }: Golden) => {
  const [latents, inputs] = params["encoder.weight"].shape;
  return { inputs, latents };
};
const batchOf = ({ batches }: Golden) => batches[0].shape[0];

const trainers: Readonly<Record<string, Trainer>> = {
  dictlearn_topk: {
    parameters: dictionaryParameters,
    loss: (kernels, golden) =>
      topKLoss(kernels, shapeOf(golden), batchOf(golden), {
        k: golden.config.k,
        rescale: false,
        signed: false,
        aux: golden.config.auxk_alpha,
        auxVersion: "dictionary-learning",
        threshold: {
          ...exampleMinimum,
          rate: 1 - golden.config.threshold_beta,
          start: golden.config.threshold_start_step + 1,
        },
        silentAfter: golden.config.dead_threshold_tokens,
        silentByExamples: true,
      }),
    constraint: "topk",
    clip: 1,
    beta1: 0.9,
  },
  dictlearn_gated: {
    parameters: gatedParameters,
    loss: (kernels, golden) =>
      gatedLoss(kernels, shapeOf(golden), batchOf(golden), {
        weight: golden.config.l1,
        warmUp: golden.config.sparsity_warmup,
        weighted: false,
        detached: true,
        silentAfter: 10,
      }),
    constraint: "constrained-adam",
    clip: 0,
    beta1: 0,
  },
};

/** What the files call the parts of θ. */
const names: Readonly<Record<string, string>> = {
  "decoder.weight": "W_dec",
  decoder_bias: "b_dec",
  gate_bias: "encoder.bias",
  mag_bias: "b_mag",
};
/** torch has an atom a column. */
const turned = ({ shape: [inputs, latents], data }: Stored) =>
  Float64Array.from(
    { length: data.length },
    (_, at) => data[(at % inputs) * latents + Math.floor(at / inputs)],
  );
const valuesOf = (name: string, stored: Stored) =>
  name === "decoder.weight" ? turned(stored) : Float64Array.from(stored.data);

const folder = process.env.RHOHAT_GOLDEN ?? join(root, "test/golden/sparse-autoencoders");
const LIMIT = 1e-5;
const ITERATIONS = 5;

const pathOf = (file: string) => join(folder, `${file}.json`);
const files = Object.entries(trainers).filter(([file]) => existsSync(pathOf(file)));

test("the project's own folder has a file of each trainer", () => {
  if (process.env.RHOHAT_GOLDEN === undefined) expect(files).toHaveLength(Object.keys(trainers).length);
});

describe.each(files)("%s", (file, trainer) => {
  const golden: Golden = JSON.parse(readFileSync(pathOf(file), "utf8"));
  const parameters = trainer.parameters(shapeOf(golden));
  const partOf = (flat: FloatArray, name: string) =>
    viewDictionary(flat, parameters).part(names[name] ?? name);

  describe.each(["float64", "float32"] as const)("%s", (dtype) => {
    describe.each(["reference", "wasm", "blas"] as const)("%s", (engine) => {
      const kernels = createKernels(dtype, { engine, threads: engine === "reference" ? 1 : 2 });
      const start = () => {
        const version = { kind: "unit-norm", version: trainer.constraint } as const;
        const loss = constrainDecoder(kernels, trainer.loss(kernels, golden), parameters, version);
        for (const [name, stored] of Object.entries(golden.params))
          partOf(loss.theta, name).set(valuesOf(name, stored));
        return loss;
      };
      const expectPart = (flat: FloatArray, name: string, stored: Stored) => {
        const found = partOf(flat, name);
        const wanted = valuesOf(name, stored);
        const size = Math.max(...wanted.map(Math.abs), 1e-3);
        for (const [i, value] of wanted.entries())
          expect(Math.abs(found[i] - value) / size, `${name}[${i}]`).toBeLessThanOrEqual(LIMIT);
      };
      const fill = (loss: BatchLoss, batch: number) =>
        loss.x.data.set(golden.batches[batch].data, loss.x.offset);

      test("loss and gradients at its step 2", () => {
        const loss = start();
        fill(loss, 0);
        const { cost, parts } = loss.evaluate({ iteration: 2, iterations: ITERATIONS });
        const { losses } = golden.step2_eval;
        expect(Math.abs(cost / golden.step2_eval.loss - 1)).toBeLessThan(LIMIT);
        expect(Math.abs(parts.error / (losses.l2_loss ?? losses.mse_loss) - 1)).toBeLessThan(LIMIT);
        for (const [name, stored] of Object.entries(golden.step2_eval.grads))
          expectPart(loss.gradient, name, stored);
      });

      test("five updates, each on a batch of its own", () => {
        const loss = start();
        const optimiser = adam({ beta1: trainer.beta1 });
        const { step: improve } = optimiser.prepare(kernels, loss.theta, loss.gradient);
        const clipping = scheduleClipping(kernels, loss.gradient, trainer.clip);
        for (let iteration = 1; iteration <= ITERATIONS; iteration++) {
          const step = { iteration, iterations: ITERATIONS };
          fill(loss, iteration);
          loss.evaluate(step);
          loss.beforeStep?.();
          const learningRate = golden.config.lr * Math.min(1, (iteration - 1) / golden.config.warmup);
          improve({ learningRate, step: iteration, ...clipping() });
          loss.afterStep(step);
        }
        for (const [name, stored] of Object.entries(golden.after_updates_1_to_5)) {
          if (typeof stored === "number")
            expect(Math.abs(loss.state[name][0] / stored - 1)).toBeLessThan(LIMIT);
          else expectPart(loss.theta, name, stored);
        }
        if (golden.num_tokens_since_fired !== undefined)
          expect([...loss.state.silentFor]).toEqual(golden.num_tokens_since_fired);
      });
    });
  });
});
