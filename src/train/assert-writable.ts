// Whether a folder can be written, found out before hours of work rather than after.

import { lstatSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { InputError } from "../core/errors.js";
import { asRunError, reasonOf } from "./disk-errors.js";

/** As long as what is written below such a folder may be called, a run in results/ with its checkpoints. */
const BELOW = "x/".repeat(60);

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

const isThere = (path: string): boolean => {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return false;
    throw error; // a name too long, links in a circle, a folder that may not be looked into
  }
};

/** @throws what the operating system, or we, have against a folder of that path */
function tryFolder(path: string): void {
  let existing = path;
  while (!isThere(existing)) existing = dirname(existing);
  if (statSync(existing, { throwIfNoEntry: false }) === undefined)
    throw new Error(`${existing} is a link that leads nowhere`);
  if (!statSync(existing).isDirectory()) throw new Error("a file is in the way");
  if (relative(existing, path).includes("\ufffd")) throw new Error("its name is not UTF-8");
  // Names that are too long are known to be so only beside what exists.
  for (const name of relative(existing, path).split(sep)) isThere(join(existing, name));
  isThere(join(path, BELOW));
  const probe = join(existing, `.rhohat-${process.pid}.tmp`);
  writeFileSync(probe, "");
  rmSync(probe, { force: true });
}

/**
 * Tries it, in the folder or in the nearest one above that exists, and leaves nothing behind.
 *
 * @param where - what asks, for the error
 * @param option - what names the folder; null where nothing was typed
 * @throws {InputError} if nothing can be written there; a RunError where it is only full
 */
export function assertWritable(where: string, path: string, option: string | null = "--out"): void {
  try {
    tryFolder(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOSPC" || code === "EDQUOT") throw asRunError(path, error); // right, only full
    const why =
      code === undefined
        ? (error as Error).message
        : code === "ENOENT"
          ? "no file can be made there"
          : reasonOf(code);
    throw new InputError(
      option === null
        ? `${where}: ${path} must be a folder that can be written (${why}); choose another with --out`
        : `${where}: ${option} must be a folder that can be written, ${path} is not (${why}); choose another`,
    );
  }
}
