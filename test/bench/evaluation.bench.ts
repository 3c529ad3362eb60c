// Cost and gradient of the exercise (10 000 examples, 64-25-64), and its products alone, in both precisions.
// vitest prints each beside the others, with the ratios of one run.

import { bench, describe } from "vitest";
import { type DType, dtypes, matrix, transpose } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { createKernels } from "../../src/kernels/engine.js";
import { initialTheta } from "../../src/nn/initial-values.js";
import { createSparseAutoencoder } from "../../src/sae/sparse-autoencoder.js";
import { randomMatrix } from "../support/data.js";

const EXAMPLES = 10_000;
const options = { time: 1500, iterations: 5, warmupIterations: 3, warmupTime: 0 };

function evaluation(dtype: DType): () => void {
  const kernels = createKernels(dtype, { engine: "reference" });
  const sae = createSparseAutoencoder({ visible: 64, hidden: [25] });
  const objective = sae.objective(kernels, randomMatrix(EXAMPLES, 64, 0, 0.1, 0.9, dtype));
  const theta = initialTheta(sae.network.sizes, { kind: "uniform" }, createRandom(0), dtype);
  const gradient = kernels.allocate(objective.length);
  return () => {
    if (!Number.isFinite(objective.evaluate(theta, gradient).cost)) throw new Error("the cost is not finite");
  };
}

function product(dtype: DType, form: "forward" | "gradient"): () => void {
  const kernels = createKernels(dtype, { engine: "reference" });
  const x = randomMatrix(EXAMPLES, 64, 0, 0, 1, dtype);
  const delta = randomMatrix(EXAMPLES, 25, 1, 0, 1, dtype);
  const weights = randomMatrix(25, 64, 2, 0, 1, dtype);
  const hidden = matrix(kernels.allocate(EXAMPLES * 25), EXAMPLES, 25);
  const gradient = matrix(kernels.allocate(25 * 64), 25, 64);
  return form === "forward"
    ? () => kernels.matmul(x, transpose(weights), hidden)
    : () => kernels.matmul(transpose(delta), x, gradient);
}

describe("cost and gradient of the exercise", () => {
  for (const dtype of dtypes) bench(`reference ${dtype}`, evaluation(dtype), options);
});

describe("its products: X Wᵀ and δᵀ X", () => {
  for (const dtype of dtypes) {
    bench(`reference ${dtype}, forward`, product(dtype, "forward"), options);
    bench(`reference ${dtype}, gradient`, product(dtype, "gradient"), options);
  }
});
