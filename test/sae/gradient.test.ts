// Each sparse autoencoder's gradient against central differences of its loss, away from its kinks. Left out, since they
// are no derivatives of it by design: straight-through slopes (checked here within a window that holds nothing), AuxK and
// other terms that hold a part fixed. Golden values have those.

import { describe, expect, test } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { createKernels } from "../../src/kernels/engine.js";
import { checkGradient } from "../../src/nn/gradient-check.js";
import { parameterLength } from "../../src/sae/model.js";
import { variants } from "../support/sparse-autoencoders.js";

const shape = { inputs: 5, latents: 9 };
const EXAMPLES = 6;

describe.each(["reference", "wasm"] as const)("%s", (engine) => {
  const kernels = createKernels("float64", { engine, threads: 1 });
  test.each(variants.filter(({ exact }) => exact))("$name", (variant) => {
    const loss = variant.loss(kernels, shape, EXAMPLES);
    const random = createRandom(3, variant.name);
    const length = parameterLength(variant.parameters(shape));
    expect(loss.theta.length).toBe(length);
    const theta = Float64Array.from({ length }, () => 0.5 * random.normal());
    for (let i = 0; i < loss.x.data.length; i++) loss.x.data[i] = random.normal();
    const objective = {
      length,
      evaluate(at: typeof theta | Float32Array, gradient: typeof theta | Float32Array) {
        loss.theta.set(at);
        const evaluation = loss.evaluate({ iteration: 8, iterations: 10 });
        gradient.set(loss.gradient);
        return evaluation;
      },
    };
    const { error, analytic } = checkGradient(objective, theta, 1e-5);
    expect(error).toBeLessThan(1e-7);
    expect(analytic.filter((slope) => slope !== 0).length).toBeGreaterThan(length / 4);
  });
});
