// A folder in a run's folder, made where it is missing: what is written there must land in the run.

import { mkdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../core/errors.js";
import { writing } from "./disk-errors.js";
import { isInside } from "./run-file.js";

/**
 * @returns its path
 * @throws {InputError} if it is a file, or a link out of the run's folder
 * @throws {RunError} if it cannot be made
 */
export function ownFolder(run: string, name: string): string {
  const path = join(run, name);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === false)
    throw new InputError(`run directory: ${path} must be a folder, it is a file; move it away`);
  writing(path, () => mkdirSync(path, { recursive: true }));
  if (!isInside(realpathSync(run), realpathSync(path)))
    throw new InputError(
      `run directory: ${path} must lie in the run's folder, it is a link elsewhere; move it away`,
    );
  return path;
}
