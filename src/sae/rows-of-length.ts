// Rows of one length, whatever length the numbers have that an optimiser moves.

import { type Matrix, rows } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import { flat } from "./dictionary.js";

/** W, of which something is asked, as a function of free numbers V: forward, and the slopes backward. */
export interface RowConstraint {
  /** W from V, [M, d] */
  apply(): void;
  /** ∂J/∂V from ∂J/∂W, in place, at the W of the last `apply` */
  backward(slopes: Matrix): void;
}

/** What makes W of V, both of them matrices [M, d] in the engine's memory. */
export type CreateRowConstraint = (kernels: Kernels, v: Matrix, w: Matrix) => RowConstraint;

/**
 * w_i = r v_i/‖v_i‖, and backward g_i ← r (g_i − (g_i·ŵ_i) ŵ_i)/‖v_i‖. Rows of zeros stay, and nothing moves them.
 *
 * @param length - r
 * @see UFLDL, exercise "RICA"
 */
export const rowsOfLength =
  (length: number): CreateRowConstraint =>
  (kernels, v, w) => {
    const latents = v.shape[0];
    const norms = kernels.allocate(latents);
    return {
      apply() {
        kernels.rowNorms(v, norms);
        flat(w).set(flat(v));
        kernels.normalizeRows(w, 0);
        kernels.scale(length, flat(w), flat(w));
      },
      backward(slopes) {
        kernels.projectRows(w, slopes, 0);
        for (let i = 0; i < latents; i++) {
          const row = flat(rows(slopes, i, i + 1));
          kernels.scale(norms[i] === 0 ? 0 : length / norms[i], row, row);
        }
      },
    };
  };
