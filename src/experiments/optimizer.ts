// From an optimizer config to a training.

import type { ResolvedConfig, ResolvedOptimizer } from "../config/config.js";
import type { FloatArray } from "../core/arrays.js";
import { assertNever, InputError } from "../core/errors.js";
import { createBatches } from "../data/batches/memory-batches.js";
import type { Kernels } from "../kernels/kernels.js";
import { adam } from "../optim/adam.js";
import type { BatchOptimiser } from "../optim/batch-optimiser.js";
import { conjugateGradient } from "../optim/conjugate-gradient.js";
import { gradientDescent } from "../optim/gradient-descent.js";
import { lbfgs } from "../optim/lbfgs.js";
import type { Minimiser, MinimiserState } from "../optim/minimiser.js";
import { assertSchedule } from "../optim/schedule.js";
import { sgd } from "../optim/sgd.js";
import type { FullObjective, Model, TrainingData } from "../sae/model.js";
import { miniBatch } from "../train/mini-batch.js";
import { fullBatch, type Training } from "../train/training.js";

/** A training that has not begun. */
export interface PreparedTraining {
  /** J(θ) on all of the data, for what follows; null where it is learned on batches */
  readonly objective: FullObjective | null;
  /** Begins at θ. @throws {InputError} if what it needs does not fit into memory */
  begin(theta: FloatArray): Promise<Training>;
}

interface Parts {
  readonly kernels: Kernels;
  readonly model: Model;
  readonly data: TrainingData;
}

type BatchConfig = Extract<ResolvedOptimizer, { readonly batch: number }>;

/**
 * How a config trains a model on data.
 *
 * @throws {InputError} if an option is not allowed, or the model is not trained so
 */
export function prepareTraining({ optimizer, model, seed }: ResolvedConfig, parts: Parts): PreparedTraining {
  const { kind, iterations: _, ...options } = optimizer;
  switch (optimizer.kind) {
    case "lbfgs":
      return onAll(lbfgs(options as object), model.kind, parts);
    case "conjugate-gradient":
      return onAll(conjugateGradient(options as object), model.kind, parts);
    case "gradient-descent": {
      const { kind: _kind, iterations: _iterations, ...own } = optimizer;
      return onAll(gradientDescent(own), model.kind, parts);
    }
    case "adam": {
      const { beta1, beta2, epsilon } = optimizer;
      return onBatches(adam({ beta1, beta2, epsilon }), { optimizer, kind: model.kind, seed }, parts);
    }
    case "sgd":
      return onBatches(sgd({ momentum: optimizer.momentum }), { optimizer, kind: model.kind, seed }, parts);
    default:
      throw new Error(`no optimiser ${kind}: ${assertNever(optimizer)}`);
  }
}

function onAll<State extends MinimiserState>(
  minimiser: Minimiser<State>,
  kind: string,
  { kernels, model, data }: Parts,
): PreparedTraining {
  if (model.objective === null)
    throw new InputError(
      `optimizer: kind must be one for minibatches with the model ${kind}, got ${minimiser.kind}; choose adam or sgd`,
    );
  const objective = model.objective(kernels, data);
  return { objective, begin: async (theta) => fullBatch(kernels, objective, minimiser, theta) };
}

/** Of all iterations, what a decay takes unless it is told. */
const DECAY_SHARE = 5;

function onBatches(
  optimiser: BatchOptimiser,
  { optimizer, kind, seed }: { optimizer: BatchConfig; kind: string; seed: number },
  { kernels, model, data }: Parts,
): PreparedTraining {
  if (model.batchLoss === null)
    throw new InputError(
      `optimizer: kind must be one for all of the data with the model ${kind}, got ${optimiser.kind}; choose lbfgs, conjugate-gradient or gradient-descent`,
    );
  const { batch, iterations, learningRate, warmUp, decay, clip } = optimizer;
  const { decayIterations = Math.floor(iterations / DECAY_SHARE) } = optimizer;
  const schedule = { warmUp, decay, decayIterations };
  assertSchedule("optimizer", schedule, iterations);
  const batches = createBatches(data.x, { batch, seed });
  const loss = model.batchLoss(kernels, batch);
  return {
    objective: null,
    async begin(theta) {
      loss.theta.set(theta);
      const finish = () => model.calibrate?.(kernels, loss.theta, data);
      return miniBatch({
        kernels,
        loss,
        batches,
        optimiser,
        learningRate,
        schedule,
        clip,
        iterations,
        finish,
      });
    },
  };
}
