// Examples whose features are known: each is a sum of few of them. What an autoencoder should find is there to be held
// against what it found.

import { type FloatMatrix, view } from "../../core/arrays.js";
import { inputError } from "../../core/errors.js";
import type { Random } from "../../core/random.js";
import { drawStrength, type KnownExamples, recordActivations, sumsOfAtoms } from "../truth.js";

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
 *   x = Σ_j a_j g_j,  a_j = max(0, 1 + σ N(0, 1)) with probability p, else 0
 *
 * @returns x [count, n], and a [count, features]
 * @throws {InputError} if p is not in (0, 1]
 * @see the toy models of Elhage et al., Toy models of superposition (2022), and of SAELens
 */
export function sparseToy(
  { features, probability, spread, count }: SparseToyOptions,
  random: Random,
): KnownExamples {
  if (!(probability > 0 && probability <= 1))
    throw inputError("sparseToy", "probability", "lie in (0, 1]", probability);
  const [known] = features.shape;
  const found = recordActivations();
  for (let i = 0; i < count; i++)
    for (let j = 0; j < known; j++)
      if (random.uniform() < probability) found.add(i, j, drawStrength(spread, random));
  return sumsOfAtoms({ atoms: features, activations: found.rows(count, known) });
}
