// How long the examples of a source are, for scaling them before they are trained on.

import { type DType, zeros } from "../../core/arrays.js";
import { assertCount, inputError } from "../../core/errors.js";
import type { BatchSource } from "./batches.js";

/** What is known of examples x, [n] each, by some of them. */
export interface ExampleMeasures {
  /** How many were measured */
  readonly examples: number;
  /** ⟨x⟩, [n] */
  readonly mean: Float64Array;
  /** s = √n / ⟨‖x‖⟩: of s·x the mean length is √n */
  readonly lengthScale: number;
  /** c = √⟨‖x‖²⟩: of x / c the mean square of the length is 1 */
  readonly rootMeanSquare: number;
}

/**
 * Measures the first batches of the first epoch, examples drawn at random; the source goes back to where it was.
 *
 * @param dtype - in which they are trained on
 * @param most - examples that are measured at most; at least one batch, at most one epoch is
 * @throws {InputError} if all of them are zeros, or `fill` throws
 * @see SAELens, expected_average_only_in, for s; dictionary_learning, get_norm_factor, for c
 */
export async function measureExamples(
  source: BatchSource,
  dtype: DType,
  most: number,
): Promise<ExampleMeasures> {
  assertCount("measureExamples", "most", most);
  const { inputs, batch, epochLength } = source;
  const batches = Math.min(epochLength, Math.max(1, Math.floor(most / batch)));
  const examples = batches * batch;
  const before = source.state();
  const into = zeros(dtype, batch * inputs);
  const sums = new Float64Array(inputs);
  let [lengths, squares] = [0, 0];
  source.restore({ epoch: 0, batch: 0 });
  try {
    for (let b = 0; b < batches; b++) {
      await source.fill(into);
      for (let from = 0; from < into.length; from += inputs) {
        let square = 0;
        for (let j = 0; j < inputs; j++) {
          const value = into[from + j];
          sums[j] += value;
          square += value * value;
        }
        lengths += Math.sqrt(square);
        squares += square;
      }
    }
  } finally {
    source.restore(before);
  }
  if (lengths === 0)
    throw inputError("measureExamples", "examples", "not all be zeros", `${examples} of zeros`);
  return {
    examples,
    mean: sums.map((sum) => sum / examples),
    lengthScale: Math.sqrt(inputs) / (lengths / examples),
    rootMeanSquare: Math.sqrt(squares / examples),
  };
}
