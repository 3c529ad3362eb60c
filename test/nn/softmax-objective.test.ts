// The cost of a classifier where its data are many tiles, shared by threads.

import { expect, test } from "vitest";
import { matrix } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { createKernels } from "../../src/kernels/engine.js";
import { type Classifier, classifierLength, createSoftmaxObjective } from "../../src/nn/softmax-objective.js";
import { relativeError } from "../support/data.js";
import { enginesHere } from "../support/engines.js";

const [EXAMPLES, EVALUATIONS] = [6000, 4];
const random = createRandom(2, "classified");
const x = matrix(
  Float64Array.from({ length: EXAMPLES * 30 }, () => random.normal()),
  EXAMPLES,
  30,
);
const y = matrix(new Float64Array(EXAMPLES * 4), EXAMPLES, 4);
for (let i = 0; i < EXAMPLES; i++) y.data[4 * i + random.integer(4)] = 1;

test.each<[string, readonly number[]]>([
  ["softmax regression", []],
  ["two hidden layers", [120, 100]],
])("%s: the same on every engine, the same bits each time and on any number of threads", (_, hidden) => {
  const classifier: Classifier = { inputs: 30, hidden, activation: "sigmoid", classes: 4 };
  const theta = Float64Array.from({ length: classifierLength(classifier) }, () => 0.3 * random.normal());
  const [first, ...others] = enginesHere.map((engine) => {
    const kernels = createKernels("float64", engine);
    const { evaluate } = createSoftmaxObjective(kernels, { classifier, x, y, weightDecay: 0.1 });
    const gradients = Array.from({ length: EVALUATIONS }, () => {
      const gradient = new Float64Array(theta.length);
      evaluate(theta, gradient);
      return gradient;
    });
    for (const again of gradients) expect(again).toEqual(gradients[0]);
    return { engine, gradient: gradients[0] };
  });
  for (const { gradient } of others) expect(relativeError(gradient, first.gradient)).toBeLessThan(1e-12);
  const [alone, shared] = others.filter(({ engine }) => engine.engine === "wasm");
  expect(shared.gradient).toEqual(alone.gradient);
});
