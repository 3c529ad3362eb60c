// How good reconstructions are with fewer latents than a model keeps: the highest alone, the two highest, …

import type { Matrix } from "../core/arrays.js";
import { rowOf } from "../core/rows.js";
import type { Row } from "./metric.js";

/** What a model keeps its latents by. */
export interface Ranking {
  /** Whether the highest of each example are kept, or those of all examples together */
  readonly over: "example" | "batch";
  /** What activations are multiplied with before they are ranked, ‖w_j‖ or 1, [M] */
  readonly scales: ArrayLike<number>;
}

/** One entry a budget, rising. */
export interface BudgetCurve {
  readonly over: Ranking["over"];
  /** Latents that are kept of an example, at most or, over a batch, on average */
  readonly k: Float64Array;
  /** What |f_j| n_j has to reach to be kept, over a batch; 0 over an example */
  readonly least: Float64Array;
  /** Σ ‖x − x̂‖² / Σ ‖x − mean x‖² */
  readonly fvu: Float64Array;
  /** Active latents of an example, on average */
  readonly active: Float64Array;
  /** The first of the budgets at which a latent is active on some example, [M]; −1 at none */
  readonly first: Float64Array;
}

/** Up to so many latents each number of them is a budget. */
const EACH = 48;

/**
 * The budgets of a model that keeps `most` latents of an example: 1, 2, 3, … of few; of many 8 and less an octave, the powers
 * of two among them; and `most` itself, which over a batch need not be whole.
 */
export function budgetsUpTo(most: number): number[] {
  const budgets: number[] = [];
  // Whole steps need neither powers nor logarithms, which differ between machines.
  for (let k = 1, step = 1; k < most; k += step) {
    budgets.push(k);
    if (most > EACH && k >= 8 * step) step *= 2;
  }
  return [...budgets, most];
}

/** An example's active latents, the strongest first; of equal ones the lower. */
export function strongestFirst(
  latents: ArrayLike<number>,
  active: ArrayLike<number>,
  { scales }: Pick<Ranking, "scales">,
): number[] {
  const strength = (j: number) => Math.abs(latents[j]) * scales[j];
  return Array.from(active).sort((a, b) => strength(b) - strength(a) || a - b);
}

/**
 * The least strengths at which k latents of an example are kept on average: the k m highest of all m examples.
 *
 * @param strengths - |f_ij| n_j of all that are active, in any order
 */
export function leastStrengths(
  strengths: ArrayLike<number>,
  examples: number,
  budgets: readonly number[],
): number[] {
  const rising = Float64Array.from(strengths).sort();
  return budgets.map((k) => rising[Math.max(0, rising.length - Math.round(k * examples))] ?? 0);
}

/**
 * How many of an example's active latents, the strongest first, each budget keeps.
 *
 * @param order - as strongestFirst has it
 */
export function keptCounts(
  latents: ArrayLike<number>,
  order: readonly number[],
  { over, scales }: Ranking,
  { k, least }: { readonly k: ArrayLike<number>; readonly least: ArrayLike<number> },
): number[] {
  let kept = 0;
  return Array.from(k, (most, budget) => {
    const isKept = (j: number) =>
      over === "example" ? kept < most : Math.abs(latents[j]) * scales[j] >= least[budget];
    while (kept < order.length && isKept(order[kept])) kept++;
    return kept;
  });
}

/**
 * The curve of a linear decoder, over examples that are added once each. Without the latents that a budget leaves out
 *
 *   x̂_k = x̂ − Σ_{j left out} f_j w_j
 */
export class BudgetErrors {
  readonly #atoms: readonly Float64Array[];
  readonly #errors: Float64Array;
  readonly #active: Float64Array;
  readonly #first: Float64Array;
  #examples = 0;

  /**
   * @param atoms - w, what each latent adds, [M, n]
   * @param k - the budgets, rising
   * @param least - over a batch, of each budget
   */
  constructor(
    atoms: Matrix,
    readonly ranking: Ranking,
    readonly k: readonly number[],
    readonly least: readonly number[],
  ) {
    this.#atoms = Array.from({ length: atoms.shape[0] }, (_, j) => Float64Array.from(rowOf(atoms, j)));
    this.#errors = new Float64Array(k.length);
    this.#active = new Float64Array(k.length);
    this.#first = new Float64Array(atoms.shape[0]).fill(-1);
  }

  add({ x, output, latents, active }: Row): void {
    this.#examples += 1;
    const order = strongestFirst(latents, active, this.ranking);
    const counts = keptCounts(latents, order, this.ranking, this);
    const left = x.map((value, i) => value - output[i]);
    let kept = order.length;
    for (let budget = counts.length - 1; budget >= 0; budget--) {
      while (kept > counts[budget]) {
        const j = order[--kept];
        const atom = this.#atoms[j];
        for (let i = 0; i < left.length; i++) left[i] += latents[j] * atom[i];
      }
      this.#active[budget] += kept;
      for (const value of left) this.#errors[budget] += value * value;
    }
    for (let place = 0, budget = 0; place < order.length; place++) {
      while (budget < counts.length && counts[budget] <= place) budget++;
      if (budget === counts.length) break;
      const j = order[place];
      if (this.#first[j] < 0 || budget < this.#first[j]) this.#first[j] = budget;
    }
  }

  /** @param variation - Σ_i ‖x_i − mean x‖² of the examples */
  value(variation: number): BudgetCurve {
    return {
      over: this.ranking.over,
      k: Float64Array.from(this.k),
      least: Float64Array.from(this.least),
      fvu: this.#errors.map((error) => error / variation),
      active: this.#active.map((sum) => sum / this.#examples),
      first: this.#first,
    };
  }
}
