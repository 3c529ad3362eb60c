// A run as people name it.

import { resolve, sep } from "node:path";
import { InputError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";
import { readName } from "../train/about.js";
import { findRuns, isRunDirectory, RunDirectory } from "../train/run-directory.js";

/**
 * A run by its folder, by the folder's name, by the name that somebody gave it, or the newest of an experiment.
 *
 * @param where - the verb that asks, for the error
 * @throws {InputError} that names the nearest one if there is none
 */
export function findRun(where: string, name: string, results: string): RunDirectory {
  if (isRunDirectory(name)) return new RunDirectory(resolve(name));
  const runs = findRuns(resolve(results));
  const parts = (run: RunDirectory) => run.path.split(sep).slice(-2);
  const found =
    runs.filter((run) => parts(run).includes(name) || parts(run).join("/") === name).at(-1) ??
    runs.filter((run) => readName(run) === name).at(-1);
  if (found !== undefined) return found;
  const known = runs.flatMap((run) => [...parts(run), readName(run) ?? []].flat());
  throw new InputError(
    `${where}: no run named ${name} in ${results}; ${didYouMean(name, [...new Set(known)])}`,
  );
}
