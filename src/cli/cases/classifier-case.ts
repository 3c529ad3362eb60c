// Softmax regression, or a stacked autoencoder with a softmax, at a given θ on given labels: cost, parts and gradient.

import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../../core/errors.js";
import { oneHot } from "../../core/one-hot.js";
import { encodeNpy } from "../../data/io/npy.js";
import { readNpy } from "../../data/io/read-npy.js";
import { readTheta } from "../../experiments/read-theta.js";
import { type Classifier, classifierNames, createSoftmaxObjective } from "../../nn/softmax-objective.js";
import { type Case, type CaseResult, caseConfig, caseExamples, jsonText } from "./read-case.js";

const common = { classes: z.number(), lambda: z.number().default(0) };
const schema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("softmax"), ...common }),
  z.object({ kind: z.literal("stacked"), sizes: z.array(z.number()).min(2), ...common }),
]);

/** labels.npy: one class an example, counted from 0. @throws {InputError} that names the first which is none */
function labelsOf(folder: string, examples: number, classes: number): Float64Array {
  const path = join(folder, "labels.npy");
  const { data } = readNpy(path);
  if (data.length !== examples)
    throw new InputError(
      `evaluate: ${path} must have ${examples} labels, one an example, got ${data.length}`,
    );
  const bad = data.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (bad !== -1)
    throw new InputError(
      `evaluate: labels in ${path} must be whole numbers from 0 to ${classes - 1}, got ${data[bad]} (example ${bad})`,
    );
  return Float64Array.from(data);
}

/** cost.json and gradient.npy. @throws {InputError} if a file of it cannot be used */
export function classifierCase(given: Case): CaseResult {
  const { folder, kernels } = given;
  const config = caseConfig(schema, given);
  const x = caseExamples(given);
  const { classes, lambda: weightDecay } = config;
  const [inputs, ...hidden] = config.kind === "stacked" ? config.sizes : [x.shape[1]];
  const classifier: Classifier = { inputs, hidden, activation: "sigmoid", classes };
  const y = oneHot(labelsOf(folder, x.shape[0], classes), classes);
  const objective = createSoftmaxObjective(kernels, { classifier, x, y, weightDecay });
  const model = { parameters: classifierNames(classifier), title: [inputs, ...hidden, classes].join("-") };
  const theta = readTheta("evaluate", join(folder, "theta_rowmajor.npy"), model, kernels.dtype);
  const gradient = kernels.allocate(objective.length);
  const { cost, parts } = objective.evaluate(theta, gradient);
  return {
    "cost.json": jsonText({ cost, parts }),
    "gradient.npy": encodeNpy(gradient, [gradient.length]),
  };
}
