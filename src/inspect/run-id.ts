// From a run's folder to its id and back. Nothing outside the results folder has one.

import { realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { describeValue, InputError } from "../core/errors.js";
import { foldersOf, runAddress } from "../core/run-address.js";
import { isRunDirectory, RunDirectory } from "../train/run-directory.js";
import { isInside } from "../train/run-file.js";

/** The id of a run directory below `results`. */
export function runId(results: string, path: string): string {
  const folders = relative(results, path).split(sep);
  return runAddress(folders.filter((_, depth) => depth !== 2)); // members/
}

/**
 * The run directory of an id.
 *
 * @throws {InputError} if there is none, or it leads out of the results folder, by its name or by a link
 */
export function findRunById(results: string, id: string): RunDirectory {
  const missing = new InputError(`view: no run ${describeValue(id)} in the results`);
  const folders = foldersOf(id);
  if (folders === null) throw missing;
  const [experiment, run, member] = folders;
  const path = join(results, experiment, run, ...(member === undefined ? [] : ["members", member]));
  let real: string;
  try {
    real = realpathSync(path);
  } catch {
    throw missing;
  }
  if (!isInside(realpathSync(results), real) || !isRunDirectory(path)) throw missing;
  return new RunDirectory(path);
}
