// The loss of a model on examples that are at hand, whether it is defined on all of the data or on batches.

import { contiguous, type FloatArray, rows } from "../core/arrays.js";
import type { Evaluation } from "../core/objective.js";
import type { Kernels } from "../kernels/kernels.js";
import type { FullObjective, Model, TrainingData } from "./model.js";

/** The end of a training that is long: what rises or falls over one has its last value. */
const NOW = { iteration: 1e12, iterations: 1e12 };

/** Its objective on the examples; where it has none, its loss on them as one batch. */
export function objectiveOn(kernels: Kernels, model: Model, data: TrainingData): FullObjective {
  if (model.objective !== null) return model.objective(kernels, data);
  if (model.batchLoss === null) throw new Error(`a model ${model.title} has no loss`);
  const loss = model.batchLoss(kernels, data.x.shape[0]);
  loss.x.data.set(contiguous(data.x), loss.x.offset);
  return {
    length: loss.theta.length,
    rhoHat: {},
    evaluate(theta, gradient) {
      loss.theta.set(theta);
      const evaluation = loss.evaluate(NOW);
      gradient.set(loss.gradient);
      return evaluation;
    },
  };
}

/** Examples of a batch that is evaluated */
const BATCH = 1024;

/**
 * Cost, parts and ρ̂ at θ. A loss on batches is the mean over batches of 1024 examples.
 *
 * @param coefficient - λ as the training left it, where that changed it
 */
export function lossOn(
  kernels: Kernels,
  model: Model,
  theta: FloatArray,
  data: TrainingData,
  coefficient?: number,
): Evaluation & Pick<FullObjective, "rhoHat"> {
  if (model.objective !== null) {
    const objective = model.objective(kernels, data);
    const { cost, parts } = objective.evaluate(theta, kernels.allocate(objective.length));
    return { cost, parts: { ...parts }, rhoHat: objective.rhoHat };
  }
  if (model.batchLoss === null) throw new Error(`a model ${model.title} has no loss`);
  const m = data.x.shape[0];
  const parts: Record<string, number> = {};
  let cost = 0;
  let loss = model.batchLoss(kernels, Math.min(m, BATCH));
  for (let from = 0; from < m; from += BATCH) {
    const examples = rows(data.x, from, Math.min(m, from + BATCH));
    const count = examples.shape[0];
    if (count !== loss.x.shape[0]) loss = model.batchLoss(kernels, count);
    loss.x.data.set(contiguous(examples), loss.x.offset);
    loss.theta.set(theta);
    const found = loss.evaluate({ ...NOW, coefficient });
    cost += (found.cost * count) / m;
    for (const [name, value] of Object.entries(found.parts))
      parts[name] = (parts[name] ?? 0) + (value * count) / m;
  }
  return { cost, parts, rhoHat: {} };
}
