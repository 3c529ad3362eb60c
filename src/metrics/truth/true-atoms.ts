// How well a dictionary's atoms are those that the data were made of.

import type { Matrix } from "../../core/arrays.js";
import { cosineSimilarities, matchAtoms } from "../match-atoms.js";
import type { Explained } from "../metric.js";

/** Two numbers of the same question, asked from either side. */
export const mmcs: Explained = {
  name: "mmcs",
  says: "The best |cosine| that each true atom finds among the learned ones, on average; and the other way round, of each learned among the true. Several may find the same.",
  formula: "mmcsTrueToLatents = mean_g max_j |cos(g, w_j)|, mmcsLatentsToTrue = mean_j max_g |cos(g, w_j)|",
  unit: "none",
  source: "Sharkey et al., Taking features out of superposition with sparse autoencoders (2022)",
  elsewhere: [{ tool: "SAELens, synthetic", computes: "the first" }],
};

/** Each once. */
export const mcc: Explained = {
  name: "mcc",
  says: "The mean |cosine| of true and learned atoms in the best one-to-one matching: each is used once.",
  formula: "max over matchings of the mean of |cos(g, w_j)| over min(true, M) pairs",
  unit: "none",
  source: "independent component analysis; Hungarian method",
  elsewhere: [{ tool: "SAELens, synthetic", computes: "the same" }],
};

/** How many are found at all. */
export const uniqueness: Explained = {
  name: "uniqueness",
  says: "How many different true atoms the latents are nearest to, beside the number of latents: low where several split one.",
  formula: "#{argmax_g |cos(g, w_j)| over j} / M",
  unit: "none",
  source: "SAELens, synthetic",
  elsewhere: [{ tool: "SAELens, synthetic", computes: "the same" }],
};

/** What a dictionary has of the true atoms. */
export interface TrueAtoms {
  readonly mmcsTrueToLatents: number;
  readonly mmcsLatentsToTrue: number;
  readonly mcc: number;
  /** [true atom, latent], one-to-one */
  readonly mccPairs: readonly (readonly [number, number])[];
  /** Of each latent the true atom of largest |cosine|, the first of equals, [M] */
  readonly bestTrueAtom: Int32Array;
  readonly uniqueness: number;
}

/**
 * MMCS either way, MCC with its matching, and uniqueness of a dictionary.
 *
 * @param truth - the true atoms, [G, d]
 * @param atoms - those of the dictionary, [M, d]
 */
export function trueAtoms(truth: Matrix, atoms: Matrix): TrueAtoms {
  const { data } = cosineSimilarities(truth, atoms);
  const [count, latents] = [truth.shape[0], atoms.shape[0]];
  const ofTrue = new Float64Array(count);
  const ofLatent = new Float64Array(latents).fill(-1);
  const best = new Int32Array(latents);
  for (let g = 0; g < count; g++)
    for (let j = 0; j < latents; j++) {
      const similarity = Math.abs(data[g * latents + j]);
      if (similarity > ofTrue[g]) ofTrue[g] = similarity;
      if (similarity > ofLatent[j]) {
        ofLatent[j] = similarity;
        best[j] = g;
      }
    }
  const pairs = matchAtoms(truth, atoms, { ignoreSign: true });
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    mmcsTrueToLatents: mean(ofTrue),
    mmcsLatentsToTrue: mean(ofLatent),
    mcc: pairs.reduce((sum, { cosine }) => sum + Math.abs(cosine), 0) / pairs.length,
    mccPairs: pairs.map(({ a, b }) => [a, b] as const).sort(([a], [b]) => a - b),
    bestTrueAtom: best,
    uniqueness: new Set(best).size / latents,
  };
}
