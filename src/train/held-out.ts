// How a model does, while it is trained, on examples that it is not trained on.

import { columns, type FloatArray, type Matrix, matrix, rows } from "../core/arrays.js";
import type { BatchSource, ExampleRows } from "../data/batches/batches.js";
import type { Kernels } from "../kernels/kernels.js";
import { measureAll, numberMetrics } from "../metrics/all-metrics.js";
import { likeliest } from "../metrics/confusion.js";
import { UnexplainedVariance } from "../metrics/unexplained-variance.js";
import { flat } from "../sae/dictionary.js";
import { type BatchLoss, type BatchStep, isActive, type LatentLayer, type Model } from "../sae/model.js";
import type { HeldOutNumbers } from "./run-record.js";

/** Examples that are evaluated, at most, and the pieces that they are read in, evenly over all that are held out. */
const [MOST, PIECES] = [4096, 64];

/** Some of the examples held out, in the engine's memory. */
async function readEvenly(
  kernels: Kernels,
  { examples, read }: ExampleRows,
  inputs: number,
): Promise<Matrix> {
  const count = Math.min(examples, MOST);
  const pieces = count < examples ? PIECES : 1;
  const size = count / pieces;
  const x = matrix(kernels.allocate(count * inputs), count, inputs);
  for (let piece = 0; piece < pieces; piece++) {
    const from = Math.floor((piece * (examples - size)) / Math.max(1, pieces - 1));
    await read(from, flat(rows(x, piece * size, (piece + 1) * size)));
  }
  return x;
}

/** Latents of a layer that are active. */
function countActive(layer: LatentLayer, latents: FloatArray): number {
  let count = 0;
  for (let i = 0; i < latents.length; i++) if (isActive(layer, latents[i])) count += 1;
  return count;
}

/** As JSON has them: null where a number is not defined on these examples. */
const finiteOnly = (numbers: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
  );

/** What a training evaluates on. */
export interface HeldOutOptions {
  readonly kernels: Kernels;
  readonly model: Model;
  /** The training's own: what it finds here is overwritten by the next batch */
  readonly loss: BatchLoss;
  readonly batches: Pick<BatchSource, "inputs" | "heldOut">;
  /** The place of the θ that is looked at, in the engine's memory */
  readonly weights: FloatArray;
}

/**
 * Reads what is held out, 4096 examples at most, and gives what evaluates θ on them: the loss on whole batches of them
 * (some twice, where there is not one), FVU, L0 and every other metric of the model as it is used. Null where nothing is held out.
 *
 * @throws {InputError} that names a value of them which is not finite
 */
export async function holdOut(
  options: HeldOutOptions,
): Promise<((step: BatchStep) => HeldOutNumbers) | null> {
  const { kernels, model, loss, batches, weights } = options;
  if (batches.heldOut.examples === 0) return null;
  const x = await readEvenly(kernels, batches.heldOut, batches.inputs);
  const [examples] = x.shape;
  const pass = model.createPass(kernels, weights, examples);
  const [layer] = model.layers;
  return (step) => {
    const unexplained = new UnexplainedVariance(model.inputs);
    const all = measureAll({ inputs: model.inputs, latents: layer.units }, numberMetrics);
    let [active, right] = [0, 0];
    pass.run(columns(x, 0, model.inputs), (from, seen) => {
      if (model.reconstructs) {
        unexplained.add(from, seen.x, seen.output);
        all.add({ x: seen.x, output: seen.output, latents: seen.latents[0] });
      }
      if (model.classifies === true) {
        const y = columns(rows(x, from, from + seen.x.shape[0]), model.inputs, x.shape[1]);
        const labels = likeliest(y);
        right += likeliest(seen.output).filter((k, i) => k === labels[i]).length;
      } else active += countActive(layer, flat(seen.latents[0]));
    });
    return {
      examples,
      cost: costOf(loss, x, weights, step),
      fvu: model.reconstructs ? unexplained.fraction() : null,
      l0: model.classifies === true ? null : active / examples,
      ...(model.classifies === true ? { accuracy: right / examples } : {}),
      ...(model.reconstructs ? { metrics: finiteOnly(all.value().numbers) } : {}),
    };
  };
}

/** The mean loss at θ over whole batches; the training's own θ is as it was afterwards. */
function costOf(loss: BatchLoss, x: Matrix, weights: FloatArray, step: BatchStep): number {
  const own = weights === loss.theta ? null : loss.theta.slice();
  if (own !== null) loss.theta.set(weights);
  const [batch, inputs] = loss.x.shape;
  const [examples] = x.shape;
  const [data, into] = [flat(x), flat(loss.x)];
  const count = Math.max(1, Math.floor(examples / batch));
  let cost = 0;
  for (let b = 0; b < count; b++) {
    for (let i = 0; i < batch; i++) {
      const row = (b * batch + i) % examples;
      into.set(data.subarray(row * inputs, (row + 1) * inputs), i * inputs);
    }
    cost += loss.evaluate(step).cost / count;
  }
  if (own !== null) loss.theta.set(own);
  return cost;
}
