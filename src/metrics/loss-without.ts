// What reconstructions lose without a unit.

import type { Matrix } from "../core/arrays.js";
import { rowOf } from "../core/rows.js";
import { dot, type Row } from "./metric.js";

/**
 * What all reconstructions lose when a unit of a linear decoder is off, one after the other, over examples that are added
 * once each:
 *
 *   ΔFVU_j = Σ_i (‖x_i − x̂_i + f_ij w_j‖² − ‖x_i − x̂_i‖²) / Σ_i ‖x_i − mean x‖²
 *          = Σ_i (2 f_ij w_j·(x_i − x̂_i) + f_ij² ‖w_j‖²) / Σ_i ‖x_i − mean x‖²
 *
 * Negative of a unit that does more harm than good. The others stay as they are: what two copies do together is in neither.
 */
export class LossWithout {
  readonly #atoms: readonly Float64Array[];
  readonly #squares: Float64Array;
  readonly #losses: Float64Array;

  /** @param atoms - w, what each unit adds, [units, n] */
  constructor(atoms: Matrix) {
    this.#atoms = Array.from({ length: atoms.shape[0] }, (_, j) => Float64Array.from(rowOf(atoms, j)));
    this.#squares = Float64Array.from(this.#atoms, (atom) => dot(atom, atom));
    this.#losses = new Float64Array(this.#atoms.length);
  }

  add({ x, output, latents, active }: Row): void {
    const left = x.map((value, k) => value - output[k]);
    for (const j of active)
      this.#losses[j] += latents[j] * (2 * dot(this.#atoms[j], left) + latents[j] * this.#squares[j]);
  }

  /** Σ_i (‖x_i − x̂_i without j‖² − ‖x_i − x̂_i‖²), [units] */
  value(): Float64Array {
    return this.#losses;
  }
}
