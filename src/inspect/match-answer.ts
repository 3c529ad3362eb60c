// The features of a run in others, matched one to one with those of each.

import type { Matrix } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { scrambleFor } from "../metrics/atoms/chance.js";
import { stableAtoms } from "../metrics/atoms/stability.js";
import type { MatchAnswer } from "./answers.js";
import type { RunAnswers } from "./run-answers.js";

/** What is looked at first of a layer of several runs. @throws {InputError} unless they are of one size, or have no such layer */
export function atomsTogether(runs: readonly RunAnswers[], layer: number): Matrix[] {
  const atoms = runs.map((answers) => answers.pictures(layer));
  const other = atoms.find(({ shape }) => shape[1] !== atoms[0].shape[1]);
  if (other !== undefined)
    throw new InputError(
      `view: runs must have examples of the same size, got ${atoms[0].shape[1]} and ${other.shape[1]}`,
    );
  return atoms;
}

/** The first run's features in the others. @param note - why it says little what comes again, in a line; null where it says something */
export function matchAnswer(
  runs: readonly RunAnswers[],
  ids: readonly string[],
  layer: number,
  note: string | null = null,
): MatchAnswer {
  const [atoms, ...others] = atomsTogether(runs, layer);
  const found = stableAtoms(atoms, others, scrambleFor(runs[0].imageShape()));
  const inOther = found.pairs.map(
    (pairs) => new Map(pairs.map(({ a, b, cosine }) => [a, { unit: b, cosine }])),
  );
  return {
    layer,
    of: ids[0],
    others: ids.slice(1),
    means: found.means,
    chance: found.chance,
    note,
    features: Array.from(found.returns, (share, unit) => ({
      unit,
      again: Math.round(share * others.length),
      byChance: Number.isNaN(found.byChance[unit]) ? null : found.byChance[unit],
      matches: inOther.map((matches) => matches.get(unit) ?? null),
    })),
  };
}
