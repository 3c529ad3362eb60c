// Batches of examples that are in memory: each epoch is a full shuffle.

import { assertMatrix, contiguous, type FloatArray, type Matrix } from "../../core/arrays.js";
import { assertOptions } from "../../core/known-names.js";
import { firstNotFinite, notFinite } from "../finite.js";
import {
  assertRows,
  type BatchOptions,
  type BatchSource,
  batchWithin,
  epochRandom,
  givenState,
  nextBatch,
  rowsAsked,
  shuffle,
  splitExamples,
} from "./batches.js";
import { gatherRows } from "./gather-rows.js";

/**
 * Batches of the rows of `x`, any of which may be held out.
 *
 * @param x - [m, n]; not copied where it lies in one piece
 * @throws {InputError} for an option that is none, a batch larger than the data, or NaN and ∞ in `x`
 */
export function createBatches(x: Matrix, options: BatchOptions): BatchSource {
  assertMatrix("createBatches", "x", x);
  assertOptions("createBatches", options, ["batch", "seed", "heldOut", "shrinks"]);
  const { seed } = options;
  const [m, inputs] = x.shape;
  const data = contiguous(x);
  const bad = firstNotFinite(data);
  if (bad >= 0) throw notFinite("createBatches", "x", data[bad], Math.floor(bad / inputs), bad % inputs);
  const { heldOut, training } = splitExamples("createBatches", options, m);
  const [held, examples] = [heldOut.length, training.length];
  const batch = batchWithin("createBatches", options, examples, held);
  const copyRows = (rows: Uint32Array, into: FloatArray) =>
    gatherRows(rows, data, inputs, (row, i) =>
      into.set(data.subarray(row * inputs, (row + 1) * inputs), i * inputs),
    );
  const epochLength = Math.floor(examples / batch);
  let at = { epoch: 0, batch: 0 };
  let shuffled = -1; // the epoch whose order `order` is
  const order = new Uint32Array(examples);
  return {
    inputs,
    examples,
    batch,
    epochLength,
    heldOut: {
      examples: held,
      read: (from, into) =>
        copyRows(heldOut.subarray(from, from + rowsAsked(held, inputs, from, into)), into),
    },
    fill(into) {
      assertRows("fill", into, batch, inputs);
      if (shuffled !== at.epoch) {
        order.set(training);
        shuffle(order, epochRandom(seed, at.epoch, 0));
        shuffled = at.epoch;
      }
      copyRows(order.subarray(at.batch * batch, (at.batch + 1) * batch), into);
      at = nextBatch(at, epochLength);
    },
    state: () => at,
    restore(state) {
      at = givenState(state, epochLength);
    },
    close: async () => {},
  };
}
