// A classifier on minibatches.

import { columns, copyMatrix, matrix } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import { type Classifier, classifierLength, createSoftmaxObjective } from "../nn/softmax-objective.js";
import type { BatchLoss } from "./model.js";

export interface SoftmaxBatchOptions {
  readonly classifier: Classifier;
  /** λ ≥ 0, on the softmax weights alone */
  readonly weightDecay: number;
}

/**
 *   L = −1/B Σ_i Σ_k y(i)_k log p(i)_k + λ/2 Σ (softmax weights)²
 *
 * of a batch, whose rows are an example and what share of it each class has, [batch, inputs + classes].  Nothing is kept from
 * batch to batch.
 *
 * @throws {InputError} if the classifier or λ is not allowed
 */
export function softmaxBatchLoss(kernels: Kernels, size: number, options: SoftmaxBatchOptions): BatchLoss {
  const { classifier, weightDecay } = options;
  const { inputs, classes } = classifier;
  const memory = (width: number) => matrix(kernels.allocate(size * width), size, width);
  const [given, x, y] = [memory(inputs + classes), memory(inputs), memory(classes)];
  const objective = createSoftmaxObjective(kernels, { classifier, x, y, weightDecay });
  const length = classifierLength(classifier);
  const [theta, gradient] = [kernels.allocate(length), kernels.allocate(length)];
  return {
    x: given,
    theta,
    gradient,
    state: {},
    silent: () => 0,
    evaluate() {
      copyMatrix(columns(given, 0, inputs), x);
      copyMatrix(columns(given, inputs, inputs + classes), y);
      return objective.evaluate(theta, gradient);
    },
    afterStep() {},
  };
}
