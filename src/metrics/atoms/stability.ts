// Whether another seed learns the same atoms.

import type { Matrix } from "../../core/arrays.js";
import { type AtomMatch, matchAtoms } from "../match-atoms.js";
import type { Explained } from "../metric.js";

/** Matched |cosine|. */
export const stability: Explained = {
  name: "stability",
  says: "The mean |cosine| of the atoms of two trainings in the best one-to-one matching. Smooth patches agree by .5 to .7 without having learned anything: look at the chance line beside it.",
  formula: "max over matchings of the mean of |cos(w_i, w'_j)|",
  unit: "none",
  source: "overcomplete",
  elsewhere: [{ tool: "overcomplete", computes: "the same" }],
};

/** The pairs, in falling order of |cosine|, and their mean. @param a - [M, d]. @param b - of another training, [M', d] */
export function stabilityOf(
  a: Matrix,
  b: Matrix,
): { readonly mean: number; readonly pairs: readonly AtomMatch[] } {
  const pairs = matchAtoms(a, b, { ignoreSign: true });
  return { mean: pairs.reduce((sum, { cosine }) => sum + Math.abs(cosine), 0) / pairs.length, pairs };
}
