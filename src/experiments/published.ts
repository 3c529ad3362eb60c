// What was published of an experiment, beside what it came to.

import type { RunDirectory } from "../train/run-directory.js";
import type { FinalNumbers } from "../train/run-record.js";
import { numbersOf } from "./sweep-groups.js";

/** A number by the name that tables have of it, published and reached; null where it was not reached. */
export interface Published {
  readonly name: string;
  readonly published: number;
  readonly reached: number | null;
}

type Numbers = Omit<FinalNumbers, "stopped">;

/** "softmax: test accuracy" is of a stage, "test accuracy" of the run itself. */
function reachedOf(
  name: string,
  numbers: Numbers | undefined,
  stages: ReadonlyMap<string, Numbers>,
): number | null {
  const at = name.indexOf(": ");
  const own = at === -1 ? numbers : stages.get(name.slice(0, at));
  return own === undefined ? null : (numbersOf(own)[name.slice(at === -1 ? 0 : at + 2)] ?? null);
}

/**
 * The published numbers of a config beside those of its run, which are kept in run.json; none where it names none.
 *
 * @param numbers - of the run itself; undefined of one with stages
 * @param stages - those of its stages, by their names
 */
export function keepPublished(
  directory: RunDirectory,
  published: Readonly<Record<string, number>> | undefined,
  numbers: Numbers | undefined,
  stages: ReadonlyMap<string, Numbers> = new Map(),
): readonly Published[] {
  if (published === undefined) return [];
  const beside = Object.entries(published).map(([name, value]) => ({
    name,
    published: value,
    reached: reachedOf(name, numbers, stages),
  }));
  directory.record({ published: beside });
  return beside;
}
