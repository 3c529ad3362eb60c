// Whitening that changes the data least: principal components of variance 1, turned back to where pixels are pixels.

import { type FloatMatrix, transpose, view } from "../../core/arrays.js";
import { DEFAULT_EPSILON } from "./pca-whiten.js";
import { principalAxes } from "./principal-axes.js";
import { timesRows } from "./row-products.js";
import { done, type FittedBy, learnThenApply, type Step } from "./step.js";

/** Its config. */
export interface ZcaWhiten {
  readonly kind: "zca-whiten";
  readonly epsilon?: number;
}
const learned = { epsilon: [], eigenvalues: ["n"], vectors: ["n", "n"], matrix: ["n", "n"] } as const;
export type FittedZcaWhiten = FittedBy<"zca-whiten", typeof learned>;

/** U diag(f(√(λ + ε))) Uᵀ, [n, n], exactly symmetric */
function turned(
  { eigenvalues, vectors, epsilon }: Omit<FittedZcaWhiten, "matrix">,
  factor: (deviation: number) => number,
): FloatMatrix {
  const n = eigenvalues.length;
  const scaled = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const by = factor(Math.sqrt(eigenvalues[i] + epsilon));
    for (let j = 0; j < n; j++) scaled[j * n + i] = by * vectors.get(i, j);
  }
  const product = timesRows(view(scaled, [n, n]), transpose(vectors));
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) product.set(i, j, product.get(j, i));
  return product;
}

/** What undoes it: U diag(√(λ + ε)) Uᵀ */
const colouring = (fitted: FittedZcaWhiten): FloatMatrix => turned(fitted, (deviation) => deviation);

/**
 * x′ = U diag(1/√(λ + ε)) Uᵀ x, with U and λ as `pca` has them: `matrix` times x.
 *
 * @see Bell and Sejnowski, The "independent components" of natural scenes are edge filters (1997); UFLDL, "Whitening"
 */
export const zcaWhiten: Step<ZcaWhiten, FittedZcaWhiten> = {
  learned,
  neutral: [],
  fit: learnThenApply(
    ({ kind, epsilon = DEFAULT_EPSILON }, x) => {
      const found = { kind, epsilon, ...principalAxes(kind, x, { epsilon }) };
      return { ...found, matrix: turned(found, (deviation) => 1 / deviation) };
    },
    (fitted, x) => zcaWhiten.apply(fitted, x),
  ),
  apply: ({ matrix }, x) => done(timesRows(x, matrix, x)),
  undo: (fitted, x) => timesRows(x, colouring(fitted), x),
  sizeAfter: ({ epsilon, eigenvalues }, size) =>
    size / Math.sqrt(eigenvalues[eigenvalues.length - 1] + epsilon),
  directions: {
    filters: ({ matrix }, w) => timesRows(w, matrix),
    atoms: (fitted, d) => timesRows(d, colouring(fitted)),
  },
};
