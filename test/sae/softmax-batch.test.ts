// A classifier on minibatches: its loss is that of all of the data where the batch is all of the data.

import { expect, test } from "vitest";
import { columns, contiguous, copyMatrix, matrix } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { createKernels } from "../../src/kernels/engine.js";
import { type Classifier, classifierLength, createSoftmaxObjective } from "../../src/nn/softmax-objective.js";
import { softmaxBatchLoss } from "../../src/sae/softmax-batch.js";

const EXAMPLES = 7;

test.each<[string, readonly number[]]>([
  ["softmax regression", []],
  ["two hidden layers", [4, 3]],
])("%s: loss and gradient are those of the objective", (_, hidden) => {
  const classifier: Classifier = { inputs: 5, hidden, activation: "sigmoid", classes: 3 };
  const random = createRandom(1, "examples");
  const x = matrix(
    Float64Array.from({ length: EXAMPLES * 5 }, () => random.normal()),
    EXAMPLES,
    5,
  );
  const y = matrix(new Float64Array(EXAMPLES * 3), EXAMPLES, 3);
  for (let i = 0; i < EXAMPLES; i++) y.data[3 * i + (i % 3)] = 1;
  const kernels = createKernels("float64", { engine: "wasm", threads: 1 });
  const theta = Float64Array.from({ length: classifierLength(classifier) }, () => random.normal());
  const gradient = new Float64Array(theta.length);
  const whole = createSoftmaxObjective(kernels, { classifier, x, y, weightDecay: 0.1 });
  const { cost, parts } = whole.evaluate(theta, gradient);

  const loss = softmaxBatchLoss(kernels, EXAMPLES, { classifier, weightDecay: 0.1 });
  expect(loss.x.shape).toEqual([EXAMPLES, 8]);
  copyMatrix(x, columns(loss.x, 0, 5));
  copyMatrix(y, columns(loss.x, 5, 8));
  loss.theta.set(theta);
  const found = loss.evaluate({ iteration: 0, iterations: 1 });
  expect([found.cost, found.parts]).toEqual([cost, parts]);
  expect("l0" in found).toBe(false); // no latents of it have to be few
  expect(Array.from(loss.gradient)).toEqual(Array.from(gradient));
  expect(contiguous(columns(loss.x, 0, 5))).toEqual(x.data);
});
