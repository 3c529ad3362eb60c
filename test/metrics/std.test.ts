import { expect, test } from "vitest";
import { matrix } from "../../src/core/arrays.js";
import { measureAll } from "../../src/metrics/all-metrics.js";
import { std } from "../../src/metrics/sparsity/std.js";

test("the standard deviation of each latent, over batches, about its mean, divided by m", () => {
  const all = measureAll({ inputs: 1, latents: 3 }, [std]);
  const none = matrix(new Float64Array(2), 2, 1);
  for (const rows of [
    [1, 0, 1e8 + 1],
    [3, 0, 1e8 + 3], // Σ f² − (Σ f)²/m would lose these digits
  ]) {
    const latents = matrix(Float64Array.of(...rows, ...rows), 2, 3);
    all.add({ x: none, output: none, latents });
  }
  for (const [j, value] of [1, 0, 1].entries()) expect(all.value().latents.std[j]).toBeCloseTo(value, 7);
});
