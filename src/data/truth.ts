// What examples are made of, where that is known: so what a model found can be held against it.

import { type FloatMatrix, view } from "../core/arrays.js";
import type { Random } from "../core/random.js";
import { type SparseRows, sparseRows } from "../core/sparse-rows.js";

/** The features that examples are made of, and how active each is in each of them. */
export interface Truth {
  /** g_j as rows, [G, d] */
  readonly atoms: FloatMatrix;
  /** a_ij ≥ 0, [m, G] */
  readonly activations: SparseRows;
}

/** Examples, and what they are made of. */
export interface KnownExamples {
  /** [m, d] */
  readonly x: FloatMatrix;
  readonly truth: Truth;
}

/** Examples that are sums of their features, x_i = Σ_j a_ij g_j. */
export function sumsOfAtoms(truth: Truth): KnownExamples {
  const { atoms, activations } = truth;
  const [count, inputs] = [activations.shape[0], atoms.shape[1]];
  const { starts, columns, values } = activations;
  const x = new Float64Array(count * inputs);
  for (let i = 0; i < count; i++)
    for (let s = starts[i]; s < starts[i + 1]; s++)
      for (let k = 0; k < inputs; k++) x[i * inputs + k] += values[s] * atoms.get(columns[s], k);
  return { x: view(x, [count, inputs]), truth };
}

/** How strongly a feature is there that is: max(0, 1 + σ N(0, 1)). */
export const drawStrength = (spread: number, random: Random): number =>
  Math.max(0, 1 + spread * random.normal());

/** Writes down which feature is how active in which example. */
export interface ActivationRecorder {
  /** An activation of 0 is none */
  add(example: number, feature: number, activation: number): void;
  /** All that was written down, [examples, features] */
  rows(examples: number, features: number): SparseRows;
}

/** Nothing is written down yet. */
export function recordActivations(): ActivationRecorder {
  const [rows, columns, values]: [number[], number[], number[]] = [[], [], []];
  return {
    add(example, feature, activation) {
      if (activation === 0) return;
      rows.push(example);
      columns.push(feature);
      values.push(activation);
    },
    rows: (examples, features) => sparseRows([examples, features], { rows, columns, values }),
  };
}
