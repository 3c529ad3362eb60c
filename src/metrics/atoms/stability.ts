// Whether other seeds learn the same atoms, beside what agrees by chance.

import type { Matrix } from "../../core/arrays.js";
import { createRandom } from "../../core/random.js";
import { type AtomMatch, matchAtoms } from "../match-atoms.js";
import type { Explained } from "../metric.js";
import type { Scramble } from "./chance.js";

/** Matched |cosine|. */
export const stability: Explained = {
  name: "stability",
  says: "The mean |cosine| of the atoms of two trainings in the best one-to-one matching. Smooth patches agree by .5 to .7 without having learned anything: stabilityChance is what phase-scrambled atoms reach.",
  formula: "max over matchings of the mean of |cos(w_i, w'_j)|",
  unit: "none",
  source: "overcomplete",
  elsewhere: [{ tool: "overcomplete", computes: "the same, without a chance line" }],
};

/** The same of atoms that have learned nothing. */
export const stabilityChance: Explained = {
  name: "stabilityChance",
  says: "What stability comes to by chance: matched with atoms of the same amplitudes and random phases, or, where they are no pictures, turned at random; the mean of several draws.",
  formula: "stability of w and F⁻¹(|F(w')| e^{iφ}), φ random and conjugate-symmetric",
  unit: "none",
  source: "phase randomisation: Theiler et al., Testing for nonlinearity in time series (1992)",
  elsewhere: [],
};

/** The share of features that come again. */
export const stableShare: Explained = {
  name: "stableShare",
  says: "The mean share of other trainings in which a feature comes again: its one-to-one match is above the 95th percentile of what it has by chance.",
  formula: "mean_j #{other trainings : |cos| of the match of j > q95 of its matches by chance} / #{others}",
  unit: "none",
  source: "rhohat",
  elsewhere: [],
};

/** The pairs, in falling order of |cosine|, and their mean. @param a - [M, d]. @param b - of another training, [M', d] */
export function stabilityOf(
  a: Matrix,
  b: Matrix,
): { readonly mean: number; readonly pairs: readonly AtomMatch[] } {
  const pairs = matchAtoms(a, b, { ignoreSign: true });
  return { mean: meanSize(pairs), pairs };
}

const meanSize = (pairs: readonly AtomMatch[]): number =>
  pairs.reduce((sum, { cosine }) => sum + Math.abs(cosine), 0) / pairs.length;

/** Atoms of a training matched with those of others, and with ones that have learned nothing. */
export interface StableAtoms {
  /** The mean matched |cosine| to each of the others */
  readonly means: readonly number[];
  /** The pairs with each of the others, in falling order of |cosine| */
  readonly pairs: readonly (readonly AtomMatch[])[];
  /** The mean matched |cosine| by chance: of all draws, and the least and largest of them */
  readonly chance: { readonly mean: number; readonly least: number; readonly most: number };
  /** The |cosine| of each atom's match in each of the others; NaN where the others have fewer atoms, [others][M] */
  readonly cosines: readonly Float64Array[];
  /** The 95th percentile of each atom's matches by chance, [M] */
  readonly byChance: Float64Array;
  /** The share of the others in which each comes again, [M] */
  readonly returns: Float64Array;
}

const QUANTILE = 0.95;
/** Draws of all others together: fewer where a matching takes long */
const drawsFor = (atoms: number): number => (atoms <= 300 ? 20 : atoms <= 1000 ? 6 : 2);

/** |cosine| of each row's match, [M]. */
function sizesOf(pairs: readonly AtomMatch[], count: number): Float64Array {
  const sizes = new Float64Array(count).fill(Number.NaN);
  for (const { a, cosine } of pairs) sizes[a] = Math.abs(cosine);
  return sizes;
}

function quantile(values: readonly number[], share: number): number {
  const rising = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (rising.length === 0) return Number.NaN;
  return rising[Math.min(rising.length - 1, Math.floor(share * rising.length))];
}

/**
 * Which atoms of a training come again in others: each matched one to one, by |cosine|, with the atoms of each other
 * training, and beside it what atoms of no meaning reach.
 *
 * @param atoms - of a training, [M, d]
 * @param others - of others, [M', d] each, one at least
 * @param scramble - makes atoms of no meaning: `scrambleFor`
 */
export function stableAtoms(atoms: Matrix, others: readonly Matrix[], scramble: Scramble): StableAtoms {
  const [count] = atoms.shape;
  const matched = others.map((other) => matchAtoms(atoms, other, { ignoreSign: true }));
  const cosines = matched.map((pairs) => sizesOf(pairs, count));
  const random = createRandom(0, "chance");
  const draws = Math.max(others.length, drawsFor(count));
  const drawn = Array.from({ length: draws }, (_, draw) =>
    matchAtoms(atoms, scramble(others[draw % others.length], random), { ignoreSign: true }),
  );
  const chances = drawn.map(meanSize);
  const sizes = drawn.map((pairs) => sizesOf(pairs, count));
  const byChance = Float64Array.from({ length: count }, (_, j) =>
    quantile(
      sizes.map((own) => own[j]),
      QUANTILE,
    ),
  );
  return {
    means: matched.map(meanSize),
    pairs: matched,
    chance: {
      mean: chances.reduce((sum, value) => sum + value, 0) / draws,
      least: Math.min(...chances),
      most: Math.max(...chances),
    },
    cosines,
    byChance,
    returns: byChance.map((limit, j) => cosines.filter((own) => own[j] > limit).length / others.length),
  };
}
