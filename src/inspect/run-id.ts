// A run's name in addresses: experiment~run, or experiment~run~01 for a member of a sweep. Nothing outside the
// results folder has one.

import { realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { InputError } from "../core/errors.js";
import { isRunDirectory, RunDirectory } from "../train/run-directory.js";
import { isInside } from "../train/run-file.js";

const PART = /^(?!\.)[\w.-]+$/; // no separator, no "..", nothing hidden

/** The id of a run directory below `results`. */
export function runId(results: string, path: string): string {
  return relative(results, path)
    .split(sep)
    .filter((part) => part !== "members")
    .join("~");
}

/**
 * The run directory of an id.
 *
 * @throws {InputError} if there is none, or it leads out of the results folder, by its name or by a link
 */
export function findRunById(results: string, id: string): RunDirectory {
  const parts = id.split("~");
  const missing = new InputError(`view: no run ${JSON.stringify(id)} in the results`);
  if (parts.length < 2 || parts.length > 3 || !parts.every((part) => PART.test(part))) throw missing;
  const [experiment, run, member] = parts;
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
