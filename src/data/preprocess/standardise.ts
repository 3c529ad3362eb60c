// Each feature to mean 0 and variance 1: features of different units are compared.

import { contiguous, type FloatMatrix, type FloatNdArray, view } from "../../core/arrays.js";
import { featureMeans, shiftRows } from "./centre-features.js";
import { done, type FittedBy, learnThenApply, type Step, stepError } from "./step.js";

/** Its config. */
export interface Standardise {
  readonly kind: "standardise";
  readonly epsilon?: number;
}
const learned = { mean: ["n"], deviation: ["n"] } as const;
export type FittedStandardise = FittedBy<"standardise", typeof learned>;

/** Deviations of less than this share of the data's size are their rounding. */
const ROUNDING = 1e-14;

/** √(Σ_i (x_ij − mean_j)²/m + ε) of each feature. @throws {InputError} if one is 0, but for rounding */
function deviations(x: FloatNdArray, mean: Float64Array, epsilon: number, size: number): Float64Array {
  const [m, n] = x.shape;
  const values = contiguous(x);
  const squares = new Float64Array(n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const difference = values[i * n + j] - mean[j];
      squares[j] += difference * difference;
    }
  const found = squares.map((sum) => Math.sqrt(sum / m + epsilon));
  const constant = found.findIndex((deviation) => !(deviation > ROUNDING * size));
  if (constant >= 0)
    throw stepError(
      "standardise",
      `features must vary where epsilon is 0, feature ${constant} does not; leave it out or give an epsilon, as standardise:epsilon=1e-8`,
    );
  return found;
}

/** Each column of a matrix times its factor, in place. */
function scaleColumns(x: FloatNdArray, factor: (j: number) => number): void {
  const { data, shape, stride, offset } = x;
  for (let i = 0; i < shape[0]; i++)
    for (let j = 0; j < shape[1]; j++) data[offset + i * stride[0] + j * stride[1]] *= factor(j);
}

function scaledColumns(x: FloatMatrix, factor: (j: number) => number): FloatMatrix {
  const copy = view(Float64Array.from(contiguous(x)), x.shape);
  scaleColumns(copy, factor);
  return copy;
}

/** x′_j = (x_j − mean_j)/√(var_j + ε). */
export const standardise: Step<Standardise, FittedStandardise> = {
  learned,
  neutral: [],
  fit: learnThenApply(
    ({ kind, epsilon = 0 }, x, size) => {
      const mean = featureMeans(kind, x);
      return { kind, mean, deviation: deviations(x, mean, epsilon, size) };
    },
    (fitted, x) => standardise.apply(fitted, x),
  ),
  apply({ mean, deviation }, x) {
    shiftRows(x, mean, -1);
    scaleColumns(x, (j) => 1 / deviation[j]);
    return done(x);
  },
  undo({ mean, deviation }, x) {
    scaleColumns(x, (j) => deviation[j]);
    shiftRows(x, mean, 1);
    return x;
  },
  sizeAfter: ({ deviation }, size) => size / deviation.reduce((least, value) => Math.min(least, value)),
  directions: {
    filters: ({ deviation }, w) => scaledColumns(w, (j) => 1 / deviation[j]),
    atoms: ({ deviation }, d) => scaledColumns(d, (j) => deviation[j]),
  },
};
