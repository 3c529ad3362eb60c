// The classic penalty over three batches, as another program computed it: test/golden/sparse-autoencoders/README.md.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FloatArray } from "../../src/core/arrays.js";
import { createKernels } from "../../src/kernels/engine.js";
import { parameterNames } from "../../src/nn/parameters.js";
import { klBatchLoss } from "../../src/sae/kl-batch.js";
import { root } from "../support/command-line.js";
import type { Stored } from "../support/golden-losses.js";

interface Golden {
  readonly D: number;
  readonly F: number;
  readonly B: number;
  readonly x: Stored;
  readonly coefficients: { readonly beta: number; readonly lambda: number };
  readonly config: { readonly rho: number; readonly eta: number };
  readonly params: Readonly<Record<string, Stored>>;
  readonly rho_hat_start: Stored;
  readonly steps: readonly {
    readonly rho_hat: Stored;
    readonly losses: Readonly<Record<string, number>>;
    readonly grads: Readonly<Record<string, Stored>>;
  }[];
  readonly descent3: { readonly lr: number; readonly params_after: Readonly<Record<string, Stored>> };
}

const folder = process.env.RHOHAT_GOLDEN ?? join(root, "test/golden/sparse-autoencoders");
const path = join(folder, "autograd_kl_running.json");
const golden: Golden = JSON.parse(
  readFileSync(
    existsSync(path) ? path : join(root, "test/golden/sparse-autoencoders/autograd_kl_running.json"),
    "utf8",
  ),
);
const { D, F, B } = golden;
const sizes = [D, F, D];
const blocks = parameterNames(sizes);
const partOf = (flat: FloatArray, name: string) => {
  const { offset, shape } = blocks.find((block) => block.name === name)!;
  return flat.subarray(offset, offset + shape.reduce((product, side) => product * side, 1));
};

describe.each(["float64", "float32"] as const)("%s", (dtype) => {
  test.each(["reference", "wasm", "blas"] as const)("%s: three batches and steps of descent", (engine) => {
    const kernels = createKernels(dtype, { engine, threads: engine === "reference" ? 1 : 2 });
    const limit = dtype === "float64" ? 1e-10 : 1e-5;
    const near = (found: FloatArray, { data }: Stored, what: string) => {
      const size = Math.max(...data.map(Math.abs), 1e-3);
      for (const [i, value] of data.entries())
        expect(Math.abs(found[i] - value) / size, `${what}[${i}]`).toBeLessThanOrEqual(limit);
    };
    const { beta, lambda } = golden.coefficients;
    const loss = klBatchLoss(kernels, B, {
      network: { sizes, activations: ["sigmoid", "sigmoid"] },
      weightDecay: lambda,
      sparsity: { rho: golden.config.rho, beta, layers: [1] },
      rate: golden.config.eta,
    });
    for (const [name, { data }] of Object.entries(golden.params)) partOf(loss.theta, name).set(data);
    loss.state.rhoHat1.set(golden.rho_hat_start.data);
    for (const [iteration, wanted] of golden.steps.entries()) {
      loss.x.data.set(golden.x.data.slice(iteration * B * D, (iteration + 1) * B * D));
      const { parts } = loss.evaluate({ iteration, iterations: 3 });
      for (const [name, value] of Object.entries(wanted.losses))
        expect(Math.abs(parts[name] / value - 1), name).toBeLessThanOrEqual(limit);
      for (const [name, stored] of Object.entries(wanted.grads))
        near(partOf(loss.gradient, name), stored, `${name} of step ${iteration}`);
      kernels.axpy(-golden.descent3.lr, loss.gradient, loss.theta);
      loss.afterStep({ iteration, iterations: 3 });
      near(loss.state.rhoHat1, wanted.rho_hat, "ρ̂");
    }
    for (const [name, stored] of Object.entries(golden.descent3.params_after))
      near(partOf(loss.theta, name), stored, name);
  });
});
