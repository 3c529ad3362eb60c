// From an optimizer config to a training.

import type { ResolvedConfig, ResolvedOptimizer } from "../config/config.js";
import { standardBatch } from "../config/model-standards.js";
import { DEFAULT_STEPS } from "../config/optimizer-schema.js";
import { columns, copyMatrix, dtypeOf, type FloatArray, type Matrix, matrix, zeros } from "../core/arrays.js";
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
import { dataToReach } from "../sae/sparse-autoencoder.js";
import { miniBatch } from "../train/mini-batch.js";
import { fullBatch, type Training } from "../train/training.js";
import type { Dataset } from "./dataset.js";

/** A training that has not begun. */
export interface PreparedTraining {
  /** How many there are to be, however the config says it */
  readonly iterations: number;
  /** J(θ) on all of the data, for what follows; null where it is learned on batches */
  readonly objective: FullObjective | null;
  /** Begins at θ. @throws {InputError} if what it needs does not fit into memory */
  begin(theta: FloatArray): Promise<Training>;
  /** Closes what it reads from */
  close(): Promise<void>;
}

interface Parts {
  readonly kernels: Kernels;
  readonly model: Model;
  readonly data: TrainingData & Pick<Dataset, "streamed">;
}

const learningRateSchedule = {
  of: "the learning rate",
  warmUp: "warmUp (--warm-up)",
  decay: "decayIterations",
};

type BatchConfig = Extract<ResolvedOptimizer, { readonly batch: number }>;

/**
 * How a config trains a model on data.
 *
 * @throws {InputError} if an option is not allowed, or the model is not trained so
 */
export async function prepareTraining(config: ResolvedConfig, parts: Parts): Promise<PreparedTraining> {
  const { optimizer, model } = config;
  switch (optimizer.kind) {
    case "lbfgs": {
      const { kind: _, iterations, ...own } = optimizer;
      return onAll(lbfgs(own), { iterations, kind: model.kind }, parts);
    }
    case "conjugate-gradient": {
      const { kind: _, iterations, ...own } = optimizer;
      return onAll(conjugateGradient(own), { iterations, kind: model.kind }, parts);
    }
    case "gradient-descent": {
      const { kind: _, iterations, ...own } = optimizer;
      return onAll(gradientDescent(own), { iterations, kind: model.kind }, parts);
    }
    case "adam": {
      const { beta1, beta2, epsilon } = optimizer;
      return onBatches(adam({ beta1, beta2, epsilon }), { ...config, optimizer }, parts);
    }
    case "sgd":
      return onBatches(sgd({ momentum: optimizer.momentum }), { ...config, optimizer }, parts);
    default:
      return assertNever(optimizer);
  }
}

function onAll<State extends MinimiserState>(
  minimiser: Minimiser<State>,
  { iterations, kind }: { readonly iterations: number; readonly kind: string },
  { kernels, model, data }: Parts,
): PreparedTraining {
  if (data.streamed !== undefined)
    throw new InputError(
      `optimizer: optimizer.kind must be one for minibatches with data of kind shards, got ${minimiser.kind}; choose adam or sgd, and a model that learns with them`,
    );
  if (model.objective === null)
    throw new InputError(
      `optimizer: optimizer.kind must be one for minibatches with the model ${kind}, got ${minimiser.kind}; choose adam or sgd`,
    );
  const objective = model.objective(kernels, data);
  return {
    iterations,
    objective,
    begin: async (theta) => fullBatch(kernels, objective, minimiser, theta),
    close: async () => {},
  };
}

/** Examples as a batch has them: with their targets behind them, where the output is no reconstruction. */
function examplesOf({ reconstructs }: Model, { x, y }: TrainingData): Matrix {
  if (reconstructs || y === null) return x;
  const [inputs, outputs] = [x.shape[1], y.shape[1]];
  const [examples, width] = [x.shape[0], inputs + outputs];
  const pairs = matrix(zeros(dtypeOf(x.data), examples * width), examples, width);
  copyMatrix(x, columns(pairs, 0, inputs));
  copyMatrix(y, columns(pairs, inputs, width));
  return pairs;
}

/** The steps that a config asks for, of data with so many batches an epoch. */
function stepsOf({ iterations, epochs }: BatchConfig, epochLength: number): number {
  if (epochs !== undefined) return Math.max(1, Math.round(epochs * epochLength));
  return iterations ?? DEFAULT_STEPS;
}

/** The config with its iterations as a number. */
export function withIterations(config: ResolvedConfig, iterations: number): ResolvedConfig {
  const { epochs: _, ...optimizer } = { epochs: undefined, ...config.optimizer };
  return { ...config, optimizer: { ...optimizer, iterations } as ResolvedOptimizer };
}

async function onBatches(
  optimiser: BatchOptimiser,
  config: ResolvedConfig & { readonly optimizer: BatchConfig },
  { kernels, model, data }: Parts,
): Promise<PreparedTraining> {
  const { optimizer, seed } = config;
  if (model.batchLoss === null)
    throw new InputError(
      `optimizer: optimizer.kind must be one for all of the data with the model ${config.model.kind}, got ${optimiser.kind}; choose lbfgs, conjugate-gradient or gradient-descent`,
    );
  const { batch, learningRate, warmUp, decay, decayIterations, clip, heldOut, ema } = optimizer;
  const how = { batch, seed, heldOut, shrinks: batch === standardBatch(config) };
  if (model.reconstructs) model.assertReachable(data.x, dataToReach);
  const batches =
    data.streamed === undefined ? createBatches(examplesOf(model, data), how) : await data.streamed.open(how);
  try {
    const iterations = stepsOf(optimizer, batches.epochLength);
    const schedule = { warmUp, decay, decayIterations };
    assertSchedule("optimizer", learningRateSchedule, schedule, iterations);
    const loss = model.batchLoss(kernels, batches.batch);
    return {
      iterations,
      objective: null,
      async begin(theta) {
        loss.theta.set(theta);
        const finish = (at: FloatArray) => model.calibrate?.(kernels, at, data);
        return miniBatch({
          kernels,
          model,
          loss,
          batches,
          optimiser,
          learningRate,
          schedule,
          clip,
          ema,
          iterations,
          finish,
        });
      },
      close: batches.close,
    };
  } catch (error) {
    await batches.close();
    throw error;
  }
}
