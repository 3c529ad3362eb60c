// The point that is nearest to all examples together: a mean that few far ones cannot pull away.

import { contiguous, type Matrix } from "../core/arrays.js";
import { squaredDistance } from "../core/rows.js";

/** When Weiszfeld's algorithm ends, as dictionary_learning and openai/sparse_autoencoder have it */
const [MOST_ITERATIONS, TOLERANCE] = [100, 1e-5];
/** The least distance that an example is taken to have: a point that lies on one has no slope there. */
const LEAST_DISTANCE = 1e-12;

/** The mean of examples, [d]. @param x - [m, d] */
export function meanExample(x: Matrix): Float64Array {
  const [examples, inputs] = x.shape;
  const data = contiguous(x);
  const mean = new Float64Array(inputs);
  for (let i = 0; i < examples; i++) for (let j = 0; j < inputs; j++) mean[j] += data[i * inputs + j];
  return mean.map((sum) => sum / examples);
}

/**
 * The y of least Σ_i ‖x_i − y‖, by Weiszfeld's algorithm from the mean:
 *
 *   y ← Σ x_i/‖x_i − y‖ / Σ 1/‖x_i − y‖
 *
 * 100 times at most, until y moves by less than 1e-5 of its length.
 *
 * @param x - [m, d]
 * @returns [d]
 * @see Weiszfeld, Sur le point pour lequel la somme des distances de n points donnés est minimum (1937)
 */
export function geometricMedian(x: Matrix): Float64Array {
  let median = meanExample(x);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const next = weighted(x, median);
    const moved = Math.sqrt(squaredDistance(next, median));
    median = next;
    if (moved <= TOLERANCE * Math.sqrt(squaredDistance(median, new Float64Array(median.length)))) break;
  }
  return median;
}

/** Σ x_i/‖x_i − y‖ / Σ 1/‖x_i − y‖ */
function weighted(x: Matrix, y: Float64Array): Float64Array {
  const [examples, inputs] = x.shape;
  const data = contiguous(x);
  const sums = new Float64Array(inputs);
  let weights = 0;
  for (let i = 0; i < examples; i++) {
    const example = data.subarray(i * inputs, (i + 1) * inputs);
    const weight = 1 / Math.max(Math.sqrt(squaredDistance(example, y)), LEAST_DISTANCE);
    weights += weight;
    for (let j = 0; j < inputs; j++) sums[j] += weight * example[j];
  }
  return sums.map((sum) => sum / weights);
}
