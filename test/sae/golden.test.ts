// Losses, gradients and five steps of Adam, as other programs computed them: test/golden/sparse-autoencoders/README.md
// says which. RHOHAT_GOLDEN names another folder of the same form.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FloatArray } from "../../src/core/arrays.js";
import { createKernels } from "../../src/kernels/engine.js";
import { adam } from "../../src/optim/adam.js";
import { scheduleClipping } from "../../src/optim/batch-optimiser.js";
import { viewDictionary } from "../../src/sae/dictionary.js";
import type { BatchLoss } from "../../src/sae/model.js";
import { root } from "../support/command-line.js";
import { type Golden, makers, parametersOf, SILENT, type Stored } from "../support/golden-losses.js";

const folder = process.env.RHOHAT_GOLDEN ?? join(root, "test/golden/sparse-autoencoders");
/** What the files call the parts of θ; ours have a row a latent. */
const names: Readonly<Record<string, string>> = {
  W_enc: "encoder.weight",
  b_enc: "encoder.bias",
  W_dec: "W_dec",
  b_dec: "b_dec",
  b_gate: "encoder.bias",
};
const turned = ({ shape: [m, n], data }: Stored) =>
  Float64Array.from({ length: m * n }, (_, i) => data[(i % m) * n + Math.floor(i / m)]);
const valuesOf = (name: string, stored: Stored) =>
  name === "W_enc" ? turned(stored) : Float64Array.from(stored.data);

/** Those of this form: others of the folder have no five steps of Adam, and tests of their own. */
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .filter((name) => JSON.parse(readFileSync(join(folder, name), "utf8")).adam5 !== undefined);

describe.each(files)("%s", (file) => {
  const golden: Golden = JSON.parse(readFileSync(join(folder, file), "utf8"));
  const make = makers[golden.arch];
  if (make === undefined) {
    test("is of an architecture that is known", () => {
      expect(golden.arch).toBe("one of those that can be made");
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
        const views = viewDictionary(loss.theta, parametersOf(golden));
        for (const [name, stored] of Object.entries(golden.params))
          views.part(names[name] ?? name).set(valuesOf(name, stored));
        return { loss, parts };
      };
      const silence = (loss: BatchLoss) =>
        loss.state.silentFor.set(golden.dead_mask.map((dead) => (dead ? SILENT + 1 : 0)));
      const at = { iteration: 0, iterations: 5 };
      const expectPart = (flat: FloatArray, name: string, stored: Stored) => {
        const found = viewDictionary(flat, parametersOf(golden)).part(names[name] ?? name);
        const wanted = valuesOf(name, stored);
        const size = Math.max(...wanted.map(Math.abs), 1e-3);
        for (const [i, value] of wanted.entries()) {
          const off = Math.abs(found[i] - value) / size;
          if (!(off <= limit)) expect({ name, i, found: found[i], off }).toEqual({ name, i, found: value });
        }
      };

      const fiveSteps = (loss: BatchLoss) => {
        const optimiser = adam();
        const { step: improve } = optimiser.prepare(kernels, loss.theta, loss.gradient);
        const clipping = scheduleClipping(kernels, loss.gradient, golden.adam5.clip);
        for (const [s, { loss: wanted, grad_norm: wantedNorm }] of golden.adam5.trace.entries()) {
          silence(loss);
          const { cost } = loss.evaluate({ ...at, iteration: s });
          expect(Math.abs(cost - wanted) / wanted).toBeLessThan(limit);
          loss.beforeStep?.();
          const clipped = clipping();
          if (wantedNorm !== undefined)
            expect(Math.abs(clipped.norm - wantedNorm) / wantedNorm).toBeLessThan(limit);
          improve({ learningRate: golden.adam5.lr, step: s + 1, ...clipped });
          loss.afterStep({ ...at, iteration: s });
        }
      };

      test("loss, parts and gradients", () => {
        const { loss, parts } = start();
        silence(loss);
        const found = loss.evaluate(at);
        expect(Math.abs(found.cost - golden.loss) / golden.loss).toBeLessThan(limit);
        const wanted: Record<string, number> = {};
        for (const [name, value] of Object.entries(golden.losses)) {
          const part = name.startsWith("inner_mse_loss") ? "inner" : parts[name];
          wanted[part] = (wanted[part] ?? 0) + value;
        }
        for (const [part, value] of Object.entries(wanted))
          expect(Math.abs(found.parts[part] - value), part).toBeLessThanOrEqual(limit * golden.loss);
        for (const [name, stored] of Object.entries(golden.grads)) expectPart(loss.gradient, name, stored);
      });

      test("five steps of Adam on a clipped gradient", () => {
        const { loss } = start();
        fiveSteps(loss);
        for (const [name, stored] of Object.entries(golden.adam5.params_after))
          expectPart(loss.theta, name, stored);
      });

      const { topk_threshold_after_6_updates: threshold } = golden.adam5;
      if (threshold === undefined) return;
      test("the threshold after six batches, the first of them twice", () => {
        const { loss } = start();
        silence(loss);
        loss.evaluate(at);
        loss.afterStep(at);
        fiveSteps(loss);
        const [found] = viewDictionary(loss.theta, parametersOf(golden)).part("threshold");
        expect(Math.abs(found / threshold - 1)).toBeLessThan(limit);
      });
    });
  });
});
