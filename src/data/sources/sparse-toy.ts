// Examples whose features are known: each is a sum of few of them. What an autoencoder should find is there to be held
// against what it found.

import { type FloatMatrix, view } from "../../core/arrays.js";
import { inputError } from "../../core/errors.js";
import type { Random } from "../../core/random.js";

/** What examples are made of. */
export interface SparseToyOptions {
  /** g_j as rows, [features, n], of any length */
  readonly features: FloatMatrix;
  /** p: how likely a feature is in an example */
  readonly probability: number;
  /** σ of how strongly it is */
  readonly spread: number;
  /** How many examples */
  readonly count: number;
}

/** So many directions in n dimensions, drawn evenly from the unit sphere: as rows of length 1, [features, n]. */
export function randomFeatures(features: number, inputs: number, random: Random): FloatMatrix {
  const data = new Float64Array(features * inputs);
  for (let j = 0; j < features; j++) {
    const row = data.subarray(j * inputs, (j + 1) * inputs);
    let squares = 0;
    for (let i = 0; i < inputs; i++) {
      row[i] = random.normal();
      squares += row[i] * row[i];
    }
    const norm = Math.sqrt(squares);
    for (let i = 0; i < inputs; i++) row[i] /= norm;
  }
  return view(data, [features, inputs]);
}

/**
 *   x = Σ_j b_j c_j g_j,  b_j = 1 with probability p, else 0,  c_j = max(0, 1 + σ N(0, 1))
 *
 * @returns [count, n]
 * @throws {InputError} if p is not in (0, 1]
 * @see the toy models of Elhage et al., Toy models of superposition (2022), and of SAELens
 */
export function sparseToy(
  { features, probability, spread, count }: SparseToyOptions,
  random: Random,
): FloatMatrix {
  if (!(probability > 0 && probability <= 1))
    throw inputError("sparseToy", "probability", "lie in (0, 1]", probability);
  const [known, inputs] = features.shape;
  const x = new Float64Array(count * inputs);
  for (let m = 0; m < count; m++) {
    const row = x.subarray(m * inputs, (m + 1) * inputs);
    for (let j = 0; j < known; j++) {
      if (random.uniform() >= probability) continue;
      const strength = Math.max(0, 1 + spread * random.normal());
      for (let i = 0; i < inputs; i++) row[i] += strength * features.get(j, i);
    }
  }
  return view(x, [count, inputs]);
}
