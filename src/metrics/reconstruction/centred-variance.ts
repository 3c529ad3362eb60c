// The explained variance of residuals about their own mean.

import type { ExampleMetric } from "../metric.js";

/** Sums of values about a first one, so that data far from 0 keep their digits. */
class Spread {
  #count = 0;
  readonly #first: Float64Array;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;

  constructor(inputs: number) {
    [this.#first, this.#sums, this.#squares] = Array.from({ length: 3 }, () => new Float64Array(inputs));
  }

  add(values: ArrayLike<number>): void {
    if (this.#count === 0) this.#first.set(values);
    this.#count += 1;
    for (let j = 0; j < values.length; j++) {
      const apart = values[j] - this.#first[j];
      this.#sums[j] += apart;
      this.#squares[j] += apart * apart;
    }
  }

  /** Σ_d Σ_i (v_id − mean v_d)² */
  total(): number {
    let total = 0;
    for (let j = 0; j < this.#sums.length; j++)
      total += this.#squares[j] - (this.#sums[j] * this.#sums[j]) / this.#count;
    return total;
  }
}

/** 1 − Σ_d var(x − x̂)_d / Σ_d var(x)_d */
export const explainedVarianceCentred: ExampleMetric = {
  name: "explainedVarianceCentred",
  says: "The share of variance explained where a constant error is forgiven: it flatters a model that is biased.",
  formula: "1 − Σ_d var(x − x̂)_d / Σ_d var(x)_d",
  unit: "none",
  source: "dictionary_learning",
  elsewhere: [{ tool: "dictionary_learning", computes: "the same, as frac_variance_explained" }],
  create({ inputs }) {
    const [data, residual] = [new Spread(inputs), new Spread(inputs)];
    const left = new Float64Array(inputs);
    return {
      add({ x, output }) {
        data.add(x);
        for (let j = 0; j < inputs; j++) left[j] = x[j] - output[j];
        residual.add(left);
      },
      value: () => 1 - residual.total() / data.total(),
    };
  },
};
