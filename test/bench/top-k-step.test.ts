// The step that rhohat bench times: that it is a TopK sparse autoencoder's, and the same on any number of threads.

import { describe, expect, test } from "vitest";
import { topKStep } from "../../src/bench/top-k-step.js";
import { createKernels, type EngineOptions } from "../../src/kernels/engine.js";
import { engineName, enginesHere } from "../support/engines.js";

const size = { inputs: 13, latents: 37, k: 5, examples: 50 };

/** Loss and ‖∇‖ of each step. */
function steps(dtype: "float32" | "float64", options: EngineOptions, count: number): number[][] {
  const kernels = createKernels(dtype, options);
  const { run, result } = topKStep(kernels, size);
  const trajectory = Array.from({ length: count }, () => {
    run();
    return Array.from(result());
  });
  kernels.dispose();
  return trajectory;
}

describe("topKStep", () => {
  // PyTorch 2.13, float64, on the same numbers: autograd of ⟨‖x̂ − x‖²⟩, the projection by hand, clip_grad_norm_(1.0),
  // torch.optim.Adam(lr=1e-3).
  test.each(enginesHere.map((options) => [engineName(options), options] as const))(
    "%s: loss and gradient are PyTorch's, over 20 steps",
    (_, options) => {
      const trajectory = steps("float64", options, 20);
      for (const [step, loss, norm] of [
        [0, 3.0223529622715053, 2.2684057842659597],
        [1, 2.9614183835140038, 2.230936485411233],
        [5, 2.7646503433468324, 2.0884009020620438],
        [19, 2.1436447688060905, 1.5769405925228517],
      ]) {
        expect(Math.abs(trajectory[step][0] / loss - 1)).toBeLessThan(1e-13);
        expect(Math.abs(trajectory[step][1] / norm - 1)).toBeLessThan(1e-13);
      }
    },
  );

  test.each(["float32", "float64"] as const)(
    "has the same bits on one, two and three threads, %s",
    (dtype) => {
      const [one, two, three] = [1, 2, 3].map((threads) => steps(dtype, { engine: "wasm", threads }, 20));
      expect(two).toEqual(one);
      expect(three).toEqual(one);
    },
  );
});
