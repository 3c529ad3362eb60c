// Losses, gradients and five steps of Adam, as other programs computed them: test/golden/sparse-autoencoders/README.md
// says which. RHOHAT_GOLDEN names another folder of the same form.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FloatArray } from "../../src/core/arrays.js";
import { createKernels } from "../../src/kernels/engine.js";
import type { Kernels } from "../../src/kernels/kernels.js";
import { adam } from "../../src/optim/adam.js";
import { clipGradient } from "../../src/optim/batch-optimiser.js";
import { dictionaryParameters, viewDictionary } from "../../src/sae/dictionary.js";
import type { BatchLoss } from "../../src/sae/model.js";
import { standardLoss } from "../../src/sae/standard.js";
import { topKLoss } from "../../src/sae/topk.js";
import { root } from "../support/command-line.js";

interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Golden {
  readonly arch: string;
  readonly version?: string;
  readonly D: number;
  readonly F: number;
  readonly B: number;
  readonly x: Stored;
  readonly dead_mask: readonly number[];
  readonly coefficients: Readonly<Record<string, number>>;
  readonly config: Readonly<Record<string, number | boolean | string | null>>;
  readonly params: Readonly<Record<string, Stored>>;
  readonly losses: Readonly<Record<string, number>>;
  readonly loss: number;
  readonly grads: Readonly<Record<string, Stored>>;
  readonly adam5: {
    readonly lr: number;
    readonly clip: number;
    readonly params_after: Readonly<Record<string, Stored>>;
    readonly trace: readonly { readonly loss: number; readonly grad_norm?: number }[];
  };
}

const folder = process.env.RHOHAT_GOLDEN ?? join(root, "test/golden/sparse-autoencoders");
const SILENT = 10;

type Make = (
  kernels: Kernels,
  golden: Golden,
) => { loss: BatchLoss; parts: Readonly<Record<string, string>> };

const shapeOf = ({ D, F }: Golden) => ({ inputs: D, latents: F });
const topK =
  (signed: boolean): Make =>
  (kernels, golden) => ({
    loss: topKLoss(kernels, shapeOf(golden), golden.B, {
      k: Number(golden.config.k),
      rescale: golden.config.rescale === true,
      signed,
      aux: Number(golden.config.aux ?? 1),
      auxWithBias: golden.config.aux_b_dec !== false,
      silentAfter: SILENT,
    }),
    parts: { mse_loss: "error", auxiliary_reconstruction_loss: "aux" },
  });

/** How each architecture of the files is made here. */
const makers: Readonly<Record<string, Make>> = {
  standard: (kernels, golden) => ({
    loss: standardLoss(kernels, shapeOf(golden), golden.B, {
      l1: golden.coefficients.l1,
      warmUp: 0,
      weighted: true,
      silentAfter: SILENT,
    }),
    parts: { mse_loss: "error", l1_loss: "l1" },
  }),
  topk: topK(false),
  abstopk: topK(true),
};

/** What the files call the parts of θ; ours have a row a latent. */
const names: Readonly<Record<string, string>> = {
  W_enc: "encoder.weight",
  b_enc: "encoder.bias",
  W_dec: "W_dec",
  b_dec: "b_dec",
};
const turned = ({ shape: [m, n], data }: Stored) =>
  Float64Array.from({ length: m * n }, (_, i) => data[(i % m) * n + Math.floor(i / m)]);
const valuesOf = (name: string, stored: Stored) =>
  name === "W_enc" ? turned(stored) : Float64Array.from(stored.data);

const files = readdirSync(folder).filter((name) => /^(saelens|autograd)_.*\.json$/.test(name));

describe.each(files)("%s", (file) => {
  const golden: Golden = JSON.parse(readFileSync(join(folder, file), "utf8"));
  const make = makers[golden.arch];
  if (make === undefined) {
    test("is of an architecture that is known", () => {
      expect(golden.arch).toBe("one of those above");
    });
    return;
  }

  describe.each(["float64", "float32"] as const)("%s", (dtype) => {
    describe.each(["reference", "wasm", "blas"] as const)("%s", (engine) => {
      const kernels = createKernels(dtype, { engine, threads: engine === "reference" ? 1 : 2 });
      const isFloat64 = dtype === "float64" && file.startsWith("autograd");
      const limit = isFloat64 ? 1e-10 : 1e-5;
      const start = () => {
        const { loss, parts } = make(kernels, golden);
        loss.x.data.set(golden.x.data, loss.x.offset);
        const views = viewDictionary(loss.theta, dictionaryParameters(shapeOf(golden)));
        for (const [name, stored] of Object.entries(golden.params))
          views.part(names[name] ?? name).set(valuesOf(name, stored));
        return { loss, parts };
      };
      const silence = (loss: BatchLoss) =>
        loss.state.silentFor.set(golden.dead_mask.map((dead) => (dead ? SILENT + 1 : 0)));
      const at = { iteration: 0, iterations: 5 };
      const expectPart = (flat: FloatArray, name: string, stored: Stored) => {
        const found = viewDictionary(flat, dictionaryParameters(shapeOf(golden))).part(names[name] ?? name);
        const wanted = valuesOf(name, stored);
        const size = Math.max(...wanted.map(Math.abs), 1e-3);
        for (const [i, value] of wanted.entries()) {
          const off = Math.abs(found[i] - value) / size;
          if (!(off <= limit)) expect({ name, i, found: found[i], off }).toEqual({ name, i, found: value });
        }
      };

      test("loss, parts and gradients", () => {
        const { loss, parts } = start();
        silence(loss);
        const found = loss.evaluate(at);
        expect(Math.abs(found.cost - golden.loss) / golden.loss).toBeLessThan(limit);
        for (const [name, value] of Object.entries(golden.losses))
          expect(Math.abs(found.parts[parts[name]] - value)).toBeLessThanOrEqual(limit * golden.loss);
        for (const [name, stored] of Object.entries(golden.grads)) expectPart(loss.gradient, name, stored);
      });

      test("five steps of Adam on a clipped gradient", () => {
        const { loss } = start();
        const optimiser = adam();
        const moments = optimiser.init(kernels, loss.theta.length);
        for (const [s, { loss: wanted }] of golden.adam5.trace.entries()) {
          silence(loss);
          const { cost } = loss.evaluate({ ...at, iteration: s });
          expect(Math.abs(cost - wanted) / wanted).toBeLessThan(limit);
          loss.beforeStep?.();
          clipGradient(kernels, loss.gradient, golden.adam5.clip);
          const step = { learningRate: golden.adam5.lr, step: s + 1 };
          optimiser.step(kernels, moments, loss.theta, loss.gradient, step);
          loss.afterStep({ ...at, iteration: s });
        }
        for (const [name, stored] of Object.entries(golden.adam5.params_after))
          expectPart(loss.theta, name, stored);
      });
    });
  });
});
