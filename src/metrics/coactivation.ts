// Which units fire with a unit, and which instead of it.

import { highest } from "../core/highest.js";
import type { Row } from "./metric.js";

/** Units that are named of each kind. */
export const PARTNERS = 8;
/** Units of a layer whose pairs are compared: those of 4096 take half a second. */
export const MOST_PAIRED = 4096;

/** Units by how they correlate with one, [units, PARTNERS] each. */
export interface Partners {
  /** −1 where there are no more */
  readonly unit: Float64Array;
  /** r of the two activations; NaN where there are no more */
  readonly correlation: Float64Array;
  /** Examples on which both are active */
  readonly together: Float64Array;
}

/** What is known of the pairs of a layer's units. */
export interface Coactivation {
  readonly examples: number;
  /** Examples on which each unit is active, [units] */
  readonly active: Float64Array;
  /** Those of positive correlation, the largest first */
  readonly with: Partners;
  /** Those of negative correlation, the most negative first */
  readonly instead: Partners;
}

/**
 * Counts pairs of units over examples, each added once:
 *
 *   r_jk = (Σ_i f_ij f_ik / m − f̄_j f̄_k) / (σ_j σ_k),  σ_j² = Σ_i f_ij² / m − f̄_j²
 *
 * Of units that are active at random on shares p and q of the examples, both are on p q of them. Where two are rarely active, r
 * of units that never are together is near 0 too, and orders them by how surprising that is.
 */
export class CoactivationCounter {
  /** One after the other, example by example */
  readonly #unit: number[] = [];
  readonly #example: number[] = [];
  readonly #value: number[] = [];
  readonly #isActive: number[] = [];
  /** Where the activations of each example begin, and where the last one's end */
  readonly #starts = [0];

  /** @param isActive - by the activation of a unit */
  constructor(
    readonly units: number,
    readonly isActive: (activation: number) => boolean,
  ) {}

  add({ latents, active }: Pick<Row, "latents" | "active">): void {
    const example = this.#starts.length - 1;
    for (const j of active) {
      this.#unit.push(j);
      this.#example.push(example);
      this.#value.push(latents[j]);
      this.#isActive.push(Number(this.isActive(latents[j])));
    }
    this.#starts.push(this.#unit.length);
  }

  value(): Coactivation {
    const { units } = this;
    const examples = this.#starts.length - 1;
    const active = new Float64Array(units);
    const [sums, squares] = [new Float64Array(units), new Float64Array(units)];
    for (const [a, j] of this.#unit.entries()) {
      const value = this.#value[a];
      active[j] += this.#isActive[a];
      sums[j] += value;
      squares[j] += value * value;
    }
    const means = sums.map((sum) => sum / examples);
    /** 0 of a unit that does not vary, but for rounding */
    const deviations = means.map((mean, j) => {
      const square = squares[j] / examples;
      return square - mean * mean > 1e-12 * square ? Math.sqrt(square - mean * mean) : 0;
    });
    const found = { examples, active, with: partners(units), instead: partners(units) };
    const correlations = new Float64Array(units);
    const [places, ranks] = [new Int32Array(PARTNERS), new Float64Array(PARTNERS)];
    /** The units of largest `sign` r, where that is positive */
    const put = (into: Partners, j: number, sign: 1 | -1, together: ArrayLike<number>) => {
      const rank = (k: number) =>
        sign * correlations[k] > 0 ? sign * correlations[k] : Number.NEGATIVE_INFINITY;
      const count = highest(units, PARTNERS, rank, places, ranks);
      for (let place = 0; place < count; place++) {
        const [at, k] = [j * PARTNERS + place, places[place]];
        into.unit[at] = k;
        into.correlation[at] = correlations[k];
        into.together[at] = together[k];
      }
    };
    for (const { j, products, together } of this.#pairs()) {
      if (deviations[j] === 0) continue;
      for (let k = 0; k < units; k++)
        correlations[k] =
          k === j || deviations[k] === 0
            ? 0
            : (products[k] / examples - means[j] * means[k]) / (deviations[j] * deviations[k]);
      put(found.with, j, 1, together);
      put(found.instead, j, -1, together);
    }
    return found;
  }

  /** Of one unit after the other: Σ_i f_ij f_ik and examples on which both are active, of every k. Both are written over. */
  *#pairs() {
    const unit = Int32Array.from(this.#unit);
    const value = Float64Array.from(this.#value);
    const isActive = Uint8Array.from(this.#isActive);
    const [products, together] = [new Float64Array(this.units), new Uint32Array(this.units)];
    const activationsOf = Array.from({ length: this.units }, (): number[] => []);
    for (const [a, j] of unit.entries()) activationsOf[j].push(a);
    for (const [j, activations] of activationsOf.entries()) {
      products.fill(0);
      together.fill(0);
      for (const a of activations) {
        const [f, counts] = [value[a], isActive[a]];
        const [from, to] = [this.#starts[this.#example[a]], this.#starts[this.#example[a] + 1]];
        for (let b = from; b < to; b++) {
          const k = unit[b];
          products[k] += f * value[b];
          together[k] += counts & isActive[b];
        }
      }
      yield { j, products, together };
    }
  }
}

const partners = (units: number): Partners => ({
  unit: new Float64Array(units * PARTNERS).fill(-1),
  correlation: new Float64Array(units * PARTNERS).fill(Number.NaN),
  together: new Float64Array(units * PARTNERS),
});
