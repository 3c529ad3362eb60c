// Which units fire with a unit, and which instead of it.

import { highest } from "../core/highest.js";
import type { Row } from "./metric.js";

/** Units that are named of each kind. */
export const PARTNERS = 8;
/** Units of a layer whose pairs are counted: of so many the counts take 200 MB. */
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
  #examples = 0;
  readonly #active: Float64Array;
  readonly #sums: Float64Array;
  /** Σ_i f_ij f_ik and examples on which both are active, of j ≤ k, [units, units] */
  readonly #products: Float64Array;
  readonly #together: Uint32Array;

  /** @param isActive - by the activation of a unit */
  constructor(
    readonly units: number,
    readonly isActive: (activation: number) => boolean,
  ) {
    this.#active = new Float64Array(units);
    this.#sums = new Float64Array(units);
    this.#products = new Float64Array(units * units);
    this.#together = new Uint32Array(units * units);
  }

  add({ latents, active: places }: Pick<Row, "latents" | "active">): void {
    this.#examples += 1;
    const isActive = Uint8Array.from(places, (unit) => Number(this.isActive(latents[unit])));
    for (let a = 0; a < places.length; a++) {
      const j = places[a];
      const [row, value, counts] = [j * this.units, latents[j], isActive[a]];
      this.#sums[j] += value;
      this.#active[j] += counts;
      for (let b = a; b < places.length; b++) {
        this.#products[row + places[b]] += value * latents[places[b]];
        this.#together[row + places[b]] += counts & isActive[b];
      }
    }
  }

  value(): Coactivation {
    const { units } = this;
    const m = this.#examples;
    const pair = (j: number, k: number) => Math.min(j, k) * units + Math.max(j, k);
    const means = this.#sums.map((sum) => sum / m);
    /** 0 of a unit that does not vary, but for rounding */
    const deviations = means.map((mean, j) => {
      const square = this.#products[pair(j, j)] / m;
      return square - mean * mean > 1e-12 * square ? Math.sqrt(square - mean * mean) : 0;
    });
    const found = { examples: m, active: this.#active, with: partners(units), instead: partners(units) };
    const correlations = new Float64Array(units);
    const [places, ranks] = [new Int32Array(PARTNERS), new Float64Array(PARTNERS)];
    /** The units of largest `sign` r, where that is positive */
    const put = (into: Partners, j: number, sign: 1 | -1) => {
      const rank = (k: number) =>
        sign * correlations[k] > 0 ? sign * correlations[k] : Number.NEGATIVE_INFINITY;
      const count = highest(units, PARTNERS, rank, places, ranks);
      for (let place = 0; place < count; place++) {
        const [at, k] = [j * PARTNERS + place, places[place]];
        into.unit[at] = k;
        into.correlation[at] = correlations[k];
        into.together[at] = this.#together[pair(j, k)];
      }
    };
    for (let j = 0; j < units; j++) {
      for (let k = 0; k < units; k++)
        correlations[k] =
          k === j || deviations[j] === 0 || deviations[k] === 0
            ? 0
            : (this.#products[pair(j, k)] / m - means[j] * means[k]) / (deviations[j] * deviations[k]);
      put(found.with, j, 1);
      put(found.instead, j, -1);
    }
    return found;
  }
}

const partners = (units: number): Partners => ({
  unit: new Float64Array(units * PARTNERS).fill(-1),
  correlation: new Float64Array(units * PARTNERS).fill(Number.NaN),
  together: new Float64Array(units * PARTNERS),
});
