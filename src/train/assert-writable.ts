// Whether a folder can be written, found out before hours of work rather than after.

import { existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { InputError } from "../core/errors.js";
import { asRunError } from "./disk-errors.js";

/**
 * Tries it, in the folder or in the nearest one above that exists, and leaves nothing behind.
 *
 * @param where - what asks, for the error
 * @throws {InputError} if nothing can be written there; a RunError where it is only full
 */
export function assertWritable(where: string, path: string): void {
  let existing = path;
  while (!existsSync(existing)) existing = dirname(existing);
  const probe = join(existing, `.rhohat-${process.pid}.tmp`);
  try {
    if (!statSync(existing).isDirectory()) throw new Error("a file is in the way");
    writeFileSync(probe, "");
    rmSync(probe, { force: true });
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    if (why === "ENOSPC" || why === "EDQUOT") throw asRunError(path, error); // right, only full
    throw new InputError(
      `${where}: --out must be a folder that can be written, ${path} is not (${why}); choose another`,
    );
  }
}
