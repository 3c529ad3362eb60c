// Examples by their principal components: along the directions in which the data vary most, which are not correlated.

import { transpose } from "../../core/arrays.js";
import { type Kept, principalAxes } from "./principal-axes.js";
import { timesRows } from "./row-products.js";
import { done, type FittedBy, learnThenApply, type Step } from "./step.js";

/** Its config. */
export interface Pca extends Kept {
  readonly kind: "pca";
}
const learned = { eigenvalues: ["n"], vectors: ["k", "n"] } as const;
export type FittedPca = FittedBy<"pca", typeof learned>;

/** The share of the variance that is kept, where it is not said how many. */
export const DEFAULT_VARIANCE = 0.99;

/**
 * x′ = Uᵀ x, with the k eigenvectors of Σ_i x_i x_iᵀ / m of the largest eigenvalues as columns of U. Undone, U x′ is what
 * of x lies along those.
 *
 * @see UFLDL, "PCA" and "Whitening"
 */
export const pca: Step<Pca, FittedPca> = {
  learned,
  neutral: [],
  fit: learnThenApply(
    ({ kind, keep, variance = keep === undefined ? DEFAULT_VARIANCE : undefined }, x) => ({
      kind,
      ...principalAxes(kind, x, { keep, variance }),
    }),
    (fitted, x) => pca.apply(fitted, x),
  ),
  apply: ({ vectors }, x) => done(timesRows(x, vectors)),
  undo: ({ vectors }, x) => timesRows(x, transpose(vectors)),
  directions: {
    filters: ({ vectors }, w) => timesRows(w, transpose(vectors)),
    atoms: ({ vectors }, d) => timesRows(d, transpose(vectors)),
  },
};
