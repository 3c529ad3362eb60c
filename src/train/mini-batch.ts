// Training on minibatches: a batch, its loss, a clipped gradient, a step; all that decides the next is in the state.

import type { FloatArray } from "../core/arrays.js";
import type { BatchSource, BatchState } from "../data/batches/batches.js";
import type { Kernels } from "../kernels/kernels.js";
import { type BatchOptimiser, scheduleClipping } from "../optim/batch-optimiser.js";
import { isCount } from "../optim/minimiser.js";
import { createMovingAverage } from "../optim/moving-average.js";
import { type Schedule, scheduleFactor } from "../optim/schedule.js";
import { flat } from "../sae/dictionary.js";
import type { BatchLoss, Model } from "../sae/model.js";
import { holdOut } from "./held-out.js";
import type { Training, TrainingState } from "./training.js";

export interface MiniBatchOptions {
  readonly kernels: Kernels;
  /** What is evaluated on the part that `batches` hold out; nothing unless given */
  readonly model?: Model | undefined;
  readonly loss: BatchLoss;
  readonly batches: BatchSource;
  readonly optimiser: BatchOptimiser;
  readonly learningRate: number;
  readonly schedule: Schedule;
  /** The largest norm of a gradient; 0: it is not clipped */
  readonly clip: number;
  /** Of the whole training: schedules end with it */
  readonly iterations: number;
  /** The decay of an average of θ that runs along; there is none unless given, or for 0 */
  readonly ema?: number | undefined;
  /** What is done after the last step to θ, and to its average; nothing unless given */
  readonly finish?: ((theta: FloatArray) => void) | undefined;
}

/** Beside θ, the moments of the optimiser and the state of the loss, all of them by name. */
export interface MiniBatchState extends TrainingState {
  /** Active latents of an example of the last batch, on average; of models that tell it */
  l0?: number;
  /** Latents that have not been active for long */
  silent: number;
  /** Examples seen */
  examples: number;
  batches: BatchState;
}

/** From the θ that `loss` holds on. Before the first step the cost is that of the first batch. */
export async function miniBatch(options: MiniBatchOptions): Promise<Training<MiniBatchState>> {
  const { kernels, model, loss, batches, optimiser, learningRate, schedule, clip, iterations } = options;
  const { ema = 0, finish = () => {} } = options;
  const { moments, step: improve } = optimiser.prepare(kernels, loss.theta, loss.gradient);
  const averaging = ema === 0 ? null : createMovingAverage(kernels, loss.theta, ema);
  const clipping = scheduleClipping(kernels, loss.gradient, clip);
  const first = batches.state();
  const x = flat(loss.x);
  await batches.fill(x);
  const { cost, parts, l0, coefficient } = loss.evaluate({ iteration: 0, iterations });
  batches.restore(first);
  const state: MiniBatchState = {
    ...moments,
    ...loss.state,
    ...(averaging === null ? {} : { averaged: averaging.sum }),
    theta: loss.theta,
    cost,
    parts: { ...parts },
    ...(l0 === undefined ? {} : { l0 }),
    silent: loss.silent(),
    iteration: 0,
    evaluations: 0,
    examples: 0,
    ...(coefficient === undefined ? {} : { coefficient }),
    stopped: null,
    batches: first,
  };
  let averagedAt = 0;
  const weights = () => {
    if (averaging === null || state.iteration === 0) return loss.theta;
    if (averagedAt !== state.iteration) {
      averaging.read(state.iteration);
      if (state.iteration === iterations) finish(averaging.average);
      averagedAt = state.iteration;
    }
    return averaging.average;
  };
  const place = averaging?.average ?? loss.theta;
  const evaluateHeldOut =
    model === undefined ? null : await holdOut({ kernels, model, loss, batches, weights: place });
  return {
    state,
    accepts: ({ iteration, evaluations, batches: { epoch, batch } }) =>
      isCount(iteration) && isCount(evaluations) && isCount(epoch) && isCount(batch, batches.epochLength - 1),
    finish: () => finish(loss.theta),
    restored: () => batches.restore(state.batches),
    weights,
    heldOut() {
      if (evaluateHeldOut === null) return undefined;
      const now = weights();
      if (now !== place) place.set(now); // before the first step θ is its own average
      return evaluateHeldOut({ iteration: state.iteration, iterations });
    },
    async step() {
      const at = { iteration: state.iteration, iterations };
      await batches.fill(x);
      const evaluation = loss.evaluate(at);
      loss.beforeStep?.();
      const { norm, factor } = clipping();
      state.cost = evaluation.cost;
      state.parts = { ...evaluation.parts };
      if (evaluation.l0 !== undefined) state.l0 = evaluation.l0;
      if (evaluation.coefficient !== undefined) state.coefficient = evaluation.coefficient;
      state.iteration += 1;
      state.evaluations += 1;
      state.examples += loss.x.shape[0];
      if (!(Number.isFinite(state.cost) && Number.isFinite(norm))) {
        state.stopped = "not-finite";
        return;
      }
      const rate = learningRate * scheduleFactor(schedule, at.iteration, iterations);
      improve({ learningRate: rate, step: state.iteration, factor });
      loss.afterStep(at, moments);
      averaging?.add();
      state.silent = loss.silent();
      state.batches = batches.state();
    },
  };
}
