// How much of the data's variance a reconstruction leaves: 0 is perfect, 1 no better than the mean of the data.

import type { Matrix } from "../core/arrays.js";

/**
 * The fraction of variance unexplained, over examples that come in chunks:
 *
 *   FVU = Σ_i ‖x_i − x̂_i‖² / Σ_i ‖x_i − mean x‖²
 *
 * The variance is taken about the mean over all examples, in one pass: sums of x − x_1, so that data far from 0 keep
 * their digits. 1 − FVU is the explained variance about the mean.
 */
export class UnexplainedVariance {
  #examples = 0;
  #error = 0;
  #squares = 0;
  readonly #sums: Float64Array; // Σ_i (x_i − x_1), [n]
  readonly #first: Float64Array; // x_1, [n]

  /** @param n - values of an example */
  constructor(n: number) {
    this.#sums = new Float64Array(n);
    this.#first = new Float64Array(n);
  }

  /**
   * Adds a chunk, unless it was added before: who goes through the data several times may hand over every pass.
   *
   * @param from - index of its first example; chunks come in order
   * @param x - [chunk, n]
   * @param output - x̂, [chunk, n]
   */
  add(from: number, x: Matrix, output: Matrix): void {
    if (from !== this.#examples) return;
    const [count, n] = x.shape;
    const [sums, first] = [this.#sums, this.#first];
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < n; j++) {
        const value = x.data[x.offset + i * x.stride[0] + j * x.stride[1]];
        if (from + i === 0) first[j] = value;
        const apart = value - first[j];
        sums[j] += apart;
        this.#squares += apart * apart;
        const error = output.data[output.offset + i * output.stride[0] + j * output.stride[1]] - value;
        this.#error += error * error;
      }
    }
    this.#examples += count;
  }

  /** √(Σ_i ‖x_i − mean x‖² / m): how far an example is from the mean; 0 before there is one. */
  spread(): number {
    return this.#examples === 0 ? 0 : Math.sqrt(this.#variation() / this.#examples);
  }

  /** FVU; null where the data do not vary, or a number is not finite. */
  fraction(): number | null {
    const fraction = this.#error / this.#variation();
    return Number.isFinite(fraction) ? fraction : null;
  }

  /** Σ_i ‖x_i − mean x‖² */
  #variation(): number {
    let square = 0;
    for (const sum of this.#sums) square += sum * sum;
    return Math.max(0, this.#squares - square / this.#examples);
  }
}
