// Principal components, each brought to variance 1.

import { contiguous, type FloatMatrix, view } from "../../core/arrays.js";
import { type Kept, principalAxes } from "./principal-axes.js";
import { timesRows } from "./row-products.js";
import { done, type FittedBy, learnThenApply, type Step } from "./step.js";

/** Its config. */
export interface PcaWhiten extends Kept {
  readonly kind: "pca-whiten";
  readonly epsilon?: number;
}
const learned = { epsilon: [], eigenvalues: ["n"], vectors: ["k", "n"] } as const;
export type FittedPcaWhiten = FittedBy<"pca-whiten", typeof learned>;

/** UFLDL's, for images of 0 … 1: in the units of the data, squared. */
export const DEFAULT_EPSILON = 0.1;

/** The eigenvectors, each by a factor made of √(λ_i + ε). */
function scaled(
  { epsilon, eigenvalues, vectors }: FittedPcaWhiten,
  factor: (deviation: number) => number,
): FloatMatrix {
  const [k, n] = vectors.shape;
  const values = Float64Array.from(contiguous(vectors));
  for (let i = 0; i < k; i++) {
    const by = factor(Math.sqrt(eigenvalues[i] + epsilon));
    for (let j = 0; j < n; j++) values[i * n + j] *= by;
  }
  return view(values, [k, n]);
}

/** diag(1/√(λ + ε)) Uᵀ, [k, n] */
const whitening = (fitted: FittedPcaWhiten): FloatMatrix => scaled(fitted, (deviation) => 1 / deviation);
/** diag(√(λ + ε)) Uᵀ, whose transpose undoes it, [k, n] */
const colouring = (fitted: FittedPcaWhiten): FloatMatrix => scaled(fitted, (deviation) => deviation);

/**
 * x′ = diag(1/√(λ + ε)) Uᵀ x, with U and λ as `pca` has them; all directions are kept unless it is said how many.
 *
 * @see UFLDL, "Whitening"
 */
export const pcaWhiten: Step<PcaWhiten, FittedPcaWhiten> = {
  learned,
  neutral: [],
  fit: learnThenApply(
    ({ kind, epsilon = DEFAULT_EPSILON, keep, variance }, x) => ({
      kind,
      epsilon,
      ...principalAxes(kind, x, { keep, variance, epsilon }),
    }),
    (fitted, x) => pcaWhiten.apply(fitted, x),
  ),
  apply: (fitted, x) => done(timesRows(x, whitening(fitted))),
  undo: (fitted, x) => timesRows(x, colouring(fitted).transpose(1, 0)),
  sizeAfter: ({ epsilon, eigenvalues, vectors }, size) =>
    size / Math.sqrt(eigenvalues[vectors.shape[0] - 1] + epsilon),
  directions: {
    filters: (fitted, w) => timesRows(w, whitening(fitted).transpose(1, 0)),
    atoms: (fitted, d) => timesRows(d, colouring(fitted).transpose(1, 0)),
  },
};
