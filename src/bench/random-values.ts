// Numbers that jobs work on: drawn once, for drawing millions takes longer than most of what is timed.

import type { FloatArray } from "../core/arrays.js";
import { createRandom } from "../core/random.js";

const drawn = new Map<number, Float64Array>();

/** Uniform numbers in [low, high), the same for the same seed; a shorter array has the first of them. */
export function fillRandom(
  values: FloatArray,
  seed: number,
  [low, high]: readonly [number, number] = [-1, 1],
): FloatArray {
  let uniform = drawn.get(seed);
  if (uniform === undefined || uniform.length < values.length) {
    const random = createRandom(seed, "bench");
    uniform = Float64Array.from({ length: values.length }, () => random.uniform());
    drawn.set(seed, uniform);
  }
  for (let i = 0; i < values.length; i++) values[i] = low + (high - low) * uniform[i];
  return values;
}
