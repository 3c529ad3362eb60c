// How alike the atoms of a dictionary are.

import type { AtomCosines } from "../atom-cosines.js";
import { mean } from "../average.js";
import type { Explained } from "../metric.js";

/** The mean one is c_dec. */
export const coherence: Explained = {
  name: "coherence",
  says: "How alike two atoms are: the largest and the mean |cosine| of all pairs. The mean is c_dec: on toy data it is smallest near the true L0, which is a hint and no proof.",
  formula: "coherenceMax = max_{i<j} |cos(w_i, w_j)|, coherenceMean = cDec = mean_{i<j} |cos(w_i, w_j)|",
  unit: "none",
  source: "cDec: Sparse but wrong (arXiv 2508.16560), eq. 4",
  elsewhere: [{ tool: "overcomplete", computes: "the same" }],
};

/** The largest and the mean |cosine| of pairs; NaN of a single atom. */
export function coherenceOf({ largestCosine, smallestCosine, meanCosine }: AtomCosines): {
  readonly max: number;
  readonly mean: number;
} {
  const sizes = largestCosine.map((high, i) => Math.max(Math.abs(high), Math.abs(smallestCosine[i])));
  return {
    max: sizes.reduce((most, size) => Math.max(most, size), Number.NEGATIVE_INFINITY),
    mean: mean(meanCosine),
  };
}
